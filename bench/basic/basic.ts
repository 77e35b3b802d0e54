// What the basic services of a kernel cost: system calls, memory, threads and waking them, beside Linux's.
import type { Bar, Context, Row, Suite, SuiteResult } from '../model.js';
import { calls } from '../../runtime/generated/syscalls.js';
import { folder, image, native } from '../support/build.js';
import { type Gathered, asImage, asNative, byTurns } from '../support/programs.js';
import { most, row } from '../support/rows.js';
import { median } from '../support/statistics.js';

/** Writes of a run where each waits for a CPU. */
const CROWDED_WRITES = '4000';
/** For 256 MiB and what else a program has. */
const MEMORY = '320M';

/** Where a call is served, as the table of system calls has it. */
export function homeOf(name: string): string {
  const call = calls.find((c) => c.name === name);
  if (!call) throw new Error(`expected the name of a system call, got "${name}"`);
  return call.home;
}

type Pair = readonly [Gathered | null | undefined, Gathered | null | undefined];

interface Measure {
  key: string;
  name: string;
  /** System call whose home the row tells; none for what is several. */
  call?: string;
  bar?: Bar;
}

const rowsOf = ([ours, theirs]: Pair, measures: readonly Measure[]): Row[] =>
  measures.map(({ key, name, call, bar }) =>
    row({
      name: call ? `${name} (${homeOf(call)})` : name,
      unit: 'ns',
      image: ours?.[key],
      native: theirs?.[key],
      bar: bar ?? null,
    }),
  );

const IN_IMAGE = most(1 / 30, '≤ 1/30×');
const CALLS: readonly Measure[] = [
  { key: 'getpid', name: 'getpid', call: 'getpid', bar: IN_IMAGE },
  { key: 'sched_yield', name: 'sched_yield', call: 'sched_yield', bar: IN_IMAGE },
  { key: 'clock_gettime', name: 'clock_gettime', call: 'clock_gettime64' },
];
const MEMORY_OF: readonly Measure[] = [
  { key: 'malloc', name: 'malloc(1 MiB), 256 of them', call: 'mmap2' },
  { key: 'touch', name: 'first write to a page of it' },
  { key: 'malloc_again', name: 'the same malloc after all was freed', call: 'mmap2' },
  { key: 'touch_again', name: 'first write to a page of that' },
];
const THREADS: readonly Measure[] = [
  { key: 'create_join', name: 'pthread_create and join', bar: most(1) },
  { key: 'barrier', name: 'barrier of two' },
];
const WAKES: readonly Measure[] = [
  { key: 'turns', name: 'futex wake, one way, two threads by turns', call: 'futex_time64' },
  { key: 'asleep', name: 'futex wake, one way, asleep for 1 ms', call: 'futex_time64' },
];

/** Builds one source for both sides and runs it by turns. */
async function pair(
  context: Context,
  source: string,
  cpus: readonly number[],
  options: readonly string[],
  nativeCpus = cpus,
): Promise<[Pair, string | null]> {
  const wasm = await context.attempt(source, () => image(context, `bench/basic/${source}.c`));
  const elf = await context.attempt(source, () => native(context, `bench/basic/${source}.c`));
  const [ours, theirs] = await byTurns(context, [asImage(wasm, cpus, options), asNative(elf, nativeCpus)], {
    what: source,
  });
  return [[ours, theirs], wasm];
}

function write(name: string, ours: Gathered | null | undefined, theirs: Gathered | null | undefined, us: number): Row {
  return row({
    name: `write of 8 bytes, ${name} (${homeOf('write')})`,
    unit: 'ns',
    image: ours?.['write'],
    native: theirs?.['write'],
    value: 'image',
    bar: most(us * 1000, `≤ ${us} µs`),
  });
}

async function systemCalls(context: Context): Promise<{ rows: Row[]; samples: unknown }> {
  const { cpus } = context;
  const last = cpus.at(-1)!;
  const options = ['-n', '1', '--cwd', folder()];
  const [[free, natively], wasm] = await pair(context, 'calls', cpus, [...options, '--cpus', String(last)], [last]);
  const alone = asImage(wasm, [last], options, [CROWDED_WRITES], 'image without a free CPU');
  const [crowded] = await byTurns(context, [alone], { what: 'calls without a free CPU' });
  return {
    rows: [
      ...rowsOf([free, natively], CALLS),
      ...(cpus.length > 1 ? [write('a CPU free', free, natively, 3)] : []),
      write('no CPU free', crowded, natively, 25),
    ],
    samples: { free, native: natively, crowded },
  };
}

async function mixed(context: Context, two: readonly number[]): Promise<{ rows: Row[]; samples: unknown }> {
  const wasm = await context.attempt('malloc', () => image(context, 'bench/basic/malloc.c'));
  const elf = await context.attempt('malloc', () => native(context, 'bench/basic/malloc.c'));
  const options = ['-n', String(two.length), '--cpus', two.join(',')];
  const taken = await byTurns(
    context,
    ['1', '2'].flatMap((threads) => [
      asImage(wasm, two, options, [threads], `image, ${threads} threads`),
      asNative(elf, two, [threads], {}, `native, ${threads} threads`),
    ]),
    { what: 'malloc' },
  );
  const [one, nativeOne, both, nativeBoth] = taken.map((samples) => samples?.['each'] ?? null);
  const growth = (a = one, b = both) => (a && b ? b.map((v, i) => v / a[i]!) : null);
  const grown = row({
    name: 'malloc: a thread of 2 against 1 alone',
    unit: '×',
    image: growth(),
    value: 'image',
    bar: two.length > 1 ? most(1) : null,
  });
  const natively = growth(nativeOne, nativeBoth);
  const compare = (threads: string, a: typeof one, b: typeof one) =>
    row({ name: `malloc and free of mixed sizes, ${threads}`, unit: 'ns', image: a, native: b, bar: most(1.5) });
  return {
    rows: [
      compare('1 thread', one!, nativeOne!),
      compare('2 threads', both!, nativeBoth!),
      { ...grown, native: natively && median(natively) },
    ],
    samples: { one, nativeOne, both, nativeBoth },
  };
}

async function run(context: Context): Promise<SuiteResult> {
  const two = context.cpus.slice(0, 2);
  const last = context.cpus.at(-1)!;
  const on = (cpus: readonly number[]) => ['-n', String(cpus.length), '--cpus', cpus.join(',')];
  const service = await systemCalls(context);
  const [memory] = await pair(context, 'memory', context.cpus, [...on([last]), '--mem', MEMORY], [last]);
  const malloc = await mixed(context, two);
  const [threads] = await pair(context, 'threads', two, on(two));
  const [wakes] = two.length > 1 ? await pair(context, 'wake', two, on(two)) : [[null, null] as const];
  if (two.length < 2) context.note('futex wake: not measured, the two threads need a CPU each');
  return {
    rows: [
      ...service.rows,
      ...rowsOf(memory, MEMORY_OF),
      ...malloc.rows,
      ...rowsOf(threads, THREADS),
      ...(two.length > 1 ? rowsOf(wakes, WAKES) : []),
    ],
    samples: { calls: service.samples, memory, malloc: malloc.samples, threads, wakes },
  };
}

export const suite: Suite = {
  name: 'basic',
  title: 'basic services: system calls, memory, threads',
  about: `HermitCore's test of its system services, and what belongs to it. In brackets: where an image's call is served, by the image's own kernel, by
Linux, or by either: the kernel looks first and passes on what is not its own. Figures of calls are the best of some batches of a run,
10,000 calls each (20,000 for write), so they tell the cost of the call and not of what else the machine did; the row is the median over the
runs. Writes are measured with a CPU for the proxy, and with the isle's core and the proxy on one CPU, where each call waits for the scheduler.

malloc(1 MiB) is called 256 times in a fresh process, then each page of it is written to for the first time; both are done again after all was
freed. An isle keeps its pages, so that the second time no page is missing; glibc gives them back to Linux. In the mix each thread keeps 1000 blocks (most below
128 bytes, some of 4 to 34 KiB) and replaces a random one 8 million times, on pages that have been touched before.

One thread makes another that does nothing and joins it, 3000 times, the best of five batches; two threads meet at a pthread_barrier 20,000
times. A futex wakes a thread that has just begun to wait, and one that has waited for a millisecond: then both kernels have put it to sleep.`,
  seconds: 45,
  run,
};
