// Programs in isles that connect to the world outside, as far as --net out lets them.
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { outsideNetwork, ownAddress as own } from '../support/needs.js';
import { PATIENCE } from '../support/patience.js';

/** Answers a question when its end was said. */
const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
  let question = '';
  socket.on('data', (text) => (question += text.toString()));
  socket.on('end', () => socket.end(`answer to ${question}`));
  socket.on('error', () => {});
});
const datagrams = createSocket('udp4');
let port = 0;
let datagramPort = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as { port: number }).port;
  datagrams.on('message', (text, from) => datagrams.send(`answer to ${text.toString()}`, from.port, from.address));
  await new Promise<void>((resolve) => datagrams.bind(0, '0.0.0.0', resolve));
  datagramPort = datagrams.address().port;
});
afterAll(() => {
  server.close();
  datagrams.close();
});

async function peer(net: string, args: readonly (string | number)[], env = environment): Promise<string> {
  const image = await compileImage([join(root, 'test/net/gateway/peer.c')]);
  const { code, stdout, stderr } = await hermit(['run', '-n', '1', '--net', net, image, ...args.map(String)], {
    env,
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

const REFUSED = /(Connection refused|Host is unreachable|Network unreachable)\n$/;

describe('--net out', () => {
  it('leads to a listed address, with the end of each half', async () => {
    expect(await peer(`out=127.0.0.1:${port}`, ['ask', 'linux', port])).toBe(`linux:${port}: answer to question\n`);
  });

  it.skipIf(outsideNetwork.missing)(
    `leads to this machine's own address if that is listed${outsideNetwork.note}`,
    async () => {
      expect(await peer(`out=${own}`, ['ask', own!, port])).toBe(`${own}:${port}: answer to question\n`);
      for (const net of ['out', 'out=0.0.0.0/0']) expect(await peer(net, ['ask', own!, port]), net).toMatch(REFUSED);
    },
  );

  it('does not lead to this machine unless that is listed', async () => {
    for (const net of ['out', 'out=0.0.0.0/0', `out=127.0.0.1:${port + 1}`, 'out=localhost.localdomain'])
      expect(await peer(net, ['ask', 'linux', port]), net).toMatch(REFUSED);
  });

  it('does not lead to places that are not listed', async () => {
    expect(await peer('out=203.0.113.1', ['ask', '203.0.113.2', 80])).toMatch(
      /203\.0\.113\.2:80: .*(refused|unreachable)\n$/,
    );
  });

  it('says when nobody listens', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port: free } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    expect(await peer('out=127.0.0.1', ['ask', 'linux', free])).toBe(`linux:${free}: Connection refused\n`);
  });

  it.skipIf(outsideNetwork.missing)(
    `carries datagrams to listed places, and no others${outsideNetwork.note}`,
    async () => {
      expect(await peer(`out=${own}:${datagramPort}`, ['ask-datagram', own!, datagramPort, PATIENCE])).toBe(
        `${own}:${datagramPort}: answer to question\n`,
      );
      expect(await peer('out', ['ask-datagram', own!, datagramPort, 500])).toBe(`${own}:${datagramPort}: no answer\n`);
    },
  );

  it('is not there by default', async () => {
    expect(await peer('isles', ['ask', '203.0.113.2', 80])).toMatch(/203\.0\.113\.2:80: Network unreachable\n$/);
  });
});

describe('names', () => {
  it('of the machine are known without a server', async () => {
    expect(await peer('isles', ['resolve', 'localhost', 'isle0', 'isle9', 'linux'])).toMatch(
      /^localhost: 127\.0\.0\.1\nisle0: 192\.168\.28\.2\nisle9: .*\nlinux: .*\n$/,
    );
    expect(await peer('out', ['resolve', 'linux'])).toBe('linux: 192.168.28.1\n');
  });

  it("are asked of this machine's name server with --net out, by datagrams and by TCP", async () => {
    const names = createSocket('udp4');
    names.on('message', (question, from) => {
      // One answer, 198.51.100.7, for a question of type A; none for others.
      const type = question.readUInt16BE(question.indexOf(0, 12) + 1);
      const answer = Buffer.from('c00c00010001000000050004c6336407', 'hex');
      const reply = Buffer.concat([question, ...(type === 1 ? [answer] : [])]);
      reply.writeUInt16BE(0x8180, 2);
      reply.writeUInt16BE(type === 1 ? 1 : 0, 6);
      names.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => names.bind(0, '127.0.0.1', resolve));
    const preload = join(freshFolder(), 'servers.cjs');
    writeFileSync(preload, `require('node:dns').setServers(['127.0.0.1:${names.address().port}']);`);
    const env = { ...environment, NODE_OPTIONS: `--require ${preload}` };
    expect(await peer('out', ['resolve', 'some.example'], env)).toBe('some.example: 198.51.100.7\n');
    names.close();
    // A server for TCP, which here is the one that answers questions of any kind.
    writeFileSync(preload, `require('node:dns').setServers(['127.0.0.1:${port}']);`);
    expect(await peer('out=203.0.113.1', ['ask', 'linux', 53], env)).toBe('linux:53: answer to question\n');
  });
});
