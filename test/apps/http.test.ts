// The HTTP server behind a published port: what it serves, what it refuses, and whom it does not wait for.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { tool } from '../support/needs.js';
import { run } from '../support/spawn.js';
import { describeServers, startServer, type Server } from '../support/servers.js';
import { exchange, open, rest } from '../support/tcp.js';

const source = join(root, 'apps/net/http.c');
const big = Buffer.from(Uint32Array.from({ length: 1 << 20 }, (_, i) => i * 2654435761).buffer);

function site(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'sub dir'));
  writeFileSync(join(folder, 'index.html'), '<h1>here</h1>\n');
  writeFileSync(join(folder, 'sub dir/index.html'), 'below\n');
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'big.bin'), big);
  symlinkSync('/etc/passwd', join(folder, 'link.txt'));
  symlinkSync('/etc', join(folder, 'etc'));
  return folder;
}

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

function fetchPath(port: number, path: string, options: { method?: string; agent?: Agent; headers?: object } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, ...options } as object, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (data: Buffer) => parts.push(data));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

const REFUSED: [what: string, request: string, status: number][] = [
  ['a line that is none', 'what?\r\n\r\n', 400],
  ['a line without a version', 'GET /\r\n\r\n', 400],
  ['another protocol', 'GET / FTP/1.1\r\n\r\n', 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
  ['a field that goes on in the next line', 'GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n', 400],
  ['a byte that is 0', 'GET / HTTP/1.1\r\nHost: a\0\r\n\r\n', 400],
  ['a path that is no path', 'GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['half a code', 'GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['a coded 0', 'GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['the way up', 'GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['the way up in code', 'GET /sub/%2e%2E/%2e./etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n', 400],
  ['a negative length', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
  ['chunks', 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 411],
  ['a huge body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n', 413],
  ['a long path', `GET /${'a'.repeat(2000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['an endless line', `GET /${'a'.repeat(10_000)}`, 414],
  ['endless fields', `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(2000)}`, 431],
  ['a version to come', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', 505],
];

describeServers('http', (kind) => {
  let own: Server;
  let files: Server;
  beforeAll(async () => {
    const folder = site();
    own = await startServer(kind, [source]);
    files = await startServer(kind, [source], {
      args: ['-t', '2', kind === 'image' ? '/site' : folder],
      run: ['--dir', `${folder}::/site:ro`],
    });
  });
  afterAll(async () => {
    await own?.stop('SIGKILL');
    await files?.stop('SIGKILL');
  });

  it('serves a page of its own without a folder, and nothing else', async () => {
    const { status, headers, body } = await fetchPath(own.port, '/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-length']).toBe(String(body.length));
    expect(body.toString()).toContain('<title>http</title>');
    expect((await fetchPath(own.port, '/index.html')).status).toBe(404);
  });

  it('serves files with their types, and a whole one to those who ask for a folder', async () => {
    expect((await fetchPath(files.port, '/')).body.toString()).toBe('<h1>here</h1>\n');
    expect((await fetchPath(files.port, '/sub%20dir/?query')).body.toString()).toBe('below\n');
    expect(await fetchPath(files.port, '/sub%20dir')).toMatchObject({
      status: 301,
      headers: { location: '/sub%20dir/' },
    });
    const empty = await fetchPath(files.port, '/empty.txt');
    expect([empty.status, empty.body.length]).toEqual([200, 0]);
    const whole = await fetchPath(files.port, '/big.bin');
    expect(whole.headers['content-type']).toBe('application/octet-stream');
    expect(whole.body.equals(big)).toBe(true);
  });

  it('answers HEAD without a body, and says when nothing has changed', async () => {
    const { status, headers, body } = await fetchPath(files.port, '/big.bin', { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, String(big.length), 0]);
    const again = await fetchPath(files.port, '/big.bin', {
      headers: { 'If-Modified-Since': headers['last-modified'] },
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it.each(['/none', '/big.bin/', '/link.txt', '/etc/passwd', `/${'n'.repeat(300)}`])(
    'does not find %s',
    async (path) => {
      expect((await fetchPath(files.port, path)).status).toBe(404);
    },
  );

  it.each(REFUSED)('refuses %s', async (_, text, status) => {
    expect(await exchange(own.port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\r\n[^]*Connection: close\r\n`));
  });

  it('keeps a connection whose method it does not know', async () => {
    const answer = await exchange(
      own.port,
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
      'GET / HTTP/1.0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD\r\n[^]*HTTP\/1\.1 200 OK/);
  });

  it('answers requests that were sent at once in their order, and one that comes byte by byte', async () => {
    const paths = ['/', '/none', '/empty.txt', '/big.bin', '/sub%20dir/'];
    const text = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join('');
    const answer = await exchange(files.port, `${text}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => m[1])).toEqual([
      '200',
      '404',
      '200',
      '200',
      '200',
      '200',
    ]);
    expect(answer).toContain(big.toString('latin1'));
    const bytes = [...'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'];
    expect(await exchange(files.port, ...bytes)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('serves others while one does not read, and that one later', async () => {
    const slow = await open(files.port);
    slow.pause();
    slow.write('GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5));
    slow.write('GET /big.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    for (let i = 0; i < 20; i++) expect((await fetchPath(files.port, '/')).status).toBe(200);
    const all = await rest(slow.resume());
    expect(all.length).toBeGreaterThan(6 * big.length);
    expect(all.subarray(-big.length).equals(big)).toBe(true);
  });

  it('serves a hundred connections, each kept', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 100 });
    const answers = await Promise.all(Array.from({ length: 1000 }, () => fetchPath(own.port, '/', { agent })));
    agent.destroy();
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  const curl = tool('curl');
  it.skipIf(curl.missing)(`serves curl${curl.note}`, async () => {
    const { stdout, code } = await run('curl', ['-sS', `http://127.0.0.1:${files.port}/big.bin`]);
    expect([code, stdout.equals(big)]).toEqual([0, true]);
  });

  it('closes a connection that is silent for too long', async () => {
    const impatient = await startServer(kind, [source], { args: ['-k', '1'] });
    try {
      const socket = await open(impatient.port);
      socket.write('GET / HT');
      expect((await rest(socket)).length).toBe(0);
    } finally {
      await impatient.stop('SIGKILL');
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s, with connections open', async (signal) => {
    const server = await startServer(kind, [source], { args: ['-v'] });
    const socket = await open(server.port);
    await new Promise((resolve) => get(`http://127.0.0.1:${server.port}/none`, (r) => r.resume().on('end', resolve)));
    const closed = rest(socket);
    const { code, stdout, stderr } = await server.stop(signal);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toBe(`http: port ${server.port}\n404 /none\n`);
    await closed;
  });
});

it('http refuses options that are none, and a folder that is not there', async () => {
  const image = await compileImage([source], ['-O2']);
  expect(await hermit(['run', image, '-p', '70000'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the port has to be a number from 1 to 65535, not 70000'),
  });
  expect(await hermit(['run', image, '-x'])).toMatchObject({ code: 2, stderr: expect.stringContaining('usage: http') });
  expect(await hermit(['run', image, '/not/there'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('/not/there'),
  });
});
