// Clients of a published port that say one byte now and then, never end their line, never read what they asked for, or go in the middle of it.
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runBeside } from '../support/beside.js';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs } from '../support/runs.js';

const CLIENTS = 200;
/** What one that does not read asks for: far more than all buffers on the way take. */
const GREEDY = 1 << 30;

const opened = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });

/** What slow clients do, each at its turn. */
const WAYS: ((socket: Socket) => void)[] = [
  // Nothing.
  () => {},
  // A byte, and no end of the line.
  (socket) => void socket.write('1'),
  // It reads nothing of what it has asked for.
  (socket) => {
    socket.pause();
    socket.write(`${GREEDY}\n`);
  },
  // It goes in the middle.
  (socket) => {
    socket.write(`${GREEDY}\n`);
    socket.once('data', () => socket.resetAndDestroy());
  },
  // It has said all and waits for an end that does not come.
  (socket) => void socket.end('10'),
];

/** An honest client's answer. */
async function answered(port: number, bytes: number): Promise<number> {
  const socket = await opened(port);
  let got = 0;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (data: Buffer) => {
      got += data.length;
      if (got >= bytes) {
        socket.destroy();
        resolve(got);
      }
    });
    socket.write(`${bytes}\n`);
  });
}

it('slow clients of a published port hold up nobody else', async () => {
  const image = await compileImage([join(root, 'test/hostile/slow.c')]);
  const { ports, stop } = await runBeside(['-n', '1', '-p', '0:80', '--mem', '64M', image]);
  const slow: Socket[] = [];
  try {
    for (let round = 0; round < runs(2); round++) {
      for (let i = 0; i < CLIENTS; i++) {
        const socket = await opened(ports[0]!);
        socket.on('error', () => {});
        WAYS[i % WAYS.length]!(socket);
        slow.push(socket);
        if (i % 20 === 0) expect(await answered(ports[0]!, 100_000)).toBe(100_000);
      }
      for (const [i, socket] of slow.entries()) if (!socket.destroyed && i % WAYS.length === 1) socket.write('0');
      expect(await answered(ports[0]!, 1_000_000)).toBe(1_000_000);
      for (const socket of slow.splice(0)) socket.destroy();
    }
    expect(await answered(ports[0]!, 1000)).toBe(1000);
  } finally {
    for (const socket of slow) socket.destroy();
    await stop();
  }
});
