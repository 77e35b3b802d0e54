/**
 * V8's code for the bundle of `run`: compiling it would take a small program longer than all its own work. The package brings it for the Node
 * that built it (loader/build/codecache.mjs); for another one, the first run keeps it in the cache.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { Cache, cacheDirectory } from '../cache.js';
import { makeFolder } from '../folders.js';

const STACK = process.execArgv.find((arg) => arg.startsWith('--stack-size=')) ?? '';

/** V8 takes no code of a run with another stack. */
const codeName = (name: string, stack = STACK): string => `${name}.${process.versions.v8}.${process.arch}${stack}`;

/** Beside the bundle. */
export const packagedCode = (bundle: string, stack?: string): string => codeName(bundle, stack);

/** A folder of its own, since nobody else may write there: unlike images, this code runs outside of every sandbox. */
const folder = (): string => join(cacheDirectory(), 'code');
const store = (): Cache => new Cache(() => {}, folder());

function isOwn(): boolean {
  const { uid, mode } = statSync(folder());
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

/** `digest`: of the bundle. */
export const keptCode = (bundle: string, digest: string): Buffer | undefined =>
  attempt(() => readFileSync(packagedCode(bundle))) ??
  attempt(() => (isOwn() ? (store().get(codeName(digest)) ?? undefined) : undefined));

/**
 * Keeps the code of what has run, unless there was some that V8 took. V8 compares its flags with those of the run that reads it, so they
 * have to be as at its start. Where it can't be kept, the next run is as slow as this one.
 */
export function keepCode({ script, digest }: { script: Script; digest: string }): void {
  if (script.cachedDataRejected === false) return;
  attempt(() => {
    const { resetFlags } = require('../../runtime/compile.js') as typeof import('../../runtime/compile.js');
    makeFolder(cacheDirectory());
    attempt(() => mkdirSync(folder(), 0o700));
    if (!isOwn()) return;
    resetFlags();
    store().put(codeName(digest), script.createCachedData());
  });
}
