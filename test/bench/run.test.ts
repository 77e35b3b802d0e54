// The runner as built, with suites made of shell commands: some trap, hang, talk nonsense or are not there.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Context, Suite, SuiteResult } from '../../bench/model.js';
import type { BenchRequest } from '../../bench/run.js';
import type { TurnCommand } from '../../bench/support/turns.js';
import { root } from '../support/folders.js';
import { tool } from '../support/needs.js';
import { PATIENCE } from '../support/patience.js';

const load = createRequire(__filename);
const built = <T>(name: string): T => load(join(root, 'dist/bench', name)) as T;
const { runBench, shareOf } = built<typeof import('../../bench/run.js')>('run.js');
const { byTurns, figures, runOn } = built<typeof import('../../bench/support/programs.js')>('support/programs.js');
const { byFineTurns } = built<typeof import('../../bench/support/turns.js')>('support/turns.js');
const { image, native } = built<typeof import('../../bench/support/build.js')>('support/build.js');
const { row } = built<typeof import('../../bench/support/rows.js')>('support/rows.js');

const suite = (run: (context: Context) => Promise<SuiteResult>, more: Partial<Suite> = {}): Suite => ({
  name: 'fake',
  title: 'fake',
  about: 'fake',
  seconds: 1,
  run,
  ...more,
});

const request = (suites: readonly Suite[], more: Partial<BenchRequest> = {}): BenchRequest => ({
  suites,
  rounds: 3,
  warmUp: 1,
  time: null,
  threads: null,
  isles: null,
  settings: [],
  command: [],
  signal: new AbortController().signal,
  ...more,
});

const only = async (made: Suite, more: Partial<BenchRequest> = {}) => {
  const report = await runBench(request([made], more));
  return { report, suite: report.suites[0]! };
};

/** A contestant that is a shell command. */
const shell = (name: string, script: string, limit = PATIENCE / 1000) => ({
  name,
  run: async (context: Context) =>
    figures((await runOn(context, context.cpus, 'sh', ['-c', script], { limit })).stdout),
});

const good = () => shell('good', 'echo time 5');

const race = (...others: ReturnType<typeof shell>[]): Suite =>
  suite(async (context) => {
    const taken = await byTurns(context, [good(), ...others], { what: 'race' });
    return {
      rows: [row({ name: 'time', unit: 'ms', image: taken[0]?.['time'], native: taken[1]?.['time'] })],
      samples: taken,
    };
  });

const taskset = tool('taskset');

describe('a program that goes wrong', () => {
  it.skipIf(taskset.missing).each([
    ['traps', 'echo "integer divide by zero" >&2; exit 134', /race, bad: failed: it trapped: integer divide by zero/],
    ['fails', 'exit 3', /bad: failed: it ended with code 3/],
    ['is ended by a signal', 'kill -SEGV $$', /ended by SIGSEGV/],
    ['talks nonsense', 'echo it took long', /expected lines "NAME NUMBER" of it, got "it took long"/],
  ])(`%s: a note, no figure of it, and the rest goes on${taskset.note}`, async (_, script, message) => {
    const { suite: done } = await only(race(shell('bad', script)));
    expect(done.notes).toEqual([expect.stringMatching(message)]);
    expect(done.failed).toEqual(['race, bad']);
    expect(done.rows[0]).toMatchObject({ image: 5, native: null, value: null });
  });

  it.skipIf(taskset.missing)(
    `hangs: it is ended with all that it started when its time is over${taskset.note}`,
    async () => {
      const { suite: done } = await only(race(shell('bad', 'sleep 6000 & sleep 6000; wait', 0.3)));
      expect(done.notes).toEqual([expect.stringMatching(/bad: failed: .*did not end in 0\.3 s/)]);
      expect(done.rows[0]!.image).toBe(5);
    },
  );

  it('is not there: absent, which is no failure', async () => {
    const made = suite(async (context) => {
      await context.attempt('a tool', () => runOn(context, [], '/', []));
      const { Absent } = built<typeof import('../../bench/support/problems.js')>('support/problems.js');
      await context.attempt('netperf', () => Promise.reject(new Absent('netperf is not installed')));
      return { rows: [] };
    });
    const { suite: done } = await only(made);
    expect(done.notes).toContain('netperf: not measured, netperf is not installed');
    expect(done.failed).not.toContain('netperf');
  });

  it('a suite that throws is a failure of its own', async () => {
    const report = await runBench(
      request([suite(() => Promise.reject(new Error('no such thing')), { name: 'bad' }), race()]),
    );
    expect(report.suites.map(({ name, failed }) => [name, failed])).toEqual([
      ['bad', ['bad']],
      ['fake', []],
    ]);
    expect(report.suites[0]!.notes).toEqual(['bad: failed: no such thing']);
  });
});

describe('compilers', () => {
  it('one that is not installed is noted once, and there is nothing native', async () => {
    const made = suite(async (context) => {
      const elf = await native(context, 'bench/basic/calls.c', ['-O3'], 'no-such-compiler');
      expect(await native(context, 'bench/basic/calls.c', ['-O3'], 'no-such-compiler')).toBeNull();
      return { rows: [], samples: elf };
    });
    const { suite: done } = await only(made);
    expect(done.samples).toBeNull();
    expect(done.notes).toEqual([expect.stringMatching(/no-such-compiler is not installed/)]);
    expect(done.failed).toEqual([]);
  });

  it('a source that does not compile is a failure with what the compiler says', async () => {
    const made = suite(async (context) => {
      await context.attempt('image', () => image(context, 'bench/no-such-source.c'));
      return { rows: [] };
    });
    expect((await only(made)).suite.notes).toEqual([expect.stringMatching(/image: failed.*no-such-source\.c/s)]);
  });
});

describe('rounds', () => {
  it('programs take turns, and the warm-up does not count', async () => {
    const calls: string[] = [];
    const contestant = (name: string) => ({
      name,
      run: () => {
        calls.push(name);
        return Promise.resolve({ n: calls.length });
      },
    });
    const made = suite(async (context) => {
      const samples = await byTurns(context, [contestant('a'), null, contestant('b')], { what: 'x' });
      return { rows: [], samples };
    });
    const { suite: done } = await only(made, { rounds: 2, warmUp: 1 });
    expect(calls.join('')).toBe('ababab');
    expect(done.samples).toEqual([{ n: [3, 5] }, null, { n: [4, 6] }]);
  });

  it.skipIf(taskset.missing)(`a given time makes them fewer, but never less than three${taskset.note}`, async () => {
    const slow = suite(async (context) => ({
      rows: [],
      samples: (await byTurns(context, [shell('slow', 'sleep 0.2; echo n 1')], { what: 'x' }))[0],
    }));
    const { suite: done } = await only(slow, { rounds: 50, time: 0.1, warmUp: 0 });
    expect((done.samples as { n: number[] }).n).toHaveLength(3);
    expect(done.notes).toEqual(["x: 3 rounds instead of 50, the suite's time was over"]);
  });

  it('time is shared out by what suites state, and what one leaves goes to the others', () => {
    const [a, b] = [{ seconds: 30 }, { seconds: 10 }];
    const none = { rounds: null, time: null };
    expect(shareOf(a, [a, b], none, 0)).toEqual({ rounds: 7, seconds: 60 });
    expect(shareOf(a, [a, b], { rounds: 9, time: null }, 0)).toEqual({ rounds: 9, seconds: Infinity });
    expect(shareOf(a, [a, b], { rounds: null, time: 80 }, 0)).toEqual({ rounds: 14, seconds: 60 });
    expect(shareOf(b, [b], { rounds: null, time: 80 }, 20)).toEqual({ rounds: 42, seconds: 60 });
    expect(shareOf(b, [b], { rounds: null, time: 80 }, 99)).toEqual({ rounds: 3, seconds: 0 });
  });

  it('suites get what was asked for, and their defaults', async () => {
    const seen: Context[] = [];
    const made = suite(
      (context) => {
        seen.push(context);
        return Promise.resolve({ rows: [] });
      },
      { parameters: { size: { help: 'bytes', default: [8], least: 1, most: 64 } } },
    );
    await only(made, { threads: 3, isles: 5, settings: [{ name: 'size', values: [16, 32], text: 'size=16,32' }] });
    expect(seen[0]).toMatchObject({ threads: 3, isles: 5, rounds: 3, warmUp: 1, parameters: { size: [16, 32] } });
    expect(seen[0]!.cpus.length).toBeGreaterThan(0);
  });

  it('a suite that needs more CPUs than there are is skipped with a note', async () => {
    const { suite: done } = await only(suite(() => Promise.reject(new Error('ran')), { needs: { cpus: 4096 } }));
    expect(done.notes).toEqual([expect.stringMatching(/skipped: it needs 4096 CPUs/)]);
    expect(done.failed).toEqual([]);
  });
});

describe.skipIf(taskset.missing)(`an interrupted run${taskset.note}`, () => {
  it('keeps whole rounds, ends what runs, and begins nothing more', async () => {
    const abort = new AbortController();
    let runs = 0;
    const counted = {
      name: 'counted',
      run: (context: Context) => {
        if (++runs === 6) setTimeout(() => abort.abort(), 50);
        return shell('counted', runs < 6 ? 'echo n 1' : 'sleep 6000').run(context);
      },
    };
    const made = suite(async (context) => {
      const samples = await byTurns(context, [good(), counted], { what: 'x' });
      const later = await context.attempt('later', () => 'done');
      return { rows: [row({ name: 'n', unit: '', image: samples[1]?.['n'] })], samples: { samples, later } };
    });
    const report = await runBench(request([made, race()], { rounds: 20, signal: abort.signal }));
    expect(report.interrupted).toBe(true);
    expect(report.suites).toHaveLength(1);
    const [done] = report.suites;
    // One round of warm-up, and four whole ones.
    expect(done!.samples).toEqual({ samples: [{ time: [5, 5, 5, 5] }, { n: [1, 1, 1, 1] }], later: null });
    expect(done!.notes).toEqual(['interrupted: what was gathered until then']);
    expect(done!.failed).toEqual([]);
  });
});

describe.skipIf(taskset.missing)(`fine turns${taskset.note}`, () => {
  const talker = (name: string, script: string) => ({ name, argv: ['-c', '0', 'sh', '-c', script], env: process.env });
  const answering = (figure: number) => `echo ready; while read name; do echo ${figure}; done`;

  it('gather figures by name, and drop who fails', async () => {
    const made = suite(async (context) => ({
      rows: [],
      samples: await byFineTurns(
        { ...context, cpus: [0] },
        [
          talker('a', answering(1)),
          null,
          talker('b', answering(2)),
          talker('bad', 'echo ready; read name; echo oops >&2; exit 134'),
        ],
        { what: 'talk', names: ['x', 'y'], turns: 2 },
      ),
    }));
    const { suite: done } = await only(made);
    expect(done.samples).toEqual([{ x: [1, 1], y: [1, 1] }, null, { x: [2, 2], y: [2, 2] }, null]);
    expect(done.notes).toEqual([expect.stringMatching(/talk, bad: failed: it trapped: oops/)]);
    expect(done.failed).toEqual(['talk, bad']);
  });

  it('hear what a program says beside its answers, in the turns that count', async () => {
    const told: (readonly string[])[] = [];
    // As V8 does: a line that is broken off where the answer comes.
    const command: TurnCommand = {
      ...talker(
        'a',
        'echo "[1] early"; printf "[2] mid"; printf "\\nready\\n"; while read n; do printf "[3] of\\n[4] mid\\n7\\n"; done',
      ),
      after: (lines) => told.push(lines),
    };
    const made = suite(async (context) => ({
      rows: [],
      samples: await byFineTurns({ ...context, cpus: [0] }, [command], { what: 'talk', names: ['x'], turns: 2 }),
    }));
    const { suite: done } = await only(made);
    expect(done.samples).toEqual([{ x: [7, 7] }]);
    expect(told).toEqual([
      ['[3] of', '[4] mid'],
      ['[3] of', '[4] mid'],
    ]);
  });
});

describe('the conditions', () => {
  const { cpuTimes, doubts } = built<typeof import('../../bench/support/environment.js')>('support/environment.js');

  it('are read from /proc/stat: steal is the eighth number', () => {
    expect(cpuTimes('cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2\n')).toEqual({ all: 360, steal: 80 });
    expect(cpuTimes('nothing')).toBeNull();
  });

  it('are in doubt when the host took time, or others were busy before', () => {
    const calm = { loadBefore: 0.2, loadAfter: 3, steal: 0.001, seconds: 1 };
    expect(doubts(calm, 2, true)).toEqual([]);
    expect(doubts({ ...calm, steal: 0.1 }, 2, false)).toEqual([expect.stringMatching(/took 10\.0 %/)]);
    expect(doubts({ ...calm, loadBefore: 2 }, 2, true)).toEqual([expect.stringMatching(/busy: a load of 2\.0/)]);
    expect(doubts({ ...calm, loadBefore: 2, steal: null }, 2, false)).toEqual([]);
  });
});
