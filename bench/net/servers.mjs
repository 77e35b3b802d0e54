// Servers behind published ports: HTTP under wrk, the key-value server under redis-benchmark, a file for curl, each beside a native one.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, image, native, root } from '../support/build.mjs';
import { freePort, perform, takeTurns } from '../support/services.mjs';
import { least, row } from './rows.mjs';
import { has, publish, serveNative } from './tools.mjs';

const CONNECTIONS = '64';
/** Requests of each kind in a sample of redis-benchmark; its 50 connections. */
const REQUESTS = '20000';
const FILE_BYTES = 256 << 20;

const KV = readdirSync(join(root, 'apps/net/kv'))
  .filter((name) => name.endsWith('.c'))
  .sort((a, b) => Number(b === 'main.c') - Number(a === 'main.c'))
  .map((name) => `apps/net/kv/${name}`);

export const kvImage = () => image(KV);

/** Requests a second, by name. */
export function redisRates(csv) {
  const lines = csv.trim().split('\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => line.split(',').map((word) => word.replaceAll('"', ''))).map(([n, r]) => [n, Number(r)]),
  );
}

export const redisBenchmark = (host, port) => [
  'redis-benchmark',
  '-h',
  host,
  '-p',
  String(port),
  '-t',
  'set,get',
  '-n',
  REQUESTS,
  '-r',
  '100000',
  '--csv',
];

export const redisServer = (port) => ['redis-server', '--port', String(port), '--save', '', '--appendonly', 'no'];

async function measureHttp(cpus, rounds, services) {
  const [wasm, elf] = [image('apps/net/http.c'), native('apps/net/http.c')];
  const ours = await publish(cpus, wasm, 8080, ['-p', '8080']);
  services.push(ours);
  let theirs = null;
  if (elf) {
    const port = await freePort();
    services.push((theirs = await serveNative(cpus, [elf, '-p', String(port)], port)));
  }
  const wrk =
    ({ port }) =>
    async () => {
      const out = await perform(cpus, ['wrk', '-t1', `-c${CONNECTIONS}`, '-d1', `http://127.0.0.1:${port}/`]);
      const failed = /Non-2xx[^\n]*|Socket errors[^\n]*/.exec(out)?.[0];
      if (failed) throw new Error(`wrk: ${failed}`);
      return { rate: Number(/Requests\/sec:\s*([\d.]+)/.exec(out)[1]) };
    };
  return takeTurns([wrk(ours), theirs && wrk(theirs)], rounds);
}

async function measureFile(cpus, rounds, services) {
  const [wasm, elf] = [image('apps/net/http.c'), native('apps/net/http.c')];
  writeFileSync(join(folder, 'file.bin'), Buffer.alloc(FILE_BYTES, 'hermit'));
  const ours = await publish(cpus, wasm, 8080, ['-p', '8080', folder], ['--dir', `${folder}:ro`]);
  services.push(ours);
  let theirs = null;
  if (elf) {
    const port = await freePort();
    services.push((theirs = await serveNative(cpus, [elf, '-p', String(port), folder], port)));
  }
  const curl =
    ({ port }) =>
    async () => {
      const args = [
        '-sS',
        '-o',
        '/dev/null',
        '-w',
        '%{size_download} %{speed_download}',
        `http://127.0.0.1:${port}/file.bin`,
      ];
      const [bytes, speed] = (await perform(cpus, ['curl', ...args])).split(' ').map(Number);
      if (bytes !== FILE_BYTES) throw new Error(`curl: ${bytes} bytes came, not ${FILE_BYTES}`);
      return { speed };
    };
  return takeTurns([curl(ours), theirs && curl(theirs)], Math.min(rounds, 3));
}

async function measureRedis(cpus, rounds, services) {
  const ours = await publish(cpus, kvImage(), 6379, []);
  services.push(ours);
  let theirs = null;
  if (has('redis-server')) {
    const port = await freePort();
    services.push((theirs = await serveNative(cpus, redisServer(port), port)));
  }
  const bench =
    ({ port }) =>
    async () =>
      redisRates(await perform(cpus, redisBenchmark('127.0.0.1', port)));
  return takeTurns([bench(ours), theirs && bench(theirs)], rounds);
}

export async function measureServers({ cpus, rounds }) {
  const samples = {};
  const rows = [];
  const parts = [
    [
      'wrk',
      'http',
      measureHttp,
      (s) => [row('HTTP, published port, wrk -c64', '1/s', 1, least(0.5), [s[0], 'rate'], [s[1], 'rate'])],
    ],
    [
      'curl',
      'file',
      measureFile,
      (s) => [row(`curl, file of ${FILE_BYTES >> 20} MiB`, 'MB/s', 1e-6, null, [s[0], 'speed'], [s[1], 'speed'])],
    ],
    [
      'redis-benchmark',
      'redis',
      measureRedis,
      (s) =>
        ['SET', 'GET'].map((n) =>
          row(`${n}, published port, redis-benchmark`, '1/s', 1, least(0.4), [s[0], n], [s[1], n]),
        ),
    ],
  ];
  for (const [tool, name, measure, rowsOf] of parts) {
    if (!has(tool)) continue;
    const services = [];
    try {
      samples[name] = await measure(cpus, rounds, services);
      rows.push(...rowsOf(samples[name]));
    } catch (error) {
      console.log(`net: ${name} could not be measured: ${error.message}`);
    } finally {
      for (const service of services) await service.end();
    }
  }
  return { samples, rows };
}
