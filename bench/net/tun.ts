// Isles whose peer is Linux's own stack, through a TUN device in a network namespace of its own.
import type { Context, Row } from '../model.js';
import { image, native } from '../support/build.js';
import { byTurns } from '../support/programs.js';
import { figure, least, row } from '../support/rows.js';
import { type Command, perform, withServices } from '../support/services.js';
import { kvImage, rates, redisBenchmark, redisRates, redisServer } from './servers.js';
import { iperfRate } from './streams.js';
import { has, ISLE_0, noLoss, type Part, serveNative, serveTun } from './tools.js';

const LOSS = '1%';
/** Bytes that cross the losing device in each direction. */
const AMOUNT = '64M';
const IPERF_ROUNDS = 3;
const MEGABYTES = least(20, '≥ 20 MB/s');
const NETEM = `dev=$(ip -o -4 addr | sed -n 's/^[0-9]*: *\\([^ ]*\\) .*192\\.168\\.28\\.1.*/\\1/p') && tc qdisc add dev $dev root netem loss ${LOSS} reorder 99% 10% delay 50us`;

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
    const rows = ['SET', 'GET'].map((n) => rates(`${n}, TUN, redis-benchmark`, '1/s', samples, n, least(0.4)));
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
      { what: 'iperf3, TUN', rounds: Math.min(context.rounds, IPERF_ROUNDS) },
    );
    const line = (name: string, key: string): Row => row({ name, unit: 'MB/s', better: 'more', image: samples?.[key] });
    return { samples, rows: [line('iperf3 to an isle, TUN', 'to'), line('iperf3 from an isle, TUN', 'from')] };
  });

const measureLoss = (context: Context): Promise<Part> =>
  withServices(async (began) => {
    const { cpus } = context;
    const client = await native(context, 'apps/net/netio.c');
    if (!client) return { samples: null, rows: [] };
    const wasm = await image(context, 'apps/net/netio.c');
    const served = began(await serveTun(context, cpus, wasm, 18767, ['-s'], NETEM));
    const args = ['-c', ISLE_0, '-f', '-v', '-l', '65536', '-n', AMOUNT];
    const out = await perform(context, cpus, served.enter([client, ...args]));
    const rate = (way: string): number => Number(new RegExp(`^${way}_65536 (.*)$`, 'm').exec(out)?.[1]);
    const [to, from] = [rate('tx'), rate('rx')];
    const line = (way: string, value: number): Row => ({
      ...figure(`${AMOUNT} ${way} an isle, ${LOSS} lost, TUN`, value, 'MB/s', MEGABYTES),
      better: 'more',
    });
    return { samples: { to, from }, rows: [line('to', to), line('from', from)] };
  });

const parts: readonly (readonly [tool: string, name: string, (context: Context) => Promise<Part>])[] = [
  ['redis-benchmark', 'redis', measureRedis],
  ['iperf3', 'iperf', measureIperf],
  ['tc', 'loss', measureLoss],
];

export async function measureTun(context: Context): Promise<Part> {
  const samples: Record<string, unknown> = {};
  const rows: Row[] = [];
  for (const [tool, name, measure] of parts) {
    if (!has(context, tool)) continue;
    const reason = name === 'loss' ? noLoss() : null;
    if (reason) {
      context.note(`nothing is measured through a TUN device that loses packets: ${reason}`);
      continue;
    }
    const part = await context.attempt(`${name} through TUN`, () => measure(context));
    if (!part) continue;
    samples[name] = part.samples;
    rows.push(...part.rows);
  }
  return { samples, rows };
}
