/** /dev/null and its like, and files whose text is made when they are opened. */
import fs from 'node:fs';
import { E } from '../../abi/errno.js';
import type { FsNode } from '../files/node.js';
import type { SetTimes, Stat } from '../files/status.js';
import { Description } from '../files/description.js';
import { seekTo } from '../files/seek.js';
import { crypto } from '../files/late-modules.js';

/** How a device reads and writes; both answer a count or minus an error number. */
export interface DeviceKind {
  /** Device number as makedev gives it, and the host's file of the same meaning (for child processes). */
  rdev: bigint;
  host: string;
  read(buffer: Uint8Array, start: number, length: number): number;
  write(length: number): number;
}

const zero = (buffer: Uint8Array, start: number, length: number): number => {
  buffer.fill(0, start, start + length);
  return length;
};
const random = (buffer: Uint8Array, start: number, length: number): number => {
  crypto().randomFillSync(buffer.subarray(start, start + length));
  return length;
};
const device = (minor: number, host: string, read: DeviceKind['read'], write: DeviceKind['write']): DeviceKind => ({
  rdev: BigInt((1 << 8) | minor),
  host,
  read,
  write,
});

/** By name in /dev. */
export const devices: Readonly<Record<string, DeviceKind>> = {
  null: device(
    3,
    '/dev/null',
    () => 0,
    (n) => n,
  ),
  zero: device(5, '/dev/zero', zero, (n) => n),
  full: device(7, '/dev/full', zero, (n) => (n === 0 ? 0 : -E.ENOSPC)),
  random: device(8, '/dev/random', random, (n) => n),
  urandom: device(9, '/dev/urandom', random, (n) => n),
};

/** The node that was opened. */
type Made = Pick<FsNode, 'stat' | 'fs' | 'chmod' | 'chown' | 'utimes'>;

abstract class NodeFile extends Description {
  constructor(
    private readonly node: Made,
    flags: number,
  ) {
    super(flags);
  }

  override stat(): Stat {
    return this.node.stat();
  }

  override chmod(mode: number): void {
    this.node.chmod(mode);
  }

  override chown(uid: number, gid: number): void {
    this.node.chown(uid, gid);
  }

  override utimes(times: SetTimes): void {
    this.node.utimes(times);
  }
}

export class DeviceFile extends NodeFile {
  constructor(
    private readonly kind: DeviceKind,
    node: Made,
    flags: number,
  ) {
    super(node, flags);
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    return this.readable ? this.kind.read(buffer, start, length) : -E.EBADF;
  }

  override write(_buffer: Uint8Array, _start: number, length: number): number {
    return this.writable ? this.kind.write(length) : -E.EBADF;
  }

  override pread(buffer: Uint8Array, start: number, length: number): number {
    return this.read(buffer, start, length);
  }

  override pwrite(buffer: Uint8Array, start: number, length: number): number {
    return this.write(buffer, start, length);
  }

  override seek(): number {
    return 0;
  }

  override forChild(): { fd: number; temporary: boolean } {
    return { fd: fs.openSync(this.kind.host, this.writable ? 'r+' : 'r'), temporary: true };
  }
}

export class TextFile extends NodeFile {
  private position = 0;

  constructor(
    private text: Uint8Array,
    private readonly made: Made,
    flags: number,
  ) {
    super(made, flags);
    made.fs.held.take(text.length);
  }

  override release(): void {
    this.made.fs.held.give(this.text.length);
    this.text = this.text.subarray(0, 0);
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    const n = this.pread(buffer, start, length, this.position);
    if (n > 0) this.position += n;
    return n;
  }

  override write(): number {
    return -E.EBADF;
  }

  override pread(buffer: Uint8Array, start: number, length: number, position: number): number {
    if (!this.readable) return -E.EBADF;
    const part = this.text.subarray(
      Math.min(position, this.text.length),
      Math.min(position + length, this.text.length),
    );
    buffer.set(part, start);
    return part.length;
  }

  override pwrite(): number {
    return -E.EBADF;
  }

  override seek(offset: number, whence: number): number {
    const to = seekTo(offset, whence, this.position, () => this.text.length);
    if (to >= 0) this.position = to;
    return to;
  }
}
