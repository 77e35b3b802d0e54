// Connections of tests: what is sent and what comes back, as bytes.
import { type Socket, connect } from 'node:net';

const PATIENCE = 15_000;

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
