/** Where the toolchain's own things lie. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HermitError } from '../../runtime/errors';

/** The project's root: this file runs as dist/loader/cc/paths.js. */
export const projectDirectory = resolve(__dirname, '../../..');

/** Headers and libraries that programs are compiled with: include/, lib/, clang/include/. Made by `npm run build`. */
export function sysrootDirectory(): string {
  return join(projectDirectory, 'dist/sysroot');
}

/** Names everything that the sysroot and the compiler put into an image. Throws HERMIT_ESYSROOT before they have been built. */
export function toolchainVersion(): string {
  const file = join(sysrootDirectory(), 'version');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new HermitError(
      'HERMIT_ESYSROOT',
      `expected the C library in ${sysrootDirectory()}, but it has not been built: run \`npm run build\` in the project`,
    );
  }
}
