/**
 * A connected socket. Node's event loop fills it and empties it; calls never wait here: read and write answer -EAGAIN, and the call layer
 * keeps the request until the loop has moved something and rings.
 */
import type { Socket } from 'node:net';
import { O_RDWR, POLLHUP, POLLIN, POLLOUT } from '../abi/numbers.js';
import type { Guest } from '../guest/guest.js';
import { Description } from '../vfs/files/description.js';
import { E, errnoOf } from '../abi/errno.js';
import type { Stat } from '../vfs/files/status.js';
import { ROOM } from '../../wasi/staging.js';
import { socketStat } from './listener.js';

/** Bytes kept for a program that does not read; then the peer has to wait. A call that peeks can see as many. */
const AHEAD = ROOM;
/** How long (ms) what was written may take on its way when the program has closed or ended; a peer may never read it. */
const LINGER_MS = 10_000;
const FLUSH_MS = 1000;

export class Connection extends Description {
  override readonly waits = true;
  private readonly chunks: Buffer[] = [];
  /** Bytes in them. */
  available = 0;
  /** The peer, or this side by a shutdown, has ended what can be read. */
  private ended = false;
  private shut = false;
  /** An error that the program has not heard of yet. */
  private error = 0;
  private flushing = 0;

  constructor(
    private readonly socket: Socket,
    flags: number,
    guest: Guest,
  ) {
    super(O_RDWR | flags);
    const ring = (): void => guest.ring();
    if (!socket.closed) guest.expected++;
    if (socket.destroyed) this.ended = true;
    socket.on('data', (bytes) => {
      if (this.ended) return;
      this.chunks.push(bytes);
      this.available += bytes.length;
      if (this.available >= AHEAD) socket.pause();
      ring();
    });
    socket.on('end', () => {
      this.ended = true;
      ring();
    });
    socket.on('error', (error) => {
      this.error = errnoOf(error) || E.EIO;
      ring();
    });
    socket.on('close', () => {
      guest.expected--;
      this.ended = true;
      ring();
    });
    socket.on('drain', ring);
    socket.resume();
  }

  /** Copies what there is, and takes it unless `peek`. */
  private take(buffer: Uint8Array, start: number, length: number, peek: boolean): number {
    let done = 0;
    for (let i = 0; done < length && i < this.chunks.length;) {
      const chunk = this.chunks[i]!;
      const part = chunk.subarray(0, length - done);
      buffer.set(part, start + done);
      done += part.length;
      if (peek) i++;
      else if (part.length === chunk.length) this.chunks.shift();
      else this.chunks[0] = chunk.subarray(part.length);
    }
    if (!peek) {
      this.available -= done;
      if (this.available < AHEAD && this.socket.isPaused()) this.socket.resume();
    }
    return done;
  }

  /** `least`: bytes that must be there, unless no more will come. */
  receive(buffer: Uint8Array, start: number, length: number, least: number, peek: boolean): number {
    if (length === 0) return 0;
    if (this.available < Math.min(least, AHEAD) && !this.ended && this.error === 0) return -E.EAGAIN;
    if (this.available > 0) return this.take(buffer, start, length, peek);
    return this.failure();
  }

  override read(buffer: Uint8Array, start: number, length: number): number {
    return this.receive(buffer, start, length, 1, false);
  }

  /** An error is told once, as Linux does; then there is the end. */
  private failure(): number {
    const { error } = this;
    this.error = 0;
    return -error;
  }

  /** Takes all, but nothing while some of it has not gone on its way. */
  override write(buffer: Uint8Array, start: number, length: number): number {
    const { socket } = this;
    if (this.error !== 0) return this.failure();
    if (this.shut || socket.destroyed || !socket.writable) return -E.EPIPE;
    if (length === 0) return 0;
    if (socket.writableLength > 0) return -E.EAGAIN;
    socket.write(buffer.slice(start, start + length));
    return length;
  }

  override poll(events: number): number {
    let ready = 0;
    if (this.available > 0 || this.ended || this.error !== 0) ready |= events & POLLIN;
    const { socket } = this;
    if (this.shut || socket.destroyed || socket.writableLength === 0) ready |= events & POLLOUT;
    return this.ended || this.error !== 0 ? ready | POLLHUP : ready;
  }

  /** @throws CallFailure ENOTCONN when both sides have ended it. */
  shutdown(reading: boolean, writing: boolean): void {
    if (this.socket.destroyed) throw Object.assign(new Error('not connected'), { code: 'ENOTCONN' });
    if (reading) {
      this.ended = true;
      // What comes now is thrown away.
      this.socket.resume();
    }
    if (writing && !this.shut) {
      this.shut = true;
      this.socket.end();
    }
  }

  override flushed(): boolean {
    if (this.socket.destroyed || this.socket.writableLength === 0) return true;
    this.flushing ||= performance.now();
    return performance.now() - this.flushing > FLUSH_MS;
  }

  override stat(): Stat {
    return socketStat();
  }

  override release(): void {
    const { socket } = this;
    this.ended = true;
    this.chunks.length = 0;
    // This process is not kept alive for it.
    socket.unref();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
    socket.resume();
    socket.destroySoon();
  }
}
