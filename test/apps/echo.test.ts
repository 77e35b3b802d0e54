// The echo server: streams and datagrams come back whole, many connections at once, and none is kept waiting by another.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { describeServers, startServer, type Server } from '../support/servers.js';
import { open, rest, take } from '../support/tcp.js';

const source = join(root, 'apps/net/echo.c');
const megabytes = (count: number) => Buffer.from(Uint32Array.from({ length: count << 18 }, (_, i) => i * 40503).buffer);

describeServers('echo', (kind) => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(kind, [source], { args: ['-u'], udp: true });
  });
  afterAll(() => server?.stop('SIGKILL'));

  it('gives back what it is sent, to the last byte after the end', async () => {
    const data = megabytes(8);
    const socket = await open(server.port);
    const back = rest(socket);
    socket.end(data);
    expect((await back).equals(data)).toBe(true);
  });

  it('answers each byte at once', async () => {
    const socket = await open(server.port);
    for (const byte of 'one by one') {
      socket.write(byte);
      expect((await take(socket, 1)).toString()).toBe(byte);
    }
    socket.destroy();
  });

  it('serves a thousand connections at once', async () => {
    const sockets: Socket[] = [];
    for (let i = 0; i < 1000; i += 50)
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => open(server.port)))));
    const words = sockets.map((_, i) => `connection ${String(i).padStart(4, '0')}`);
    for (const [i, socket] of sockets.entries()) socket.write(words[i]!);
    const answers = await Promise.all(sockets.map((socket) => take(socket, words[0]!.length)));
    expect(answers.map(String)).toEqual(words);
    for (const socket of sockets) socket.destroy();
  });

  it('serves others while one does not read, holds little for it, and that one gets all later', async () => {
    const data = megabytes(32);
    const slow = await open(server.port);
    slow.pause();
    slow.end(data);
    const quick = await open(server.port);
    for (let i = 0; i < 20; i++) {
      quick.write('still there?');
      expect(String(await take(quick, 12))).toBe('still there?');
    }
    // What the server has not read is still here: it is the writer who waits.
    expect(slow.writableLength).toBeGreaterThan(0);
    expect((await rest(slow.resume())).equals(data)).toBe(true);
    quick.destroy();
  });

  it('goes on after a connection was reset', async () => {
    for (let i = 0; i < 50; i++) {
      const socket = await open(server.port);
      socket.write(megabytes(1));
      socket.resetAndDestroy();
    }
    const socket = await open(server.port);
    socket.write('well?');
    expect(String(await take(socket, 5))).toBe('well?');
    socket.destroy();
  });

  it('gives back datagrams, an empty one and a long one, too', async () => {
    const socket = createSocket('udp4');
    socket.connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    for (const length of [0, 1, 512, 1472, 8000]) {
      const sent = megabytes(1).subarray(1000, 1000 + length);
      socket.send(sent);
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(data.equals(sent)).toBe(true);
    }
    socket.close();
  });

  it('says at the end how much it was', async () => {
    const own = await startServer(kind, [source]);
    const socket = await open(own.port);
    socket.write('12345');
    await take(socket, 5);
    socket.destroy();
    const { code, stdout } = await own.stop();
    expect(stdout.toString()).toBe(`echo: port ${own.port}\necho: 1 connections, 5 bytes, 0 datagrams\n`);
    expect(code).toBe(0);
  });
});
