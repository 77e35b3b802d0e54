// Isles that are booted and halted while others run.
import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IsleOptions } from '../../loader/library/index.js';
import { mainImage } from '../support/small.js';
import { code, isleProgram, library, memory, steps } from './library.js';

type Machine = import('../../loader/library/index.js').Machine;

let peer: Uint8Array;
let machine: Machine | undefined;

beforeAll(async () => {
  peer = await isleProgram('peer');
});
afterEach(async () => {
  await machine?.halt();
  machine = undefined;
});

const newMachine = (): Machine => (machine = new library.Machine());

describe('a machine', () => {
  it('boots isles with the lowest free number and tells how they ended', async () => {
    const m = newMachine();
    const ends: string[] = [];
    m.on('exit', (isle, outcome) => ends.push(`${isle.number} ${outcome.kind}`));
    const first = await m.bootIsle(peer, steps('wait'));
    const second = await m.bootIsle(peer, steps('exit', '3'));
    expect([first.number, second.number]).toEqual([0, 1]);
    expect(await second.done).toEqual({ kind: 'exit', code: 3 });
    const third = await m.bootIsle(peer, steps('compute'));
    expect([third.number, m.isles.length]).toEqual([1, 2]);
    await first.halt();
    const fourth = await m.bootIsle(peer, steps('wait'));
    expect(fourth.number).toBe(0);
    await m.halt();
    expect(await third.done).toEqual({ kind: 'halted' });
    expect(ends.slice(0, 2)).toEqual(['1 exit', '0 halted']);
    expect(ends.slice(2).toSorted()).toEqual(['0 halted', '1 halted']);
    expect(await code(m.bootIsle(peer, steps('wait')))).toBe('HERMIT_ECLOSED');
  });

  it('goes on when one isle traps', async () => {
    const m = newMachine();
    const echo = await m.bootIsle(peer, steps('echo', '5'));
    const traps: number[] = [];
    m.on('trap', (isle, trap) => traps.push(isle.number, trap.core));
    const trapping = await m.bootIsle(peer, steps('trap'));
    expect(await trapping.done).toMatchObject({ kind: 'trap', isle: 1, core: 0, message: 'unreachable' });
    expect(traps).toEqual([1, 0]);
    const channel = await echo.connect(5, { waitForListener: true });
    await channel.send(Buffer.from('still here'));
    expect(Buffer.from(await channel.receive()).toString()).toBe('still here');
    channel.close();
    expect(await echo.done).toEqual({ kind: 'exit', code: 0 });
  });

  it('tells an isle that waits for another one when that ends, and goes on', async () => {
    const m = newMachine();
    const deaf = await m.bootIsle(peer, steps('deaf', '5'));
    // It connects, sends, and waits for an answer.
    const waiting = await m.bootIsle(peer, steps('greet', '0', '5'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await deaf.halt();
    expect(await waiting.done).toEqual({ kind: 'exit', code: 15 });
  });

  it('binds cores to CPUs, and lets later ones that use their threads run anywhere', async () => {
    const m = newMachine();
    const list = (status: string): string | undefined => /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
    const everywhere = list(readFileSync('/proc/self/status', 'latin1'));
    const bound = (): number =>
      readdirSync('/proc/self/task').filter(
        (id) => list(readFileSync(`/proc/self/task/${id}/status`, 'latin1')) === '0',
      ).length;
    const before = bound();
    const isle = await m.bootIsle(peer, { ...steps('wait'), cpus: [0] });
    expect(bound() - before).toBe(1);
    await isle.halt();
    await m.bootIsle(peer, steps('wait'));
    if (everywhere !== '0') expect(bound()).toBe(before);
  });

  it('sends signals, counts calls, and halts on abort', async () => {
    const m = newMachine();
    const stop = new AbortController();
    const isle = await m.bootIsle(peer, { ...steps('wait'), signal: stop.signal, countCalls: true });
    const seen: unknown[] = [];
    m.on('stats', (_, stats) => seen.push(stats.cores, stats.threads));
    await expect.poll(() => isle.stats().threads).toBe(1);
    stop.abort();
    expect(await isle.done).toEqual({ kind: 'halted' });
    expect(seen).toEqual([1, 1]);
    const other = await m.bootIsle(peer, steps('wait'));
    other.signal('SIGTERM');
    expect(await other.done).toEqual({ kind: 'signal', signal: 15 });
    expect(await code(m.bootIsle(peer, { signal: AbortSignal.abort() }))).toBe(20);
  });

  it('boots several isles of one image, which reach each other', async () => {
    const exchange = await isleProgram('exchange');
    let text = '';
    const output = (_: number, bytes: Uint8Array): unknown => (text += Buffer.from(bytes).toString());
    machine = await library.boot(exchange, { isles: 4, memory, output });
    const outcomes = await Promise.all([0, 1, 2, 3].map((number) => machine!.isle(number)!.done));
    expect(outcomes).toEqual([0, 3, 0, 0].map((status) => ({ kind: 'exit', code: status })));
    const all = [0, 1, 2, 3];
    const lines = all.flatMap((to) =>
      all.filter((from) => from !== to).map((from) => `isle ${to} of 4 got a line from isle ${from}`),
    );
    expect(text.trimEnd().split('\n').toSorted()).toEqual(lines.toSorted());
  });

  it('ends as a whole when an isle asks for it', async () => {
    const ending = await isleProgram('end');
    machine = await library.boot(ending, { isles: 3, memory, output: () => {} });
    const outcomes = await Promise.all([0, 1, 2].map((number) => machine!.isle(number)!.done));
    expect(outcomes).toEqual([9, 9, 9].map((status) => ({ kind: 'exit', code: status })));
  });

  it('refuses what cannot be, names the isle, and keeps nothing of it', async () => {
    const m = newMachine();
    await m.bootIsle(peer, steps('wait'));
    const refused = async (image: Uint8Array, options: IsleOptions): Promise<[string, string]> => {
      const error = await m.bootIsle(image, options).then(
        () => undefined,
        (e: { code: string; message: string }) => e,
      );
      return [error!.code, error!.message.slice(0, 7)];
    };
    expect(await refused(Buffer.from('no image'), {})).toEqual(['HERMIT_EIMAGE', 'isle 1:']);
    expect(await refused(peer, { memory: 65536 })).toEqual(['HERMIT_EMEMORY', 'isle 1:']);
    expect(await refused(peer, { memory: 2 ** 40 })).toEqual(['HERMIT_EMEMORY', 'isle 1:']);
    expect(await refused(peer, { cores: 0 })).toEqual(['HERMIT_EINVAL', 'isle 1:']);
    expect(await refused(peer, { memory, cwd: '/nowhere' })).toEqual(['HERMIT_EGRANT', 'isle 1:']);
    const dirs = [{ host: '/no/such', guest: '/x', readOnly: true }];
    expect(await refused(peer, { memory, dirs })).toEqual(['HERMIT_EGRANT', 'isle 1:']);
    expect(m.isles.map(({ number }) => number)).toEqual([0]);
  });

  it('shows nothing of an isle to the next one that gets its memory', async () => {
    const m = newMachine();
    const look = readFileSync(
      await mainImage(
        `const char *mark = "a mark that no program has by itself";
         size_t room = 16 << 20; char *all = malloc(room);
         long dirty = 0; for (size_t i = 0; i < room; i++) dirty += all[i] != 0;
         if (argc > 1) for (size_t i = 0; i + 64 < room; i += 64) strcpy(all + i, mark);
         return dirty != 0;`,
      ),
    );
    for (const args of [['write'], [], []]) {
      const isle = await m.bootIsle(look, { args, memory });
      expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
    }
  });

  it('runs threads on as many cores as a program asks for, and gives them back', async () => {
    const m = newMachine();
    const threads = readFileSync(
      await mainImage(
        `extern int pthread_barrier_wait(pthread_barrier_t *); static pthread_barrier_t all; pthread_t t[4];
         pthread_barrier_init(&all, 0, 5);
         for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, (void *(*)(void *))pthread_barrier_wait, &all);
         pthread_barrier_wait(&all);
         for (int i = 0; i < 4; i++) pthread_join(t[i], 0);`,
      ),
    );
    for (let i = 0; i < 3; i++) {
      const isle = await m.bootIsle(threads, { memory, cores: 2 });
      expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
      expect(isle.stats().cores).toBe(5);
    }
  });
});
