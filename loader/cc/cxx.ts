/** The C++ library: in a package it is there; in a checkout it is made when it is first needed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HermitError } from '../../runtime/errors';
import { cacheDirectory } from '../cache';
import { makeFolder } from '../folders';
import { projectDirectory, sysrootDirectory, toolchainVersion } from './paths';

/** What it consists of, in the order in which the linker needs it. */
export const CXX_ARCHIVES = ['libc++.a', 'libc++abi.a', 'libunwind.a'] as const;

/** Holds the version of the sysroot that it was made for. */
export const cxxStamp = (): string => join(sysrootDirectory(), 'cxx.version');

/** Its headers, packed: a thousand files, which most installations never need. */
export const cxxHeaders = (): string => join(sysrootDirectory(), 'cxx.headers.gz');

/** Where its headers are unpacked. */
export const cxxInclude = (): string => join(cacheDirectory(), 'unpacked', `cxx-${toolchainVersion().slice(0, 32)}`);

/** Whether it is there and fits the C library. */
export function cxxIsThere(): boolean {
  try {
    return readFileSync(cxxStamp(), 'utf8') === toolchainVersion() && existsSync(cxxHeaders());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes it unless it is there; its progress goes to standard error. @throws HermitError HERMIT_ESYSROOT. */
export async function needCxx(): Promise<void> {
  if (!cxxIsThere()) await build();
  if (!existsSync(cxxInclude())) unpackHeaders();
}

async function build(): Promise<void> {
  const builder = join(projectDirectory, 'dist/loader/build/sysroot/cxx.js');
  if (!existsSync(builder))
    throw new HermitError('HERMIT_ESYSROOT', 'the C++ library is not in this installation: install the package anew');
  const child = spawn(process.execPath, [builder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (status !== 0)
    throw new HermitError(
      'HERMIT_ESYSROOT',
      `the C++ library could not be built (${signal ?? `exit code ${status}`}): see above`,
    );
}

/** The folder appears whole, so that others may unpack it at the same time. */
function unpackHeaders(): void {
  const target = cxxInclude();
  const partial = `${target}.${process.pid}.tmp`;
  const { readTar } = require('./tar.js') as typeof import('./tar.js');
  try {
    makeFolder(dirname(target));
    for (const { name, data } of readTar(readFileSync(cxxHeaders()))) {
      const file = join(partial, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, data);
    }
    renameSync(partial, target);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial, { recursive: true, force: true });
    if (existsSync(target)) return;
    throw new HermitError(
      'HERMIT_ESYSROOT',
      `cannot unpack the headers of the C++ library into ${target} (${(error as Error).message}): the folder must be writable, HERMIT_CACHE names another one`,
    );
  }
}
