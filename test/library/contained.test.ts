// Machines in processes of their own: whatever ends such a process is an error of its isles, and leaves nothing behind.
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { code, isleProgram, library, libraryFile, memory, steps } from './library.js';

type Machine = import('../../loader/library/index.js').Machine;
type Isle = import('../../loader/library/index.js').Isle;
type Options = import('../../loader/library/index.js').BootOptions;

let functions: Uint8Array;
let file: string;
let machine: Machine | undefined;

beforeAll(async () => {
  file = await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g']);
  functions = readFileSync(file);
});
afterEach(async () => {
  await machine?.halt();
  machine = undefined;
});

const contain = 'process';
const output = (): void => {};

async function served(options: Options = {}): Promise<Isle> {
  machine = await library.boot(functions, { contain, serve: true, memory, output, ...options });
  return machine.isle(0)!;
}

/** Processes that this one has started and that still are: their numbers. */
const children = (pid = process.pid): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
const isContained = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('contained/entry');
  } catch {
    return false;
  }
};
const contained = (): number[] => children().filter(isContained);
const descriptors = (): number => readdirSync('/proc/self/fd').length;

describe('the process of a contained machine', () => {
  it.each(['SIGSEGV', 'SIGKILL', 'SIGABRT', 'SIGTERM'])('that ends by %s fails what was under way', async (signal) => {
    const isle = await served();
    const running = isle.call('spin').catch((error: Error & { code: string }) => `${error.code} ${error.message}`);
    const waiting = code(isle.call('add', 1, 2));
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(contained()[0]!, signal);
    expect(await running).toContain(`HERMIT_ECONTAIN spin: isle 0 has ended: its process ended by ${signal}`);
    expect(await waiting).toBe('HERMIT_EENDED');
    expect(await isle.done).toEqual({
      kind: 'fault',
      code: 'HERMIT_ECONTAIN',
      message: `its process ended by ${signal}`,
    });
    expect(await code(isle.call('add', 1, 2))).toBe('HERMIT_EENDED');
    expect(await (await machine!.reboot(isle)).call('add', 1, 2)).toBe(3);
  });

  it('may end at any moment: of a boot, of calls, of a run, of a halt', async () => {
    machine = new library.Machine({ contain });
    const codes = new Set<unknown>();
    for (let i = 0; i < 16; i++) {
      const booting = machine.bootIsle(functions, { serve: true, memory, output });
      const all = booting
        .then(async (isle) => {
          const calls = Array.from({ length: 20 }, (_, n) => isle.call('add', n, n));
          const run = machine!.run(['say', 'x'], { image: functions, memory });
          run.catch(() => {});
          await Promise.all([...calls, isle.alloc(Float64Array, 10)]);
          const { outcome } = await run;
          await isle.halt();
          return outcome.kind === 'fault' ? outcome.code : outcome.kind;
        })
        .catch((error: { code: string }) => error.code);
      const kill = setTimeout(() => contained().forEach((pid) => process.kill(pid, 'SIGKILL')), i * 40);
      codes.add(await all);
      // Else it would end a process of what comes next.
      clearTimeout(kill);
    }
    expect([...codes].filter((one) => !['exit', 'HERMIT_ECONTAIN', 'HERMIT_EENDED'].includes(one as string))).toEqual(
      [],
    );
    expect(await (await machine.bootIsle(functions, { serve: true, memory, output })).call('add', 1, 2)).toBe(3);
  });

  it('that is stopped meets time limits, aborts and halts', async () => {
    const stop = (): void => contained().forEach((pid) => process.kill(pid, 'SIGSTOP'));
    const isle = await served();
    stop();
    expect(await code(isle.callWith({ timeLimit: 50 }, 'add', 1, 2))).toBe('HERMIT_ETIMELIMIT');
    expect(await isle.done).toMatchObject({ kind: 'limit' });
    const limited = await machine!.bootIsle(functions, { args: ['spin'], memory, timeLimit: 1000, output });
    stop();
    expect(await limited.done).toMatchObject({ kind: 'limit', code: 'HERMIT_ETIMELIMIT' });
    const other = await machine!.bootIsle(functions, { serve: true, memory, output });
    const abort = new AbortController();
    const aborted = code(other.callWith({ signal: abort.signal }, 'spin'));
    stop();
    abort.abort();
    expect(await aborted).toBe(20);
    await machine!.bootIsle(functions, { serve: true, memory, output }).catch(() => {});
    stop();
    await machine!.halt();
    expect(contained()).toEqual([]);
  });

  it('has limits: CPU time, no core file, few descriptors; and a small environment and no descriptors of ours', async () => {
    const fd = openSync(file, 'r');
    const isle = await served({ processLimits: { cpuTime: 3, descriptors: 512 } });
    const [pid] = contained();
    const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
    expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
    expect(limits).toMatch(/^Max open files\s+512\s+512/m);
    const names = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').filter(Boolean);
    expect(names.map((text) => text.split('=')[0]).filter((name) => !['PATH', 'TZ'].includes(name!))).toEqual([]);
    const open = readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
    expect(open).not.toContain(file);
    closeSync(fd);
    expect(await code(isle.call('spin'))).toBe('HERMIT_ECONTAIN');
    expect(await isle.done).toMatchObject({ message: expect.stringMatching(/SIGXCPU|SIGKILL/) });
    expect(await code(library.boot(functions, { contain, processLimits: { memory: 1 } }))).toBe('HERMIT_EINVAL');
    expect(await code(library.boot(functions, { contain: 'thread' as 'process' }))).toBe('HERMIT_EINVAL');
  });

  it('ends with the process that has started it', async () => {
    const script = join(freshFolder(), 'service.mjs');
    writeFileSync(
      script,
      `import { createRequire } from 'node:module';
       import { readFileSync } from 'node:fs';
       const { boot, createPool } = createRequire(import.meta.url)(${JSON.stringify(libraryFile)});
       const image = readFileSync(${JSON.stringify(file)});
       const options = { contain: 'process', serve: true, memory: 32 << 20 };
       const machine = await boot(image, options);
       const pool = await createPool(image, options);
       machine.isle(0).call('spin').catch(() => {});
       console.log('ready');`,
    );
    const service = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => service.stdout.once('data', resolve));
    const started = children(service.pid!).filter(isContained);
    expect(started.length).toBeGreaterThanOrEqual(3);
    service.kill('SIGKILL');
    await expect.poll(() => started.filter(isContained), { timeout: 10_000 }).toEqual([]);
  });

  it('leaves nothing: no descriptor, process or file after a thousand calls of a pool with kills at random', async () => {
    const files = (): string[] =>
      ['/tmp', '/dev/shm'].flatMap((folder) => readdirSync(folder)).filter((name) => name.includes('hermit'));
    const before = { descriptors: descriptors(), files: files() };
    const pool = await library.createPool(functions, { contain, size: 2, memory, output, queueLimit: 2000 });
    let seed = 12345;
    const random = (): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
    const wrong: unknown[] = [];
    let failed = 0;
    for (let round = 0; round < 20; round++) {
      const calls = Array.from({ length: 50 }, (_, i) =>
        pool.call('add', i, round).then(
          (sum) => sum === i + round || wrong.push([i, round, sum]),
          (error: { code: string }) => {
            failed++;
            if (error.code !== 'HERMIT_ECONTAIN' && error.code !== 'HERMIT_EENDED') wrong.push(error);
          },
        ),
      );
      if (round % 2 === 0) {
        const pids = contained();
        const pid = pids[Math.floor(random() * pids.length)];
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      }
      await Promise.all(calls);
    }
    expect(wrong).toEqual([]);
    expect(failed).toBeLessThan(100);
    await pool.close();
    await expect.poll(() => contained(), { timeout: 5000 }).toEqual([]);
    await expect.poll(() => descriptors(), { timeout: 5000 }).toBeLessThanOrEqual(before.descriptors + 1);
    expect(files()).toEqual(before.files);
  });

  it('in reserve is waited for when it is ended, though nothing else keeps the service', async () => {
    const script = join(freshFolder(), 'service.mjs');
    writeFileSync(
      script,
      `import { createRequire } from 'node:module';
       const require = createRequire(${JSON.stringify(libraryFile)});
       const { Child } = require('../contained/child.js');
       const { processLimits } = require('../contained/limits.js');
       const child = new Child(processLimits({}));
       await new Promise((resolve) => setTimeout(resolve, 500));
       await child.end();
       console.log('ended');`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(stdout).toBe('ended\n');
  });

  it('has one end of channels, the service the other', async () => {
    const peer = await isleProgram('peer');
    machine = new library.Machine({ contain });
    const isle = await machine.bootIsle(peer, steps('echo', '5'));
    const channel = await isle.connect(5, { waitForListener: true });
    for (let i = 0; i < 100; i++) {
      const packet = new Uint8Array((i * 811) % 8193).fill(i);
      await channel.send(packet);
      expect(Buffer.compare(packet, await channel.receive())).toBe(0);
    }
    channel.close();
    expect(await isle.done).toEqual({ kind: 'exit', code: 0 });
    const listener = machine.listen(1);
    expect(await code(listener.accept({ timeout: 5 }))).toBe('HERMIT_ETIMEDOUT');
    const greeting = steps('greet', '256', '1');
    const greeter = await machine.bootIsle(peer, greeting);
    const accepted = await listener.accept({ timeout: 5000 });
    expect(accepted.isle).toBe(greeter.number);
    expect(Buffer.from(await accepted.receive()).toString()).toBe(`isle ${greeter.number}`);
    expect(() => machine!.access).toThrow(expect.objectContaining({ code: 'HERMIT_ECONTAIN' }));
  });

  it('copies arrays: large ones, parts, and those that several calls have', async () => {
    const isle = await served({ memory: 64 << 20, cores: 2 });
    const large = await isle.alloc(Float64Array, 1 << 20);
    large.fill(1);
    const [first, second, third] = await Promise.all([
      isle.call('sum', large, large.length),
      isle.call('sum', large.subarray(5), 10),
      isle.call('add', 1, 2),
    ]);
    expect([first, second, third]).toEqual([1 << 20, 10, 3]);
    const pointer = (await isle.call('greet', 'array')) as number;
    const view = isle.view(Uint8Array, pointer, 11);
    expect(Buffer.from(view).toString()).toBe('hello array');
    view.set(Buffer.from('HELLO'));
    expect(await isle.call('length', view)).toBe(11);
    expect(isle.string(pointer)).toBe('HELLO array');
    await isle.free(large);
    expect(await code(isle.call('sum', large, 1))).toBe('HERMIT_EARRAY');
  });

  it('gives what a call has written before its answer, among calls that write nothing and calls that sleep', async () => {
    let text = '';
    const isle = await served({ serve: 2, output: (_, bytes) => (text += Buffer.from(bytes).toString()) });
    const resting = isle.call('rest', 200);
    for (let i = 0; i < 200; i++) {
      if (i % 20 === 0) await isle.call('rest', 2);
      expect(await isle.call('add', i, 1)).toBe(i + 1);
      expect(await isle.callWith({ returns: 'string' }, 'greet', `${i}`)).toBe(`hello ${i}`);
      expect(text.endsWith(`greeting ${i}\n`)).toBe(true);
    }
    await resting;
    expect(text.split('\n').length).toBe(201);
  });

  it('gives no answer to a call in which the isle ends, whenever its memory goes', async () => {
    let isle = await served();
    for (let i = 0; i < 20; i++) {
      // One that has been answered before, so that the next one is looked for at once.
      expect(await isle.call('add', i, 1)).toBe(i + 1);
      expect(await code(isle.call('leave', 3))).toBe('HERMIT_EENDED');
      isle = await machine!.reboot(isle);
    }
  });

  it('answers many calls at once, and in between those that rest', async () => {
    const isle = await served({ serve: 4, memory: 64 << 20 });
    const array = await isle.alloc(Uint8Array, 3 << 20);
    array.fill(65).fill(0, -1);
    const calls = Array.from({ length: 300 }, async (_, i) => {
      if (i % 50 === 0) expect(await isle.call('length', array)).toBe((3 << 20) - 1);
      else if (i % 10 === 0) await isle.call('rest', i % 4);
      else expect(await isle.call('add', i, i)).toBe(2 * i);
    });
    await Promise.all(calls);
    expect(isle.load).toEqual({ waiting: 0, running: 0 });
  });

  it('takes no CPU while nothing is called', async () => {
    const isle = await served();
    for (let i = 0; i < 100; i++) await isle.call('add', i, i);
    const pid = contained()[0]!;
    // User and system time in hundredths of a second.
    const used = (): number => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    };
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = { child: used(), service: process.cpuUsage() };
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { user, system } = process.cpuUsage(before.service);
    expect(used() - before.child).toBeLessThan(30);
    expect(user + system).toBeLessThan(300_000);
  });

  it('is called without koffi: arrays and texts go along with the calls', async () => {
    const script = join(freshFolder(), 'service.mjs');
    writeFileSync(
      script,
      `import assert from 'node:assert';
       import { createRequire } from 'node:module';
       import { readFileSync } from 'node:fs';
       const { boot } = createRequire(import.meta.url)(${JSON.stringify(libraryFile)});
       let text = '';
       const output = (_, bytes) => (text += Buffer.from(bytes));
       const machine = await boot(readFileSync(${JSON.stringify(file)}), { contain: 'process', serve: true, memory: 64 << 20, output });
       const isle = machine.isle(0);
       const array = await isle.alloc(Uint8Array, 100);
       array.set(Buffer.from('array'));
       const greeting = isle.callWith({ returns: 'string' }, 'greet', array);
       array[0] = 0;
       assert.equal(await greeting, 'hello array');
       // What the isle has came back.
       assert.equal(array[0], 97);
       assert.equal(text, 'greeting array\\n');
       assert.equal(await isle.callWith({ returns: 'string' }, 'greet', 'you'), 'hello you');
       for (const length of [0, 1, 1 << 20, 1 << 24]) {
         const long = await isle.callWith({ returns: 'string' }, 'long_text', length, 65);
         assert.equal(long, 'A'.repeat(length));
       }
       const code = (promise) => promise.catch((error) => error.code);
       assert.equal(await code(isle.callWith({ returns: 'string' }, 'long_text', (1 << 24) + 1, 65)), 'HERMIT_EARGUMENT');
       assert.throws(() => isle.string(1), { code: 'HERMIT_ECONTAIN' });
       assert.equal(await code(isle.call('boom', 1)), 'HERMIT_ETRAP');
       await machine.halt();
       console.log('done');`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-addons', script]);
    expect(stdout).toBe('done\n');
  });

  it('boots several isles that reach each other', async () => {
    const exchange = await isleProgram('exchange');
    machine = await library.boot(exchange, { contain, isles: 4, memory, output });
    const outcomes = await Promise.all([0, 1, 2, 3].map((number) => machine!.isle(number)!.done));
    expect(outcomes).toEqual([0, 3, 0, 0].map((status) => ({ kind: 'exit', code: status })));
  });
});
