// The DNS server, asked by Node's own resolver and, with bytes of any kind, by hand.
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { PATIENCE } from '../support/patience.js';
import { describeServers, startServer, type Server } from '../support/servers.js';
import { run } from '../support/spawn.js';
import { open, rest, take } from '../support/tcp.js';

const folder = join(root, 'apps/net');
const source = join(folder, 'dns.c');

function question(name: string, type: number, id = 1): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([
    Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels,
    Buffer.from([0, type >> 8, type & 255, 0, 1]),
  ]);
}

/** Queries that are none, and the code of the answer: 1 malformed, 4 not implemented, 5 refused. */
const BROKEN: [what: string, query: Buffer, code: number][] = [
  ['a head alone', question('a', 1).subarray(0, 12), 1],
  ['half a name', question('example.test', 1).subarray(0, 18), 1],
  ['half a question', question('example.test', 1).subarray(0, -2), 1],
  ['bytes behind the question', Buffer.concat([question('example.test', 1), Buffer.alloc(9)]), 1],
  ['a name that points to itself', Buffer.from('000101000001000000000000c00c00010001', 'hex'), 1],
  ['a label of 64', question('a'.repeat(64), 1), 1],
  ['a name of 300', question(Array.from({ length: 60 }, () => 'abcd').join('.'), 1), 1],
  ['two questions', Buffer.from(question('example.test', 1)).fill(2, 5, 6), 1],
  ['an answer in the question', Buffer.from(question('example.test', 1)).fill(1, 7, 8), 1],
  ['more records than there are', Buffer.from(question('example.test', 1)).fill(9, 11, 12), 1],
  ['another operation', Buffer.from(question('example.test', 1)).fill(0x28, 2, 3), 4],
  ['another class', Buffer.concat([question('example.test', 1).subarray(0, -1), Buffer.from([3])]), 5],
  ['a name of somebody else', question('example.org', 1), 5],
  ['a whole zone', question('example.test', 252), 5],
];

describeServers('dns', (kind) => {
  let server: Server;
  const resolver = new Resolver({ timeout: 10_000, tries: 5 });
  beforeAll(async () => {
    server = await startServer(kind, [source], {
      args: [kind === 'image' ? '/zones/example.zone' : join(folder, 'example.zone')],
      run: ['--dir', `${folder}::/zones:ro`],
      udp: true,
    });
    resolver.setServers([`127.0.0.1:${server.port}`]);
  });
  afterAll(() => server?.stop('SIGKILL'));

  async function ask(query: Buffer): Promise<Buffer> {
    const socket = createSocket('udp4');
    try {
      socket.connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE) });
      socket.send(query);
      return ((await answer) as [Buffer])[0];
    } finally {
      socket.close();
    }
  }

  it('knows all its types', async () => {
    expect(await resolver.resolve4('example.test', { ttl: true })).toEqual([{ address: '192.0.2.80', ttl: 300 }]);
    expect(await resolver.resolve6('ns2.example.test')).toEqual(['2001:db8::2']);
    expect(await resolver.resolveMx('example.test')).toEqual([{ priority: 10, exchange: 'mail.example.test' }]);
    expect((await resolver.resolveNs('example.test')).sort()).toEqual(['ns1.example.test', 'ns2.example.test']);
    expect(await resolver.resolveTxt('example.test')).toEqual([['v=example', 'two texts; one record']]);
    expect(await resolver.resolveCname('www.example.test')).toEqual(['example.test']);
    expect(await resolver.resolveSoa('example.test')).toMatchObject({
      nsname: 'ns1.example.test',
      serial: 1,
      minttl: 60,
    });
    expect(await resolver.reverse('192.0.2.80')).toEqual(['www.example.test']);
  });

  it('follows aliases, and does not mind capitals', async () => {
    expect(await resolver.resolve4('FTP.Example.TEST')).toEqual(['192.0.2.80']);
  });

  it('lets a star stand for names that are not there', async () => {
    expect(await resolver.resolve4('whatever.any.example.test')).toEqual(['192.0.2.9']);
  });

  it('says what is not there, and what has no such record', async () => {
    await expect(resolver.resolve4('nobody.example.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6('mail.example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('b.c.example.test')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  it('cuts off what is too long for a datagram, and gives all of it over TCP', async () => {
    const short = await ask(question('many.example.test', 16));
    expect(short.length).toBeLessThanOrEqual(512);
    expect(short[2]! & 2).toBe(2);
    const socket = await open(server.port);
    const query = question('many.example.test', 16);
    socket.write(Buffer.concat([Buffer.from([0, query.length]), query]));
    const answer = await take(socket, (await take(socket, 2)).readUInt16BE());
    socket.destroy();
    expect([answer[2]! & 2, answer.readUInt16BE(6)]).toEqual([0, 4]);
  });

  it('answers queries that come together, and byte by byte, over one connection', async () => {
    const socket = await open(server.port);
    const queries = [1, 2, 3].map((id) => question('mail.example.test', 1, id));
    const framed = Buffer.concat(queries.flatMap((query) => [Buffer.from([0, query.length]), query]));
    socket.write(framed.subarray(0, 50));
    for (const byte of framed.subarray(50)) socket.write(Buffer.from([byte]));
    for (const id of [1, 2, 3]) {
      const answer = await take(socket, (await take(socket, 2)).readUInt16BE());
      expect([answer.readUInt16BE(0), answer.readUInt16BE(6)]).toEqual([id, 1]);
    }
    socket.destroy();
  });

  it.each(BROKEN)('answers %s with its code', async (_, query, code) => {
    const answer = await ask(query);
    expect([answer.readUInt16BE(0), answer[2]! & 0x80, answer[3]! & 15]).toEqual([1, 0x80, code]);
  });

  it('closes connections on which no queries come', async () => {
    for (const bytes of ['ffff', '0000', '0005616263', '000c000180000001000000000000']) {
      const socket = await open(server.port);
      socket.end(Buffer.from(bytes, 'hex'));
      expect((await rest(socket)).length).toBe(0);
    }
  });

  it('outlives thousands of datagrams of noise', async () => {
    const socket = createSocket('udp4');
    socket.connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    let noise = 1;
    const next = () => (noise = (noise * 48271) % 2147483647);
    for (let i = 0; i < 3000; i++) {
      const query = Buffer.from(question(['www.example.test', 'x.any.example.test', 'many.example.test'][i % 3]!, 16));
      for (let k = next() % 6; k; k--) query[next() % query.length] = next();
      socket.send(query.subarray(0, next() % 4 ? query.length : next() % query.length));
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    socket.close();
    expect(await resolver.resolve4('mail.example.test')).toEqual(['192.0.2.25']);
  });

  const dig = tool('dig');
  it.skipIf(dig.missing)(`answers dig, with EDNS and over TCP${dig.note}`, async () => {
    for (const more of [[], ['+tcp'], ['+noedns', '+ignore']]) {
      const args = ['@127.0.0.1', '-p', String(server.port), '+time=60', '+short', ...more, 'www.example.test', 'A'];
      expect((await run('dig', args)).stdout.toString()).toBe('example.test.\n192.0.2.80\n');
    }
  });

  it('ends with 0 when it is asked to', async () => {
    const own = await startServer(kind, [source], {
      args: ['-v', kind === 'image' ? '/zones/example.zone' : join(folder, 'example.zone')],
      run: ['--dir', `${folder}::/zones:ro`],
    });
    const { code, stdout } = await own.stop('SIGINT');
    expect([code, stdout.toString()]).toEqual([0, `dns: port ${own.port}, 2 zones\ndns: 0 answers\n`]);
  });
});

const ORIGIN = '$ORIGIN a.test.\n@ SOA ns h 1 2 3 4 5\n';
const WRONG: [what: string, zone: string, message: string][] = [
  ['no address', `${ORIGIN}w A 1.2.3\n`, ':3: 1.2.3 is no address'],
  ['an unknown type', `${ORIGIN}w LOC here\n`, ':3: expected SOA, NS, A,'],
  ['a name without origin', 'w A 1.2.3.4\n', ':1: w is relative, and no $ORIGIN was given'],
  ['no name', ' A 1.2.3.4\n', ':1: expected a name'],
  ['half an SOA', '$ORIGIN a.test.\n@ SOA ns h (\n', ':2: expected server, mailbox, serial'],
  ['a record of no zone', `${ORIGIN}w.b.test. A 1.2.3.4\n`, 'has no SOA at its name or above it'],
  ['an alias with records', `${ORIGIN}w A 1.2.3.4\nw CNAME x\n`, ':4: a name with CNAME has no other record'],
  ['a label that is too long', `${ORIGIN}${'w'.repeat(64)} A 1.2.3.4\n`, 'labels have 1 to 63 characters'],
  ['a quote without end', `${ORIGIN}w TXT "a b\n`, ':3: the quoted text has no end'],
  ['a number that is none', `${ORIGIN}w MX ten x\n`, ':3: expected a number up to 65535, got ten'],
];

describe('zone files', () => {
  it.each(WRONG)('with %s are refused', async (_, zone, message) => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'wrong.zone'), zone);
    const { code, stderr } = await hermit(['run', '--dir', '.', await compileImage([source], ['-O2']), 'wrong.zone'], {
      cwd,
    });
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });
});
