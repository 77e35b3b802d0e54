// The key-value server: answers as Redis gives them, requests in pieces and in crowds, and what it refuses.
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { tool } from '../support/needs.js';
import { until } from '../support/patience.js';
import { run } from '../support/spawn.js';
import { describeServers, startServer, type Server } from '../support/servers.js';
import { exchange, open, take } from '../support/tcp.js';

const folder = join(root, 'apps/net/kv');
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.c'))
  .sort((a, b) => Number(b === 'main.c') - Number(a === 'main.c'))
  .map((name) => join(folder, name));

const encode = (...words: (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${words.length}\r\n`),
    ...words.flatMap((w) => [Buffer.from(`$${Buffer.byteLength(w)}\r\n`), Buffer.from(w), Buffer.from('\r\n')]),
  ]);

type Reply = string | number | null | Reply[];

async function line(socket: Socket): Promise<string> {
  let text = '';
  while (!text.endsWith('\r\n')) text += (await take(socket, 1)).toString('latin1');
  return text.slice(0, -2);
}

/** Errors and states keep their mark. */
async function reply(socket: Socket): Promise<Reply> {
  const head = await line(socket);
  const number = Number(head.slice(1));
  if (head[0] === ':') return number;
  if (head[0] === '$') return number < 0 ? null : (await take(socket, number + 2)).subarray(0, -2).toString('latin1');
  if (head[0] !== '*') return head;
  if (number < 0) return null;
  const all: Reply[] = [];
  for (let i = 0; i < number; i++) all.push(await reply(socket));
  return all;
}

/** Commands and their answers, in this order; sorted where the order is chance. */
const SCRIPT: [command: string, answer: Reply][] = [
  ['FLUSHALL', '+OK'],
  ['PING', '+PONG'],
  ['PING hello', 'hello'],
  ['ECHO x', 'x'],
  ['SET a 1', '+OK'],
  ['SET a 2 NX', null],
  ['SET a 2 XX GET', '1'],
  ['SET none 2 XX', null],
  ['SET a 3 NX XX', '-ERR syntax error'],
  ['SET a 3 EX 0', "-ERR invalid expire time in 'SET' command"],
  ['SET a 3 EX ten', '-ERR value is not an integer or out of range'],
  ['INCR a', 3],
  ['INCRBY a 40', 43],
  ['DECRBY a 3', 40],
  ['DECR a', 39],
  ['SET big 9223372036854775807', '+OK'],
  ['INCR big', '-ERR increment or decrement would overflow'],
  ['APPEND a xyz', 5],
  ['INCR a', '-ERR value is not an integer or out of range'],
  ['STRLEN a', 5],
  ['GETRANGE a -3 -2', 'xy'],
  ['GETSET a new', '39xyz'],
  ['GETDEL a', 'new'],
  ['GET a', null],
  ['SETNX a 1', 1],
  ['SETNX a 2', 0],
  ['MSET p 1 q 2', '+OK'],
  ['MSET p 1 q', "-ERR wrong number of arguments for 'mset' command"],
  ['MGET p none q', ['1', null, '2']],
  ['MSETNX r 1 q 5', 0],
  ['EXISTS p q r p', 3],
  ['DEL p q r', 2],
  ['SETEX t 100 v', '+OK'],
  ['TTL t', 100],
  ['SET t w KEEPTTL', '+OK'],
  ['TTL t', 100],
  ['PERSIST t', 1],
  ['TTL t', -1],
  ['EXPIRE t 50', 1],
  ['EXPIRE t 60 NX', 0],
  ['EXPIRE t 60 GT', 1],
  ['TTL t', 60],
  ['EXPIRE t -1', 1],
  ['TTL t', -2],
  ['EXPIRE none 5', 0],
  ['RPUSH l a b c', 3],
  ['LPUSH l z y', 5],
  ['LRANGE l 0 -1', ['y', 'z', 'a', 'b', 'c']],
  ['LRANGE l -2 100', ['b', 'c']],
  ['LRANGE l 3 1', []],
  ['LINDEX l -1', 'c'],
  ['LINDEX l 5', null],
  ['LSET l 0 first', '+OK'],
  ['LSET l 9 x', '-ERR index out of range'],
  ['LPOP l', 'first'],
  ['RPOP l 2', ['c', 'b']],
  ['LTRIM l 1 -1', '+OK'],
  ['LRANGE l 0 -1', ['a']],
  ['LPUSHX none x', 0],
  ['LLEN l', 1],
  ['RPOP l', 'a'],
  ['EXISTS l', 0],
  ['LPOP l 3', null],
  ['SADD s a b c a', 3],
  ['SISMEMBER s b', 1],
  ['SREM s b x', 1],
  ['SCARD s', 2],
  ['SMEMBERS s', ['a', 'c']],
  ['SPOP s 9', ['a', 'c']],
  ['TYPE s', '+none'],
  ['HSET h f 1 g 2', 2],
  ['HSET h f 3', 0],
  ['HSET h f', "-ERR wrong number of arguments for 'hset' command"],
  ['HGET h f', '3'],
  ['HMGET h g none', ['2', null]],
  ['HINCRBY h f 4', 7],
  ['HGETALL h', ['2', '7', 'f', 'g']],
  ['HEXISTS h g', 1],
  ['HLEN h', 2],
  ['HDEL h f none', 1],
  ['HKEYS h', ['g']],
  ['TYPE h', '+hash'],
  ['GET h', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
  ['LPUSH h x', '-WRONGTYPE Operation against a key holding the wrong kind of value'],
  ['RENAME h hh', '+OK'],
  ['RENAME h hh', '-ERR no such key'],
  ['RENAMENX hh a', 0],
  ['KEYS *', ['a', 'big', 'hh']],
  ['KEYS [a-b]*', ['a', 'big']],
  ['KEYS ?', ['a']],
  ['SCAN 0 MATCH b* COUNT 100', ['0', ['big']]],
  ['SCAN 0 TYPE hash', ['0', ['hh']]],
  ['SCAN x', '-ERR invalid cursor'],
  ['DBSIZE', 3],
  ['SELECT 15', '+OK'],
  ['DBSIZE', 0],
  ['RANDOMKEY', null],
  ['SELECT 16', '-ERR DB index is out of range'],
  ['SELECT 0', '+OK'],
  ['CONFIG GET databases', ['16', 'databases']],
  ['CLIENT SETNAME test', '+OK'],
  ['HELLO 3', '-NOPROTO unsupported protocol version'],
  ['GET', "-ERR wrong number of arguments for 'get' command"],
  ['NOTHING of it', "-ERR unknown command 'NOTHING'"],
  ['FLUSHDB', '+OK'],
  ['DBSIZE', 0],
];

const inOrder = /^(L|R|M)|^HMGET|^SCAN/;

const REFUSED: [what: string, request: string | Buffer, answer: string][] = [
  ['too many arguments', '*65537\r\n', '-ERR Protocol error: invalid multibulk length\r\n'],
  ['a number that is none', '*1x\r\n', '-ERR Protocol error: invalid multibulk length\r\n'],
  ['something else than a string', '*1\r\n:1\r\n', "-ERR Protocol error: expected '$'\r\n"],
  ['a string that is too long', '*1\r\n$999999999999\r\n', '-ERR Protocol error: invalid bulk length\r\n'],
  ['a negative length', '*1\r\n$-5\r\n', '-ERR Protocol error: invalid bulk length\r\n'],
  ['a line without end', Buffer.alloc(100_000, 'x'), '-ERR Protocol error: too big inline request\r\n'],
  ['a quote without end', 'SET a "b\r\n', '-ERR Protocol error: unbalanced quotes in request\r\n'],
];

describeServers('kv', (kind) => {
  let server: Server;
  let socket: Socket;
  const ask = async (...words: (string | Buffer)[]) => {
    socket.write(encode(...words));
    return reply(socket);
  };
  beforeAll(async () => {
    server = await startServer(kind, sources);
    socket = await open(server.port);
  });
  afterAll(() => {
    socket?.destroy();
    return server?.stop('SIGKILL');
  });

  it('answers as Redis does', async () => {
    for (const [command, answer] of SCRIPT) {
      const got = await ask(...command.split(' '));
      if (Array.isArray(got) && !inOrder.test(command)) got.sort();
      expect(got, command).toEqual(answer);
    }
  });

  it('takes lines of words, with quotes', async () => {
    socket.write('\r\nset  k "a \\"b\\"\\x41\\n"\r\nget k\r\nset k \'it\\\'s\'\nget k\r\n');
    expect([await reply(socket), await reply(socket), await reply(socket), await reply(socket)]).toEqual([
      '+OK',
      'a "b"A\n',
      '+OK',
      "it's",
    ]);
  });

  it('takes strings of any bytes, long ones, and requests in pieces', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 3_000_001 }, (_, i) => i * 7 + (i >> 8)));
    const request = encode('SET', 'bytes', bytes);
    for (let i = 0; i < 40; i++) socket.write(request.subarray(i, i + 1));
    socket.write(request.subarray(40));
    expect(await reply(socket)).toBe('+OK');
    expect(await ask('GET', 'bytes')).toBe(bytes.toString('latin1'));
  });

  it('answers a crowd of requests in their order', async () => {
    const count = 20_000;
    socket.write(Buffer.concat(Array.from({ length: count }, (_, i) => encode('SET', `key:${i}`, String(i)))));
    const oks = await take(socket, count * 5);
    expect(oks.toString()).toBe('+OK\r\n'.repeat(count));
    expect(await ask('GET', 'key:12345')).toBe('12345');
    expect(await ask('DBSIZE')).toBeGreaterThanOrEqual(count);
  });

  it('SCAN meets every key that stays, while others come and go', async () => {
    const seen = new Set<string>();
    let cursor = '0';
    let turns = 0;
    do {
      const [next, keys] = (await ask('SCAN', cursor, 'MATCH', 'key:*', 'COUNT', '500')) as [string, string[]];
      for (const key of keys) seen.add(key);
      cursor = next;
      // Makes the table grow, then shrink.
      const more = Array.from({ length: 2000 }, (_, i) => `more:${turns % 20}:${i}`);
      if (turns < 20) await ask('MSET', ...more.flatMap((key) => [key, '']));
      else await ask('DEL', ...more);
      turns++;
    } while (cursor !== '0' && turns < 1000);
    expect(cursor).toBe('0');
    for (let i = 0; i < 20_000; i++) expect(seen.has(`key:${i}`), `key:${i}`).toBe(true);
  });

  it('forgets keys when their time is over, asked for or not', async () => {
    await ask('FLUSHALL');
    await ask('SET', 'stays', '1');
    for (let i = 0; i < 100; i++) await ask('SET', `goes:${i}`, '1', 'PX', '50');
    expect(await ask('PTTL', 'goes:1')).toBeLessThanOrEqual(50);
    await until('one key is left', async () => (await ask('DBSIZE')) === 1);
    expect(await ask('KEYS', '*')).toEqual(['stays']);
  });

  it.each(REFUSED)('refuses %s, and ends that connection', async (_, request, answer) => {
    expect(await exchange(server.port, request)).toBe(answer);
    expect(await ask('PING')).toBe('+PONG');
  });

  it('holds a limited amount for one who does not read, and serves others', async () => {
    await ask('SET', 'long', Buffer.alloc(100_000, 'x'));
    const slow = await open(server.port);
    slow.pause();
    const count = 1000;
    slow.write(Buffer.concat(Array.from({ length: count }, () => encode('GET', 'long'))));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const used = Number(/used_memory:(\d+)/.exec((await ask('INFO')) as string)![1]);
    expect(used).toBeLessThan(20e6);
    const one = Buffer.concat([Buffer.from('$100000\r\n'), Buffer.alloc(100_000, 'x'), Buffer.from('\r\n')]);
    for (let i = 0; i < count; i++)
      if (!(await take(slow, one.length)).equals(one)) expect.fail(`answer ${i} is wrong`);
    slow.destroy();
  });

  it('refuses to write when memory is used up, and goes on when there is some again', async () => {
    const small = await startServer(kind, sources, { args: ['-m', '16'] });
    const client = await open(small.port);
    const say = async (...words: (string | Buffer)[]) => {
      client.write(encode(...words));
      return reply(client);
    };
    let last: Reply = '+OK';
    for (let i = 0; last === '+OK' && i < 100; i++) last = await say('SET', `k${i}`, Buffer.alloc(1_000_000));
    expect(last).toMatch(/^-OOM /);
    expect(await say('STRLEN', 'k0')).toBe(1_000_000);
    expect(await say('FLUSHALL')).toBe('+OK');
    expect(await say('SET', 'k', 'v')).toBe('+OK');
    client.destroy();
    await small.stop('SIGKILL');
  });

  it('ends with 0 on SHUTDOWN and on a signal', async () => {
    const first = await startServer(kind, sources);
    expect(await exchange(first.port, 'SHUTDOWN\r\n')).toBe('');
    expect((await first.ended).code).toBe(0);
    const second = await startServer(kind, sources, { args: [] });
    expect((await second.stop()).code).toBe(0);
  });

  const redis = tool('redis-cli', 'redis-benchmark');
  it.skipIf(redis.missing)(`serves redis-cli and redis-benchmark${redis.note}`, async () => {
    const cli = await run('redis-cli', ['-p', String(server.port)], {
      input: 'set c 5\nincrby c 37\nkeys nope*\nget c\n',
    });
    expect(cli.stdout.toString()).toBe('OK\n42\n\n42\n');
    const args = ['-p', String(server.port), '-n', '200', '-q', '-t'];
    const tests = 'set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,lrange,mset';
    const { stdout, stderr, code } = await run('redis-benchmark', [...args, tests]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString().match(/requests per second/g)?.length).toBe(16);
  });
});
