/** Joins a socket of Node's and a TCP connection with an isle: data both ways, their ends, resets. Whoever is slow makes the other wait. */
import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ConnectionEvents, IpStack } from './ip-stack.js';

/** A socket's descriptor, as far as Node tells it; -1: not. */
function descriptor(socket: Socket): number {
  return (socket as unknown as { _handle?: { fd?: number } | null })._handle?.fd ?? -1;
}

export class Connection implements ConnectionEvents {
  /** Bytes from the socket that there was no room for. */
  private rest: Uint8Array | undefined;
  /** The socket has said its end, and the isle is told when `rest` is gone. */
  private ending = false;
  /** Bytes that Node is about to write, from where lwIP has them. */
  private writing = 0;
  private ended = false;
  private hasFailed = false;
  /** The isle ended by itself: its socket ends too, and is not reset. */
  private clean = false;
  private released = false;
  private readonly fd: number;

  /** Its number is the IP stack's. The socket is paused until the isle has answered. */
  constructor(
    private readonly ipStack: IpStack,
    readonly socket: Socket,
    /** Number of the isle. */
    readonly isle: number,
    /** What the isle gets in front of the socket's bytes. */
    private readonly header?: Uint8Array,
  ) {
    this.fd = descriptor(socket);
    this.id = ipStack.allocate(this);
    socket.on('error', () => {});
    socket.on('close', () => this.release());
    if (this.id < 0) socket.resetAndDestroy();
  }
  readonly id: number;

  connected(): void {
    const { socket, header } = this;
    socket.on('data', (data: Uint8Array) => this.pass(data));
    socket.on('end', () => {
      this.ending = true;
      if (!this.rest) this.ipStack.end(this.id);
    });
    if (header) this.pass(header);
    if (!this.rest) socket.resume();
  }

  private pass(data: Uint8Array): void {
    const sent = this.ipStack.send(this.id, data);
    if (sent === data.length) return;
    this.rest = data.subarray(sent);
    this.socket.pause();
  }

  sent(): void {
    const { rest } = this;
    if (!rest) return;
    const sent = this.ipStack.send(this.id, rest);
    if (sent < rest.length) {
      this.rest = rest.subarray(sent);
      return;
    }
    this.rest = undefined;
    if (this.ending) this.ipStack.end(this.id);
    else this.socket.resume();
  }

  /** Passes on what has come. lwIP may forget bytes, and the isle send more, when they have left this process's hands. */
  received(): void {
    const { ipStack, id, socket } = this;
    const { calls, bytes } = ipStack;
    if (this.writing > 0 || this.released) return;
    for (let length = calls.connection_length(id); length > 0; length = calls.connection_length(id)) {
      const at = calls.connection_data(id) >>> 0;
      const written = this.writeNow(at, length);
      if (this.released) return;
      if (written > 0) {
        calls.connection_took(id, written);
        continue;
      }
      // The socket is full: Node waits for it.
      this.writing = length;
      socket.write(Buffer.from(bytes.buffer, at, length), () => {
        this.writing = 0;
        if (this.released) return;
        calls.connection_took(id, length);
        this.received();
        ipStack.soon();
      });
      return;
    }
    if (this.hasFailed) this.leave();
    else if (calls.connection_ended(id) && !this.ended) {
      this.ended = true;
      socket.end();
    }
  }

  /** Writes without Node's stream, which costs more than the rest of a small packet's way; 0: the stream must. */
  private writeNow(at: number, length: number): number {
    const { socket, fd } = this;
    // A socket that was destroyed has given its descriptor back.
    if (fd < 0 || socket.destroyed || socket.writableLength > 0) return 0;
    try {
      return writeSync(fd, this.ipStack.bytes, at, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') socket.destroy();
      if (socket.destroyed) this.release();
      return 0;
    }
  }

  /** The isle is not there, or lwIP has no room. */
  refused(): void {
    this.socket.resetAndDestroy();
    this.release();
  }

  failed(): void {
    this.hasFailed = true;
    this.rest = undefined;
    this.received();
  }

  /** The isle has ended: said before the connection fails. */
  isleEnded(clean: boolean): void {
    this.clean = clean;
  }

  /** The connection is gone, and all that came by it was passed on. */
  private leave(): void {
    const { socket, ipStack, id } = this;
    if (this.clean || (this.ended ||= ipStack.calls.connection_ended(id) !== 0)) socket.end(() => socket.destroy());
    else socket.resetAndDestroy();
    this.release();
  }

  /** The number is another's from now on. */
  protected release(): void {
    if (this.released) return;
    this.released = true;
    if (this.id >= 0) this.ipStack.release(this.id);
  }
}
