// Connections of tests: what is sent and what comes back, as bytes.
import { type Socket, connect, createServer } from 'node:net';
import { PATIENCE } from './patience.js';

/** A port that this process listens on until it is closed. */
export function portTaken(): Promise<{ port: number; close(): void }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({ port, close: () => void server.close() });
    });
  });
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const { port, close } = await portTaken();
  close();
  return port;
}

export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

/** All that comes until the other side closes; what a reset cuts off is missing. */
export function rest(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts));
    };
    const timer = setTimeout(
      () => reject(new Error(`not closed after ${PATIENCE} ms, ${Buffer.concat(parts).length} bytes came`)),
      PATIENCE,
    );
    socket.on('data', (data: Buffer) => parts.push(data));
    socket.on('close', done);
    socket.on('error', () => {});
  });
}

/** Sends all, in pieces if there are several, and gives back what comes until the other side closes. */
export async function exchange(port: number, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = await open(port);
  const answer = rest(socket);
  for (const [i, piece] of pieces.entries()) {
    if (i) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.write(piece);
  }
  return (await answer).toString('latin1');
}

/** The next `length` bytes. */
export function take(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new Error(`${length} bytes have not come after ${PATIENCE} ms`))),
      PATIENCE,
    );
    const look = () => {
      const data = socket.read(length) as Buffer | null;
      if (data) finish(() => resolve(data));
    };
    const gone = () => finish(() => reject(new Error('closed by the other side')));
    function finish(then: () => void) {
      clearTimeout(timer);
      socket.off('readable', look);
      socket.off('close', gone);
      then();
    }
    socket.on('readable', look);
    socket.on('close', gone);
    look();
  });
}

/** Connects, and keeps its half open until it is ended; `ended`: how the socket ended, 'end' when it did well. */
export function client(port: number, options: object = {}): Socket & { ended: Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options });
  let how = 'end';
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (how = code ?? 'error'));
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(how)));
  return Object.assign(socket, { ended });
}

/** All that comes until the other side has said its end; rejects when it ends in another way. */
export function received(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    socket.once('end', () => resolve(Buffer.concat(parts)));
    socket.once('error', reject);
  });
}
