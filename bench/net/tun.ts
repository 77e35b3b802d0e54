// Isles whose peer is Linux's own stack, through a TUN device in a network namespace of its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Row } from '../model.js';
import { image, root } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns } from '../support/programs.js';
import { least, row } from '../support/rows.js';
import { type Command, perform, withServices } from '../support/services.js';
import { kvImage, rates, redisBenchmark, redisRates, redisServer } from './servers.js';
import { iperfRate } from './streams.js';
import { has, ISLE_0, noLoss, type Part, serveNative, serveTun } from './tools.js';

/** A program and what runs it, of the tests: they are not in an installed package. */
const LOSSY = 'test/net/machine/transfer';
/** Megabytes that cross the losing device in each direction. */
const AMOUNT = '64';
const FEW_ROUNDS = 3;
const MEGABYTES = least(20, '≥ 20 MB/s');

/** What transfer.mjs prints. */
interface Transfer {
  problem?: string;
  code?: number;
  text?: string;
  rate: number;
}

const measureRedis = (context: Context): Promise<Part> =>
  withServices(async (began) => {
    const { cpus } = context;
    const ours = began(await serveTun(context, cpus, await kvImage(context), 6379, []));
    const theirs = has(context, 'redis-server') ? began(await serveNative(context, cpus, redisServer)) : null;
    const client = (command: Command) => async () => redisRates(await perform(context, cpus, command));
    const samples = await byTurns(
      context,
      [
        { name: 'image', run: client(ours.enter(redisBenchmark(ISLE_0, 6379))) },
        theirs && { name: 'native', run: client(redisBenchmark('127.0.0.1', theirs.port)) },
      ],
      { what: 'redis, TUN' },
    );
    const rows = ['SET', 'GET'].map((n) =>
      rates(`${n}, TUN, redis-benchmark`, '1/s', samples, n, least(0.4), { against: 'redis-server' }),
    );
    return { samples, rows };
  });

const measureIperf = (context: Context): Promise<Part> =>
  withServices(async (began) => {
    const { cpus } = context;
    const served = began(await serveTun(context, cpus, await image(context, 'apps/net/iperf.c'), 5201, []));
    const client = async (...more: string[]): Promise<number> =>
      iperfRate(await perform(context, cpus, served.enter(['iperf3', '-c', ISLE_0, '-t', '1', '-J', ...more])));
    const [samples] = await byTurns(
      context,
      [{ name: 'image', run: async () => ({ to: await client(), from: await client('-R') }) }],
      { what: 'iperf3, TUN', rounds: Math.min(context.rounds, FEW_ROUNDS) },
    );
    const line = (name: string, key: string): Row => row({ name, unit: 'MB/s', better: 'more', image: samples?.[key] });
    return { samples, rows: [line('iperf3 to an isle, TUN', 'to'), line('iperf3 from an isle, TUN', 'from')] };
  });

/** Both ways at once; packets are lost by tc where the kernel can do it, else by a TUN device of the test's own. */
async function measureLoss(context: Context): Promise<Part> {
  const { cpus } = context;
  const reason = noLoss();
  if (reason) context.note(`${reason}: packets are lost by a TUN device of the tests' own`);
  const wasm = await image(context, `${LOSSY}.c`);
  const node = [process.execPath, join(root, `${LOSSY}.mjs`), wasm, AMOUNT, AMOUNT, reason ? 'own' : 'netem'];
  const command: Command = ['unshare', '-n', 'sh', '-c', `ip link set lo up; exec ${node.join(' ')}`];
  const [samples] = await byTurns(
    context,
    [
      {
        name: 'image',
        async run() {
          const report = JSON.parse(await perform(context, cpus, command)) as Transfer;
          if (report.problem || report.code) throw new Failed(report.problem ?? report.text ?? `code ${report.code}`);
          return { rate: report.rate };
        },
      },
    ],
    { what: 'loss, TUN', rounds: Math.min(context.rounds, FEW_ROUNDS) },
  );
  const name = `${AMOUNT} MB each way at once, 1 % lost, 1 % reordered, TUN`;
  const line = row({ name, unit: 'MB/s', image: samples?.['rate'], value: 'image', better: 'more', bar: MEGABYTES });
  return { samples, rows: [line] };
}

const parts: readonly (readonly [tool: string, name: string, (context: Context) => Promise<Part>])[] = [
  ['redis-benchmark', 'redis', measureRedis],
  ['iperf3', 'iperf', measureIperf],
  ['ip', 'loss', measureLoss],
];

export async function measureTun(context: Context): Promise<Part> {
  const samples: Record<string, unknown> = {};
  const rows: Row[] = [];
  for (const [tool, name, measure] of parts) {
    if (!has(context, tool)) continue;
    if (name === 'loss' && !existsSync(join(root, `${LOSSY}.c`))) {
      context.note('nothing is measured through a TUN device that loses packets: that needs the repository');
      continue;
    }
    const part = await context.attempt(`${name} through TUN`, () => measure(context));
    if (!part) continue;
    samples[name] = part.samples;
    rows.push(...part.rows);
  }
  return { samples, rows };
}
