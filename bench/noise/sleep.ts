// Wake-up jitter: how late sleepers wake that sleep from 1 to 10 ms.
import { join } from 'node:path';
import type { Context, Plot, Role, Row } from '../model.js';
import { commandLine, image, native } from '../support/build.js';
import { Failed } from '../support/problems.js';
import { byTurns, type Contestant, runOn } from '../support/programs.js';
import { row } from '../support/rows.js';
import { added, cumulated, exceeding, quantileOf } from './gaps.js';

const SOURCE = 'bench/noise/sleepers.c';
const LIGHTWEIGHT = 1000;
const THREADS = 16;
/** Sleeps of the threads: they make some 2900 a second. */
const THREAD_SLEEPS = 2000;
/** A third of the suite's rounds: each has thousands of sleeps. */
const ROUNDS = 3;

interface Crowd {
  title: string;
  threads: number;
  each: number;
  sleeps: number;
}

interface Entry {
  title: string;
  role: Role;
  late: number[][];
  contestant: Contestant;
}

function entry(title: string, role: Role, run: (context: Context) => Promise<string>): Entry {
  const late: number[][] = [];
  return {
    title,
    role,
    late,
    contestant: {
      name: title,
      run: async (context) => {
        const counts = /^late((?: \d+)+)$/m
          .exec(await run(context))?.[1]
          ?.trim()
          .split(' ')
          .map(Number);
        if (!counts) throw new Failed('expected a line of counts');
        late.push(counts);
        return { index: late.length - 1, median: quantileOf(counts, 0.5)!, most: quantileOf(counts, 0.99)! };
      },
    },
  };
}

/** From where each bin begins, which part of the values is there or beyond. */
function shares(counts: readonly number[]): [ns: number, part: number][] {
  const all = exceeding(counts);
  const total = all[0]?.[1] ?? 1;
  return all.map(([ns, count]) => [ns, count / total]);
}

export interface Slept {
  rows: Row[];
  plots: Plot[];
  samples: unknown;
}

async function measure(context: Context, wasm: string | null, elf: string | null, crowd: Crowd): Promise<Slept> {
  const { cpus } = context;
  const args = [crowd.threads, crowd.each, crowd.sleeps].map(String);
  const entries: (Entry | null)[] = [
    wasm === null
      ? null
      : entry('image', 'image', async (c) => {
          const on = crowd.threads > 1 ? cpus : cpus.slice(-1);
          const command = [commandLine, 'run', '-n', String(on.length), '--cpus', on.join(','), wasm, ...args];
          return (await runOn(c, cpus, process.execPath, command)).stdout;
        }),
    elf === null ? null : entry('native', 'native', async (c) => (await runOn(c, cpus, elf, args)).stdout),
    crowd.threads > 1
      ? null
      : entry("Node's timers", 'node', async (c) => {
          const command = [join(__dirname, 'timers.js'), ...args.slice(1)];
          return (await runOn(c, cpus, process.execPath, command)).stdout;
        }),
  ];
  const rounds = Math.max(1, Math.round(context.rounds / ROUNDS));
  const gathered = await byTurns(
    { ...context, warmUp: Math.min(1, context.warmUp) },
    entries.map((e) => e?.contestant ?? null),
    { what: crowd.title, rounds },
  );
  const us = (name: string, key: 'median' | 'most'): Row =>
    row({
      name: `${crowd.title}, ${name}`,
      unit: 'µs',
      scale: 1e-3,
      image: gathered[0]?.[key],
      native: gathered[1]?.[key],
    });
  const sums = entries.map((e, i) =>
    e && gathered[i] ? added(gathered[i]['index']!.map((index) => e.late[index]!)) : null,
  );
  return {
    rows: [us('late by, median', 'median'), us('late by, 99th percentile', 'most')],
    samples: Object.fromEntries(entries.flatMap((e, i) => (e && sums[i] ? [[e.title, cumulated(sums[i])]] : []))),
    plots: [
      {
        kind: 'ccdf',
        title: `Wake-up jitter: ${crowd.title}`,
        caption: 'How late sleepers of 1 to 10 ms wake: which part of them later than that. Left and low is good.',
        x: { label: 'late by', unit: 'µs', log: true, from: 0.1 },
        y: { label: 'later', unit: '% of the sleeps', log: true },
        series: entries.flatMap((e, i) =>
          e && sums[i]
            ? [
                {
                  name: e.title,
                  role: e.role,
                  points: shares(sums[i]).map(([ns, part]) => [ns / 1000, 100 * part] as const),
                },
              ]
            : [],
        ),
      },
    ],
  };
}

/** @param sleeps for each number of sleeps of lightweight sleepers */
export async function sleepers(context: Context, sleeps: readonly number[]): Promise<Slept> {
  const wasm = await context.attempt('image of sleepers', () => image(context, SOURCE));
  const elf = await context.attempt('sleepers, native', () => native(context, SOURCE));
  const crowds: Crowd[] = [
    ...sleeps.map((n) => ({
      title: `${n} sleeps of ${LIGHTWEIGHT} lightweight sleepers`,
      threads: 1,
      each: LIGHTWEIGHT,
      sleeps: n,
    })),
    { title: `${THREAD_SLEEPS} sleeps of ${THREADS} threads`, threads: THREADS, each: 1, sleeps: THREAD_SLEEPS },
  ];
  const all: Slept[] = [];
  for (const crowd of crowds) all.push(await measure(context, wasm, elf, crowd));
  return {
    rows: all.flatMap((s) => s.rows),
    plots: all.flatMap((s) => s.plots),
    samples: Object.fromEntries(crowds.map(({ title }, i) => [title, all[i]!.samples])),
  };
}
