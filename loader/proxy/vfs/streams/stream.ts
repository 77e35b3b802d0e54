/**
 * A pipe, terminal or socket of the host. Its descriptor does not block, so read and write answer -EAGAIN where a C program
 * would wait; the call layer then keeps the request and tries again (blocking.ts).
 */
import fs from 'node:fs';
import { isTerminal } from '../files/late-modules.js';
import { deviceControl } from '../../../native/descriptors.js';
import { POLLHUP, POLLIN, POLLOUT } from '../../abi/numbers.js';
import { E, errnoOf } from '../../abi/errno.js';
import type { SetTimes, Stat } from '../files/status.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { blockingTwin } from './child-descriptor.js';
import { changeMode, changeOwner, changeTimes } from '../files/changes.js';
import type { FileSystem } from '../files/node.js';
import { CLOSED, Description } from '../files/description.js';
import { terminalControl } from './terminal.js';
import { milliseconds } from '../../../../runtime/clock.js';

/** After a write found the pipe full, poll says so for this long (ms): Node can't ask whether there is room again. */
const FULL_FOR_MS = 1;
/** Bytes that are read to say how many there are, where Linux cannot be asked. */
const AHEAD_ROOM = 4096;
const FIONREAD = 0x541b;

export interface StreamSource {
  fd: number;
  /** Whether release() closes it. */
  owned: boolean;
  /** A named pipe opened for reading: until a first writer comes, end of file means nobody is there yet. */
  awaitsWriter?: boolean;
}

export class Stream extends Description {
  override readonly waits = true;
  protected fd: number;
  readonly isTerminal: boolean;
  /** Bytes read to learn whether there are any. */
  private ahead: Uint8Array | undefined;
  private aheadStart = 0;
  private aheadEnd = 0;
  private ended = false;
  private fullUntil = 0;
  private awaitsWriter: boolean;

  constructor(
    private readonly source: StreamSource,
    flags: number,
    /** Where it was found; undefined: it was not granted. */
    private readonly tree?: FileSystem,
  ) {
    super(flags);
    this.fd = source.fd;
    this.isTerminal = isTerminal(source.fd);
    this.awaitsWriter = source.awaitsWriter ?? false;
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    if (!this.readable) return -E.EBADF;
    if (length === 0) return 0;
    let taken = 0;
    if (this.ahead && this.aheadStart < this.aheadEnd) {
      taken = Math.min(length, this.aheadEnd - this.aheadStart);
      buffer.set(this.ahead.subarray(this.aheadStart, this.aheadStart + taken), start);
      this.aheadStart += taken;
      if (taken === length) return taken;
    } else if (this.ended) {
      // A terminal's end of file is one line long.
      this.ended = false;
      return 0;
    }
    const n = this.pull(buffer, start + taken, length - taken);
    return taken > 0 ? taken + Math.max(n, 0) : n;
  }

  /** One read that doesn't wait. */
  private pull(buffer: Uint8Array, start: number, length: number): number {
    try {
      const n = fs.readSync(this.fd, buffer, start, length, null);
      if (n === 0 && this.awaitsWriter) return -E.EAGAIN;
      this.awaitsWriter = false;
      return n;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === E.EAGAIN) this.awaitsWriter = false;
      if (errno === 0) throw error;
      return -errno;
    }
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    if (!this.writable) return -E.EBADF;
    try {
      return fs.writeSync(this.fd, buffer, start, length, null);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 0) throw error;
      if (errno === E.EAGAIN) this.fullUntil = milliseconds() + FULL_FOR_MS;
      return -errno;
    }
  }

  /** Whether a named pipe opened for reading still has had no writer. */
  get lonely(): boolean {
    if (this.awaitsWriter) this.poll(POLLIN);
    return this.awaitsWriter;
  }

  /** Reads ahead at most `room` bytes unless something is there already. */
  private lookAhead(room: number): void {
    if (this.aheadStart < this.aheadEnd || this.ended) return;
    if (!this.ahead || this.ahead.length < room) this.ahead = new Uint8Array(room);
    const n = this.pull(this.ahead, 0, room);
    this.aheadStart = 0;
    this.aheadEnd = Math.max(n, 0);
    if (n === 0) this.ended = true;
  }

  override poll(events: number): number {
    let ready = 0;
    if (events & POLLIN && this.readable) {
      // One byte only: what is not read stays for other processes on the same pipe.
      this.lookAhead(1);
      if (this.aheadStart < this.aheadEnd) ready |= POLLIN;
      else if (this.ended) ready |= this.isTerminal ? POLLIN : POLLIN | POLLHUP;
    }
    if (events & POLLOUT && this.writable && milliseconds() >= this.fullUntil) ready |= POLLOUT;
    return ready;
  }

  override stat(): Stat {
    return fs.fstatSync(this.fd, { bigint: true });
  }

  override chmod(mode: number): void {
    changeMode(this.tree, { fd: this.fd }, mode);
  }

  override chown(uid: number, gid: number): void {
    changeOwner(this.tree, { fd: this.fd }, uid, gid);
  }

  override utimes(times: SetTimes): void {
    changeTimes(this.tree, { fd: this.fd }, times);
  }

  override ioctl(memory: CheckedMemory, request: number, address: number): number {
    if (request === FIONREAD) {
      memory.check(address, 4);
      const there = Buffer.alloc(4);
      const failed = deviceControl(this.fd, FIONREAD, there) !== 0;
      if (failed) this.lookAhead(AHEAD_ROOM);
      memory.setWord(address, this.aheadEnd - this.aheadStart + (failed ? 0 : there.readInt32LE(0)));
      return 0;
    }
    return this.isTerminal ? terminalControl(() => this.fd, memory, request, address) : -E.ENOTTY;
  }

  override forChild(): { fd: number; temporary: boolean } {
    return blockingTwin(this.fd, this.flags);
  }

  override release(): void {
    if (!this.source.owned) return;
    fs.closeSync(this.fd);
    this.fd = CLOSED;
  }
}
