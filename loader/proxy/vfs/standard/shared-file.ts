/**
 * A regular file as a standard stream. Its position belongs to whoever started the loader too, and is used and moved as
 * long as the guest only reads and writes on; a guest that seeks gets a position of its own from there.
 */
import fs from 'node:fs';
import { Description } from '../files/description.js';
import { HostFile } from '../host/open-file.js';
import { seekTo } from '../files/seek.js';

export class SharedFile extends HostFile {
  private shared = true;

  constructor(fd: number, flags: number) {
    super(fd, flags, undefined);
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    return this.shared ? fs.readSync(this.fd, buffer, start, length, null) : super.read(buffer, start, length);
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    return this.shared ? fs.writeSync(this.fd, buffer, start, length, null) : super.write(buffer, start, length);
  }

  override readv(windows: Uint8Array[], position: number): number {
    return this.shared && position < 0 ? fs.readvSync(this.fd, windows) : super.readv(windows, position);
  }

  override writev(windows: Uint8Array[], position: number): number {
    return this.shared && position < 0 ? fs.writevSync(this.fd, windows) : super.writev(windows, position);
  }

  private sharedPosition(): number {
    const text = fs.readFileSync(`/proc/self/fdinfo/${this.fd}`, 'latin1');
    return Number(/^pos:\s*(\d+)/m.exec(text)?.[1] ?? 0);
  }

  override seek(offset: number, whence: number): number {
    if (!this.shared) return super.seek(offset, whence);
    const from = this.sharedPosition();
    const to = seekTo(offset, whence, from, () => fs.fstatSync(this.fd).size);
    if (to >= 0 && to !== from) {
      this.shared = false;
      this.position = to;
    }
    return to;
  }

  override setFlags(flags: number, mask: number): void {
    Description.prototype.setFlags.call(this, flags, mask);
  }

  override forChild(): { fd: number; temporary: boolean } {
    return this.shared ? { fd: this.fd, temporary: false } : super.forChild();
  }

  /** The descriptor is the loader's. */
  override release(): void {}
}
