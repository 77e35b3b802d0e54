// Servers behind published ports: HTTP under wrk, the key-value server under redis-benchmark, a file for curl, each beside a native one.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar, Context, Row } from '../model.js';
import { folder, image, native, root } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns, type Contestant, type Figures, type Gathered } from '../support/programs.js';
import { least, row, type RowOf } from '../support/rows.js';
import { type Command, perform, withServices } from '../support/services.js';
import { has, type Listening, type Part, publish, serveNative } from './tools.js';

const CONNECTIONS = '64';
/** Requests of each kind in a sample of redis-benchmark; its 50 connections. */
const REQUESTS = '20000';
const FILE_BYTES = 256 << 20;
const FILE_ROUNDS = 3;

export const kvImage = (context: Context): Promise<string> => {
  const files = readdirSync(join(root, 'apps/net/kv')).filter((name) => name.endsWith('.c'));
  files.sort((a, b) => Number(b === 'main.c') - Number(a === 'main.c'));
  return image(
    context,
    files.map((name) => `apps/net/kv/${name}`),
  );
};

/** Requests a second, by name. */
export function redisRates(csv: string): Figures {
  const lines = csv.trim().split('\n').slice(1);
  const cells = lines.map((line) => line.split(',').map((word) => word.replaceAll('"', '')));
  return Object.fromEntries(cells.map(([name, rate]) => [name!, Number(rate)]));
}

export const redisBenchmark = (host: string, port: number): Command => [
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

export const redisServer = (port: number): Command => [
  'redis-server',
  '--port',
  String(port),
  '--save',
  '',
  '--appendonly',
  'no',
];

/** Two servers in turns under the same client; the native one may be absent. */
function race(
  context: Context,
  what: string,
  client: (server: Listening) => () => Promise<Figures>,
  servers: readonly [Listening, Listening | null],
  rounds = context.rounds,
): Promise<(Gathered | null)[]> {
  const [ours, theirs] = servers;
  const contestant = (name: string, server: Listening): Contestant => ({ name, run: client(server) });
  return byTurns(context, [contestant('image', ours), theirs && contestant('native', theirs)], { what, rounds });
}

const HTTP = 'apps/net/http.c';

function measureHttp(context: Context): Promise<(Gathered | null)[]> {
  const { cpus } = context;
  return withServices(async (began) => {
    const [wasm, elf] = [await image(context, HTTP), await native(context, HTTP)];
    const ours = began(await publish(context, cpus, wasm, 8080, ['-p', '8080']));
    const theirs = elf && began(await serveNative(context, cpus, (port) => [elf, '-p', String(port)]));
    const wrk =
      ({ port }: Listening) =>
      async (): Promise<Figures> => {
        const command: Command = ['wrk', '-t1', `-c${CONNECTIONS}`, '-d1', `http://127.0.0.1:${port}/`];
        const out = await perform(context, cpus, command);
        const failed = /Non-2xx[^\n]*|Socket errors[^\n]*/.exec(out)?.[0];
        if (failed) throw new Failed(`wrk: ${failed}`);
        return { rate: Number(/Requests\/sec:\s*([\d.]+)/.exec(out)?.[1]) };
      };
    return race(context, 'http', wrk, [ours, theirs || null]);
  });
}

function measureFile(context: Context): Promise<(Gathered | null)[]> {
  const { cpus } = context;
  return withServices(async (began) => {
    const [wasm, elf] = [await image(context, HTTP), await native(context, HTTP)];
    writeFileSync(join(folder(), 'file.bin'), Buffer.alloc(FILE_BYTES, 'hermit'));
    const dir = ['--dir', `${folder()}:ro`];
    const ours = began(await publish(context, cpus, wasm, 8080, ['-p', '8080', folder()], dir));
    const theirs = elf && began(await serveNative(context, cpus, (port) => [elf, '-p', String(port), folder()]));
    const curl =
      ({ port }: Listening) =>
      async (): Promise<Figures> => {
        const url = `http://127.0.0.1:${port}/file.bin`;
        const command: Command = ['curl', '-sS', '-o', '/dev/null', '-w', '%{size_download} %{speed_download}', url];
        const [bytes, speed] = (await perform(context, cpus, command)).split(' ').map(Number);
        if (bytes !== FILE_BYTES) throw new Failed(`curl: ${bytes} bytes came, not ${FILE_BYTES}`);
        return { speed: speed! };
      };
    return race(context, 'file', curl, [ours, theirs || null], Math.min(context.rounds, FILE_ROUNDS));
  });
}

function measureRedis(context: Context): Promise<(Gathered | null)[]> {
  const { cpus } = context;
  return withServices(async (began) => {
    const ours = began(await publish(context, cpus, await kvImage(context), 6379, []));
    const theirs = has(context, 'redis-server') ? began(await serveNative(context, cpus, redisServer)) : null;
    const client =
      ({ port }: Listening) =>
      async (): Promise<Figures> =>
        redisRates(await perform(context, cpus, redisBenchmark('127.0.0.1', port)));
    return race(context, 'redis', client, [ours, theirs]);
  });
}

/** A row of rates. */
export const rates = (
  name: string,
  unit: string,
  samples: readonly (Gathered | null)[],
  key: string,
  bar: Bar | null = null,
  { scale = 1, against }: Pick<RowOf, 'scale' | 'against'> = {},
): Row =>
  row({
    name,
    unit,
    scale,
    bar,
    better: 'more',
    image: samples[0]?.[key],
    native: samples[1]?.[key],
    ...(against ? { against } : {}),
  });

type Measure = (context: Context) => Promise<(Gathered | null)[]>;
type Rows = (samples: readonly (Gathered | null)[]) => Row[];

const parts: readonly (readonly [tool: string, name: string, Measure, Rows])[] = [
  ['wrk', 'http', measureHttp, (s) => [rates('HTTP, published port, wrk -c64', '1/s', s, 'rate', least(0.5))]],
  [
    'curl',
    'file',
    measureFile,
    (s) => [rates(`curl, file of ${FILE_BYTES >> 20} MiB`, 'MB/s', s, 'speed', null, { scale: 1e-6 })],
  ],
  [
    'redis-benchmark',
    'redis',
    measureRedis,
    (s) =>
      ['SET', 'GET'].map((n) =>
        rates(`${n}, published port, redis-benchmark`, '1/s', s, n, least(0.4), { against: 'redis-server' }),
      ),
  ],
];

export async function measureServers(context: Context): Promise<Part> {
  const samples: Record<string, unknown> = {};
  const rows: Row[] = [];
  for (const [tool, name, measure, rowsOf] of parts) {
    if (!has(context, tool)) continue;
    const taken = await context.attempt(name, () => measure(context));
    if (!taken) continue;
    samples[name] = taken;
    rows.push(...rowsOf(taken));
  }
  return { samples, rows };
}
