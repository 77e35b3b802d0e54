/** The resident compiler's socket, and what goes over it: values in V8's serialisation, each behind its length in 4 bytes. */
import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import type { Job, JobResult } from './messages';

/** To the resident compiler. `toolchain`: what the one who asks is part of (place.ts). */
export type Request = { toolchain: string; job: Job } | { stop: true };

/** From it. `other`: it belongs to another installation, or is about to end. */
export type Answer = { result: JobResult } | { other: true };

const HEAD = 4;

/** The connection, or null when nobody listens there. */
export function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // What comes of it shows in its end.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}

export function sendFrame(socket: Socket, value: Request | Answer): void {
  const body = serialize(value);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length);
  socket.write(head);
  socket.write(body);
}

/** Calls `take` for each frame. Nobody but this user reaches the socket (place.ts), so lengths are not limited. */
export function onFrames(socket: Socket, take: (value: unknown) => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  socket.on('data', (data: Buffer) => {
    parts.push(data);
    length += data.length;
    while (length >= HEAD) {
      if (parts[0]!.length < HEAD) parts = [Buffer.concat(parts)];
      const size = parts[0]!.readUInt32LE(0);
      if (length < HEAD + size) return;
      const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      const rest = all.subarray(HEAD + size);
      parts = [rest];
      length = rest.length;
      take(deserialize(all.subarray(HEAD, HEAD + size)));
    }
  });
}
