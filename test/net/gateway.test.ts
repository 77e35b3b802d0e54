// Ports of this machine that are passed on to isles', with real programs in the isles.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { type Beside, runBeside } from '../support/beside.js';
import { client, received } from '../support/tcp.js';
import { run } from '../support/spawn.js';
import { until } from '../support/patience.js';
import { outsideNetwork, ownAddress } from '../support/needs.js';

const peer = (): Promise<string> => compileImage([join(root, 'test/net/gateway/peer.c')]);
const publishing = async (...args: string[]): Promise<Beside> =>
  runBeside(['-n', '1', '-p', '0:80', await peer(), ...args]);
const MiB = 1 << 20;

function pattern(bytes: number): Buffer {
  const data = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) data[at] = at * 31 + (at >>> 11);
  return data;
}

describe('a published TCP port', () => {
  it('carries bytes both ways, and each end by itself', async () => {
    const { ports, stop } = await publishing('echo');
    for (const bytes of [0, 1, 70_000, 5 * MiB]) {
      const socket = client(ports[0]!);
      const answer = received(socket);
      const data = pattern(bytes);
      socket.end(data);
      const echoed = await answer;
      expect(echoed.length).toBe(bytes + 9);
      expect(echoed.subarray(0, bytes).equals(data)).toBe(true);
      expect(echoed.subarray(bytes).toString()).toBe('all of it');
      expect(await socket.ended).toBe('end');
    }
    await stop();
  });

  it('is for this machine only, unless an address is given', async () => {
    const served = await runBeside(['-n', '1', '-p', '0:80', '-p', '127.0.0.2:0:80', await peer(), 'echo']);
    const [first, second] = served.ports as [number, number];
    expect(await client(first, { host: '127.0.0.3' }).ended).toBe('ECONNREFUSED');
    expect(await client(second, { host: '127.0.0.3' }).ended).toBe('ECONNREFUSED');
    const socket = client(second, { host: '127.0.0.2' });
    socket.end('x');
    expect((await received(socket)).toString()).toBe('xall of it');
    await served.stop();
  });

  it.skipIf(outsideNetwork.missing)(`is not for other machines${outsideNetwork.note}`, async () => {
    const { ports, stop } = await publishing('echo');
    expect(await client(ports[0]!, { host: ownAddress }).ended).toBe('ECONNREFUSED');
    await stop();
  });

  it('that another program has is an error before the program starts', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { code, stdout, stderr } = await hermit(['run', '-p', `${port}:80`, await peer(), 'nothing']);
    server.close();
    expect(stderr).toMatch(new RegExp(`cannot publish 127\\.0\\.0\\.1:${port}: another program has that port`));
    expect([code, stdout.toString()]).toEqual([125, '']);
  });

  it('that nobody listens on in the isle resets its clients', async () => {
    const { ports, stop } = await publishing('nothing');
    const socket = client(ports[0]!);
    expect(await socket.ended).toBe('ECONNRESET');
    await stop();
  });

  it('makes who writes wait for a program that does not read, with bounded memory', async () => {
    const { ports, stop } = await publishing('slow');
    const socket = client(ports[0]!);
    const data = pattern(32 * MiB);
    const answer = received(socket);
    socket.end(data);
    await sleep(600);
    const passed = data.length - socket.writableLength;
    expect(passed).toBeLessThan(16 * MiB);
    // That is what it waits for.
    client(ports[0]!).end();
    expect((await answer).toString()).toBe(`${data.length} bytes, 0 wrong\n`);
    await stop();
  });

  it('makes a program wait for who does not read', async () => {
    const { ports, stop } = await publishing('source', String(32 * MiB));
    const socket = client(ports[0]!);
    await sleep(600);
    expect(socket.bytesRead).toBeLessThan(16 * MiB);
    expect((await received(socket)).equals(pattern(32 * MiB))).toBe(true);
    socket.end();
    expect(await socket.ended).toBe('end');
    await stop();
  });

  it('carries resets both ways', async () => {
    const reset = await publishing('reset');
    const socket = client(reset.ports[0]!);
    socket.write('x');
    expect(await socket.ended).toBe('ECONNRESET');
    await reset.stop();

    const read = await publishing('read');
    const other = client(read.ports[0]!);
    other.write('x');
    await until('the program has read it', () => read.stdout().includes('read: 1\n'));
    other.resetAndDestroy();
    expect(await read.done).toBe(0);
    expect(read.stdout()).toContain('read: Connection reset by peer');
  });

  it('passes on what a program has sent before its end', async () => {
    const { ports, done } = await publishing('source', '8000', 'exit');
    const socket = client(ports[0]!);
    expect((await received(socket)).equals(pattern(8000))).toBe(true);
    socket.end();
    expect(await done).toBe(0);
  });

  it('resets the connections of an isle that traps', async () => {
    const { ports, done } = await publishing('trap');
    const socket = client(ports[0]!);
    socket.write('x');
    expect(await socket.ended).toBe('ECONNRESET');
    expect(await done).toBe(134);
  });

  it('takes a thousand connections at once', async () => {
    const { ports, stop } = await publishing('echo-many');
    const sockets = Array.from({ length: 1000 }, () => client(ports[0]!));
    const answers = sockets.map(received);
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    sockets.forEach((socket, i) => socket.write(`connection ${i}`));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    sockets.forEach((socket) => socket.end());
    expect((await Promise.all(answers)).map(String)).toEqual(sockets.map((_, i) => `connection ${i}`));
    await stop();
  });

  it("is another isle's if it is named", async () => {
    const { ports, stop } = await runBeside(['-i', '2', '-n', '1', '-p', '0:isle1:80', await peer(), 'echo'], {
      isles: 2,
    });
    const socket = client(ports[0]!);
    socket.end('x');
    expect((await received(socket)).toString()).toBe('xall of it');
    await stop();
  });
});

describe('a published UDP port', () => {
  it('carries datagrams of several peers, each its own answers', async () => {
    const { ports, stop } = await runBeside(['-n', '1', '-p', '0:53/udp', await peer(), 'echo-datagrams']);
    const sockets = Array.from({ length: 8 }, () => createSocket('udp4'));
    const texts = [1, 500, 8900, 20_000].flatMap((size) =>
      sockets.map((_, i) => String.fromCharCode(65 + i).repeat(size)),
    );
    const answers = await Promise.all(
      texts.map(
        (text, at) =>
          new Promise<string>((resolve) => {
            const socket = sockets[at % 8]!;
            const send = (): void => socket.send(text, ports[0]!, '127.0.0.1');
            // Datagrams may be lost: the isle's queue is short.
            const again = setInterval(send, 300);
            const take = (data: Buffer): void => {
              if (data.length !== text.length) return;
              socket.off('message', take);
              clearInterval(again);
              resolve(data.toString());
            };
            socket.on('message', take);
            send();
          }),
      ),
    );
    expect(answers).toEqual(texts);
    sockets.forEach((socket) => socket.close());
    await stop();
  });
});

describe('a machine of the library', () => {
  it('has published ports while it is there, for each isle of that number, and leaves nothing', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const script = join(root, 'test/net/gateway/machine.mjs');
    const { code, stdout, stderr } = await run(process.execPath, [script, root, await peer(), String(port)]);
    expect([code, stderr]).toEqual([0, '']);
    const { answers, before, after } = JSON.parse(stdout.toString()) as Record<
      'answers' | 'before' | 'after',
      number[]
    >;
    expect(answers).toEqual(['ECONNRESET', 'round 0, all of it', 'round 1, all of it', 'ECONNREFUSED']);
    expect(after[0]).toBeLessThanOrEqual(before[0]!);
    expect(after[1]).toBeLessThanOrEqual(before[1]!);
  });
});
