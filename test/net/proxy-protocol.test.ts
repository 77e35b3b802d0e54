// Published ports whose servers are told who has connected.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBeside } from '../support/beside.js';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { ipv6, needs } from '../support/needs.js';
import { client, received } from '../support/tcp.js';

/** What a server got of a client that sent `hello`, and the client's port and the published one. */
async function got(publish: string, host = '127.0.0.1') {
  const peer = await compileImage([join(root, 'test/net/gateway/peer.c')]);
  const { ports, stop } = await runBeside(['-n', '1', '-p', publish, peer, 'echo']);
  const [port] = ports as [number];
  const socket = client(port, { host });
  const answer = received(socket);
  let own = 0;
  socket.once('connect', () => (own = socket.localPort!));
  socket.end('hello');
  const echoed = await answer;
  await stop();
  expect(echoed.toString('latin1')).toMatch(/helloall of it$/);
  return { data: echoed.subarray(0, -'helloall of it'.length), own, port };
}

describe('a port published with the PROXY protocol', () => {
  it('version 1: a line with both addresses and ports', async () => {
    const { data, own, port } = await got('0:80/proxy');
    expect(data.toString('latin1')).toBe(`PROXY TCP4 127.0.0.1 127.0.0.1 ${own} ${port}\r\n`);
  });

  it('version 2: the same in binary', async () => {
    const { data, own, port } = await got('0:80/proxy2');
    const ports = Buffer.alloc(4);
    ports.writeUInt16BE(own, 0);
    ports.writeUInt16BE(port, 2);
    expect(data.toString('hex')).toBe(`0d0a0d0a000d0a515549540a2111000c7f0000017f000001${ports.toString('hex')}`);
  });

  const need = needs(ipv6);
  it.skipIf(need.missing)(`over IPv6${need.note}`, async () => {
    const text = await got('[::1]:0:80/proxy', '::1');
    expect(text.data.toString('latin1')).toBe(`PROXY TCP6 ::1 ::1 ${text.own} ${text.port}\r\n`);
    const { data } = await got('[::1]:0:80/proxy2', '::1');
    expect(data.subarray(12, 16).toString('hex')).toBe('21210024');
    expect(data.subarray(16, 48).toString('hex')).toBe(`${'0'.repeat(31)}1`.repeat(2));
    expect(data).toHaveLength(52);
  });

  it('not at all unless asked for', async () => {
    expect((await got('0:80')).data).toHaveLength(0);
  });
});
