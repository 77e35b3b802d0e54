/** The C++ library: in a package it is there; in a checkout it is made when it is first needed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HermitError } from '../../runtime/errors';
import { projectDirectory, sysrootDirectory, toolchainVersion } from './paths';

/** What it consists of, in the order in which the linker needs it. */
export const CXX_ARCHIVES = ['libc++.a', 'libc++abi.a', 'libunwind.a'] as const;

/** Holds the version of the sysroot that it was made for. */
export const cxxStamp = (): string => join(sysrootDirectory(), 'cxx.version');

/** Whether it is there and fits the C library. */
export function cxxIsThere(): boolean {
  try {
    return readFileSync(cxxStamp(), 'utf8') === toolchainVersion();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Makes it unless it is there; its progress goes to standard error. @throws HermitError HERMIT_ESYSROOT. */
export async function needCxx(): Promise<void> {
  if (cxxIsThere()) return;
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
