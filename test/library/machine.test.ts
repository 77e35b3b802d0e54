// Isles that are booted, reached and halted while others run.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { mainImage } from '../support/small.js';
import { run } from '../support/spawn.js';

type Library = typeof import('../../loader/library/index.js');
type Options = import('../../loader/library/index.js').IsleOptions;
type Machine = import('../../loader/library/index.js').Machine;

let library: Library;
let peer: Uint8Array;
let peerFile: string;
let machine: Machine | undefined;

beforeAll(async () => {
  // Threads cannot load TypeScript: the library as built.
  library = (await import(join(root, 'dist/loader/library/index.js'))) as Library;
  peerFile = await compileImage([join(root, 'test/isles/peer.c')]);
  peer = readFileSync(peerFile);
});
afterEach(async () => {
  await machine?.halt();
  machine = undefined;
});

const memory = 32 << 20;
const newMachine = (): Machine => (machine = new library.Machine());
/** Options for these steps of peer.c, and what it prints. */
function steps(...args: string[]): Options & { text(): string } {
  let text = '';
  return { args, memory, output: (_, bytes) => (text += Buffer.from(bytes).toString()), text: () => text };
}
const code = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: { code: string }) => error.code,
  );

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
    expect(await code(m.bootIsle(peer, steps('wait')))).toBe('HERMIT_EHALTED');
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
    const begun = performance.now();
    await deaf.halt();
    expect(await waiting.done).toEqual({ kind: 'exit', code: 15 });
    expect(performance.now() - begun).toBeLessThan(450);
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
    const exchange = readFileSync(await compileImage([join(root, 'test/isles/exchange.c')]));
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
    const ending = readFileSync(await compileImage([join(root, 'test/isles/end.c')]));
    machine = await library.boot(ending, { isles: 3, memory, output: () => {} });
    const outcomes = await Promise.all([0, 1, 2].map((number) => machine!.isle(number)!.done));
    expect(outcomes).toEqual([9, 9, 9].map((status) => ({ kind: 'exit', code: status })));
  });

  it('refuses what cannot be, names the isle, and keeps nothing of it', async () => {
    const m = newMachine();
    await m.bootIsle(peer, steps('wait'));
    const refused = async (image: Uint8Array, options: Options): Promise<[string, string]> => {
      const error = await m.bootIsle(image, options).then(
        () => undefined,
        (e: { code: string; message: string }) => e,
      );
      return [error!.code, error!.message.slice(0, 7)];
    };
    expect(await refused(Buffer.from('no image'), {})).toEqual(['HERMIT_EIMAGE', 'isle 1:']);
    expect(await refused(peer, { memory: 65536 })).toEqual(['HERMIT_EMEM', 'isle 1:']);
    expect(await refused(peer, { memory: 2 ** 40 })).toEqual(['HERMIT_EMEM', 'isle 1:']);
    expect(await refused(peer, { cores: 0 })).toEqual(['HERMIT_EINVAL', 'isle 1:']);
    expect(await refused(peer, { memory, cwd: '/nowhere' })).toEqual(['HERMIT_EGRANT', 'isle 1:']);
    const dirs = [{ host: '/no/such', guest: '/x', readOnly: true }];
    expect(await refused(peer, { memory, dirs })).toEqual(['HERMIT_EDIR', 'isle 1:']);
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

describe('channels of the loader', () => {
  it('carry packets of every length, both ways', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('echo', '5'));
    const channel = await isle.connect(5, { waitForListener: true });
    expect(channel.isle).toBe(0);
    for (let i = 0; i < 10_000; i++) {
      const packet = new Uint8Array((i * 37) % 8193).fill(i);
      await channel.send(packet);
      const back = await channel.receive();
      if (Buffer.compare(packet, back) !== 0) expect([i, back]).toEqual([i, packet]);
    }
    channel.close();
    expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
  });

  it('are accepted from isles, on several ports at once', async () => {
    const m = newMachine();
    const [one, two] = [m.listen(1), m.listen(2)];
    expect(() => m.listen(1)).toThrow(expect.objectContaining({ code: 'HERMIT_EADDRINUSE' }));
    const all = [steps('greet', '256', '1'), steps('greet', '256', '2'), steps('greet', '256', '1')];
    const isles = await Promise.all(all.map((options) => m.bootIsle(peer, options)));
    const greeted: number[] = [];
    for (const listener of [one, two, one]) {
      using channel = await listener.accept();
      greeted.push(channel.isle);
      expect(Buffer.from(await channel.receive()).toString()).toBe(`isle ${channel.isle}`);
      await channel.send(Buffer.from(`port ${listener.port}`));
      // The isle leaves when it has read it.
      expect(await code(channel.receive())).toBe('HERMIT_EPIPE');
    }
    await Promise.all(isles.map((isle) => isle.done));
    expect(greeted.toSorted()).toEqual([0, 1, 2]);
    expect(all.map(({ text }) => text())).toEqual(['port 1\n', 'port 2\n', 'port 1\n']);
  });

  it('wait no longer than they are told to', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('wait'));
    const listener = m.listen(1);
    expect(await code(listener.accept({ timeout: 0 }))).toBe('HERMIT_EAGAIN');
    expect(await code(listener.accept({ timeout: 5 }))).toBe('HERMIT_ETIMEDOUT');
    expect(await code(isle.connect(5))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(isle.connect(5, { waitForListener: true, timeout: 20 }))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(m.connect(7, 5))).toBe('HERMIT_ECONNREFUSED');
    expect(await code(m.connect(-1, 5))).toBe('HERMIT_EINVAL');
    expect(await code(isle.connect(70_000))).toBe('HERMIT_EINVAL');
    const stop = new AbortController();
    const accepting = listener.accept({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(accepting).rejects.toThrow('enough');
    const closed = code(listener.accept());
    listener.close();
    expect(await closed).toBe('HERMIT_EINVAL');
    expect(m.listen(1).port).toBe(1);
  });

  it('are full at some point, and end with the isle', async () => {
    const m = newMachine();
    const isle = await m.bootIsle(peer, steps('greet', '256', '1'));
    using listener = m.listen(1);
    const channel = await listener.accept();
    expect(await code(channel.send(new Uint8Array(8193)))).toBe('HERMIT_EMSGSIZE');
    await channel.receive();
    const waiting = channel.receive();
    expect(await code(channel.receive())).toBe('HERMIT_EBUSY');
    await isle.halt();
    expect(await code(waiting)).toBe('HERMIT_EPIPE');
    expect(await code(channel.send(new Uint8Array(1)))).toBe('HERMIT_EPIPE');
    channel.close();
    expect(await code(channel.receive())).toBe('HERMIT_EBADF');

    // One that accepts and never receives: four packets and their lengths fit into its queue.
    const deaf = await m.bootIsle(peer, steps('deaf', '5'));
    const full = await deaf.connect(5, { waitForListener: true });
    const send = (timeout?: number): Promise<string | undefined> => code(full.send(new Uint8Array(4000), { timeout }));
    expect([await send(0), await send(0), await send(0), await send(0)]).toEqual(Array(4).fill(undefined));
    expect([await send(0), await send(5)]).toEqual(['HERMIT_EAGAIN', 'HERMIT_ETIMEDOUT']);
    const blocked = send();
    await deaf.halt();
    expect(await blocked).toBe('HERMIT_EPIPE');
  });

  it('survive nonsense that an isle writes into the loader’s board', async () => {
    const m = newMachine();
    const hostile = readFileSync(await compileImage([join(root, 'test/isles/hostile.c')]));
    const listener = m.listen(3);
    const isle = await m.bootIsle(hostile, { args: ['256', '1', '1000'], memory, output: () => {} });
    const codes = new Set<string | undefined>();
    const begun = performance.now();
    while (!isle.ended) {
      const channel = await listener.accept({ timeout: 5 }).catch((error: { code: string }) => error);
      if ('code' in channel) {
        codes.add(channel.code);
        continue;
      }
      codes.add(await code(channel.send(new Uint8Array(100), { timeout: 1 })));
      codes.add(await code(channel.receive({ timeout: 1 })));
      channel.close();
    }
    expect(performance.now() - begun).toBeLessThan(20_000);
    for (const expected of ['EAGAIN', 'ETIMEDOUT', 'EPROTO', 'EPIPE', 'EMFILE', 'EBADF'])
      codes.delete(`HERMIT_${expected}`);
    codes.delete(undefined);
    expect([...codes]).toEqual([]);
    listener.close();
    // As good as new.
    using fresh = m.listen(3);
    const guest = await m.bootIsle(peer, steps('greet', '256', '3'));
    using channel = await fresh.accept();
    expect(Buffer.from(await channel.receive()).toString()).toBe(`isle ${guest.number}`);
  });
});

describe('a hundred boots beside isles that compute and serve', () => {
  interface Sample {
    handles: string;
    threads: number;
    descriptors: number;
    rssMiB: number;
    virtualGiB: number;
    isles: number;
  }

  it('leave nothing behind', async () => {
    const script = join(root, 'test/library/leak.mjs');
    const { code, stdout, stderr } = await run(process.execPath, ['--expose-gc', script, peerFile, '120'], {
      timeLimit: 80_000,
    });
    expect([code, stderr]).toEqual([0, '']);
    const { samples, wrong, greetings, end } = JSON.parse(stdout.toString()) as {
      samples: Sample[];
      wrong: string[];
      greetings: string;
      end: Sample;
    };
    expect(wrong).toEqual([]);
    expect(greetings).toBe('isle 2\n'.repeat(30));
    const [early, late] = [samples[19]!, samples[119]!];
    expect([late.threads, late.descriptors, late.isles]).toEqual([early.threads, early.descriptors, 2]);
    // A port for each core, and some that are being closed.
    expect(late.handles.split(' ').length).toBeLessThanOrEqual(6);
    expect(late.virtualGiB - early.virtualGiB).toBeLessThan(25);
    // A leak of a touched page of each of the hundred would be more.
    expect(late.rssMiB - early.rssMiB).toBeLessThan(8);
    expect([end.handles, end.isles]).toEqual(['', 0]);
  });

  it('report that memory does not suffice, and go on with the isles that there are', async () => {
    const script = `
      const { Machine } = require(${JSON.stringify(join(root, 'dist/loader/library/index.js'))});
      const image = require('node:fs').readFileSync(${JSON.stringify(peerFile)});
      (async () => {
        const machine = new Machine();
        const options = { memory: 2 ** 32, args: ['wait'], output() {} };
        let failed;
        for (let i = 0; i < 64 && !failed; i++) await machine.bootIsle(image, options).catch((error) => (failed = error));
        const { length } = machine.isles;
        await machine.isles[0].halt();
        const again = await machine.bootIsle(image, options);
        console.log(failed.code, failed.message.startsWith(\`isle \${length}: could not reserve\`), again.number);
        await machine.halt();
      })();`;
    const { code, stdout, stderr } = await run('sh', [
      '-c',
      'ulimit -v 120000000; exec "$@"',
      'sh',
      process.execPath,
      '-e',
      script,
    ]);
    expect([code, stdout.toString(), stderr]).toEqual([0, 'HERMIT_EMEMORY true 0\n', '']);
  });
});
