// Before all tests: one folder for everything that this run writes to disk. After them: what they, or what they test, left behind, which
// fails the run. The folder goes in any case, also when this process is killed: a process of its own sees to it.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { root } from './folders.js';
import { leftBehind, traces } from './left-behind.js';

/** vitest's globalSetup: gives the function for the end. */
export default async function setup({ tmpDir }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'hermit-tests-'));
  const cleaner = spawn(process.execPath, [join(__dirname, 'cleaner.mjs'), folder, tmpDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  cleaner.unref();
  (cleaner.stdin as unknown as { unref(): void }).unref();
  const gone = new Promise((resolve) => cleaner.once('exit', resolve));
  const [own, temporary] = ['own', 'tmp'].map((name) => join(folder, name)) as [string, string];
  for (const path of [own, temporary]) mkdirSync(path);
  // Some tests run the command as a user who is not root.
  for (const path of [folder, own]) chmodSync(path, 0o755);
  chmodSync(temporary, 0o1777);
  // freshFolder makes the tests' own folders in the one; whatever they start finds the other by TMPDIR, and should leave it empty.
  process.env['HERMIT_TEST_FOLDER'] = own;
  process.env['TMPDIR'] = temporary;
  await makeCxx();
  const stopCompiler = await startCompiler(join(folder, 'compiler'));
  const before = traces();
  return async () => {
    await stopCompiler();
    const left = await leftBehind(temporary, before);
    cleaner.ref();
    cleaner.stdin!.end();
    await gone;
    if (left.length === 0) return;
    process.exitCode = 1;
    console.error(`\nThe tests left behind:\n${left.map((line) => `  ${line}\n`).join('')}`);
  };
}

/** The C++ library, before a test with a cache of its own is the first to need it. Tests of C++ say it if it cannot be made. */
async function makeCxx(): Promise<void> {
  const { needCxx } = (await import(join(root, 'dist/loader/cc/cxx.js'))) as typeof import('../../loader/cc/cxx.js');
  await needCxx().catch((error: Error) => console.error(error.message));
}

/**
 * One resident compiler for all that the tests compile; resolves with what ends it. It ends by itself when it has grown too large: then another
 * one takes its place, under the name that everybody has.
 */
async function startCompiler(folder: string): Promise<() => Promise<unknown>> {
  const built = (name: string): string => join(root, 'dist/loader/cc', name);
  const { startResident } = (await import(built('start.js'))) as typeof import('../../loader/cc/start.js');
  const { SOCKET, socketsIn, toolchainName } = (await import(
    built('place.js')
  )) as typeof import('../../loader/cc/place.js');
  const { stopResidents } = (await import(built('stop.js'))) as typeof import('../../loader/cc/stop.js');
  const { connectTo } = (await import(built('frames.js'))) as typeof import('../../loader/cc/frames.js');
  const name = join(folder, 'current');
  const begin = async (): Promise<void> => {
    const there = await connectTo(name);
    if (there) return void there.destroy();
    process.env['HERMIT_CC_IDLE'] = '86400';
    const starting = startResident({ folder, prefix: SOCKET, toolchain: toolchainName() });
    delete process.env['HERMIT_CC_IDLE'];
    (await starting)?.destroy();
    const socket = socketsIn(folder, SOCKET).at(-1);
    rmSync(name, { force: true });
    if (socket !== undefined) symlinkSync(socket, name);
  };
  mkdirSync(folder, { mode: 0o700 });
  await begin();
  // Whatever is started uses this one, or none.
  process.env['HERMIT_CC_DAEMON'] = name;
  let beginning: Promise<void> | undefined;
  const keeper = setInterval(() => {
    beginning ??= begin().finally(() => (beginning = undefined));
  }, 1000);
  keeper.unref();
  return async () => {
    clearInterval(keeper);
    await beginning;
    await stopResidents();
  };
}
