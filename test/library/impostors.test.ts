// Processes that say to a service what no contained machine would: it believes none of it, and they are ended.
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';

type Child = import('../../loader/contained/child.js').Child;
type Machine = import('../../loader/contained/machine.js').ContainedMachine;

const built = createRequire(join(root, 'dist/'));
const { Child: Made } = built('./loader/contained/child.js') as typeof import('../../loader/contained/child.js');
const { ContainedMachine } = built(
  './loader/contained/machine.js',
) as typeof import('../../loader/contained/machine.js');
const { DEFAULT_LIMITS } = built('./loader/contained/limits.js') as typeof import('../../loader/contained/limits.js');

const script = join(root, 'test/library/impostor.mjs');
const text = readFileSync(script, 'utf8');
const lies = [...text.slice(text.indexOf('const lies')).matchAll(/^ {2}(\w+): \[/gm)].map(([, name]) => name!);
/** Those that are believed until a function is called, and with an answer that one may give. */
const byFrames = ['twice', 'slot', 'short', 'large', 'failure', 'outcome', 'signal', 'after'];
const inMemory = ['told', 'unflushed', 'framed', 'body'];
/** Nothing that they do is a lie, and nothing is an answer. */
const idle = ['cuts', 'silent', 'restless'];
const honest = ['eager'];
const late = [...byFrames, ...inMemory];

const folder = freshFolder();
let machine: Machine;
let child: Child;
afterEach(() => machine.halt());

function start(how: string): Machine {
  const entry = join(folder, `impostor.${how}.mjs`);
  symlinkSync(script, entry);
  const limits = { ...DEFAULT_LIMITS, memory: 256 << 20 };
  machine = new ContainedMachine({}, () => {
    // The name tells it what to do.
    child = new Made(limits, entry);
    return child;
  });
  return machine;
}

const boot = (): Promise<unknown> => machine.bootIsles(1, Buffer.from('image'), { serve: true, stdio: 'stream' });
const failure = (promise: Promise<unknown>): Promise<{ code: string; message: string }> =>
  promise.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );

describe('a process that is none of ours', () => {
  it.each(lies.filter((how) => ![...late, ...idle, ...honest].includes(how)))(
    'and does "%s" is ended, and the boot fails',
    async (how) => {
      start(how);
      const before = process.memoryUsage().rss;
      const { code, message } = await failure(boot());
      expect([code, message]).toEqual(['HERMIT_ECONTAIN', expect.stringContaining('its process')]);
      expect(process.memoryUsage().rss - before).toBeLessThan(128 << 20);
      await machine.halt();
      expect(existsSync(`/proc/${child.pid}`)).toBe(false);
    },
  );

  it.each(late)('and does "%s" when it is called is ended, and so is the isle', async (how) => {
    start(how);
    const [isle] = (await boot()) as [import('../../loader/machine/isle.js').Isle];
    const answer = await isle.call('f', 1).catch((error: { code: string }) => error.code);
    expect(['HERMIT_ECONTAIN', 'HERMIT_EENDED', 0]).toContain(answer);
    await isle.call('f', 1).catch(() => {});
    const { kind } = await isle.done;
    expect([how === 'after' ? 'exit' : 'fault']).toContain(kind);
    await machine.halt();
    expect(existsSync(`/proc/${child.pid}`)).toBe(false);
  });

  it.each(idle)(
    'and does "%s" in place of an answer fails the call in its time, and the event loop goes on',
    async (how) => {
      start(how);
      const [isle] = (await boot()) as [import('../../loader/machine/isle.js').Isle];
      let turns = 0;
      const ticking = setInterval(() => turns++, 1);
      const { code } = await failure(isle.callWith({ timeLimit: 300 }, 'f', 1));
      clearInterval(ticking);
      expect(code).toBe(how === 'cuts' ? 'HERMIT_ECONTAIN' : 'HERMIT_ETIMELIMIT');
      if (how !== 'cuts') expect(turns).toBeGreaterThan(20);
      await machine.halt();
      expect(existsSync(`/proc/${child.pid}`)).toBe(false);
    },
  );

  it('and frees its slot at once has its eight bytes taken for what the function returns', async () => {
    start('eager');
    const [isle] = (await boot()) as [import('../../loader/machine/isle.js').Isle];
    expect(await isle.call('f', 1)).toBe(-2);
  });
});
