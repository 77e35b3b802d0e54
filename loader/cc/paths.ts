/** Where the toolchain's own things lie. */
import { join, resolve } from 'node:path';

/** The project's root: this file runs as dist/loader/cc/paths.js. */
export const projectDirectory = resolve(__dirname, '../../..');

/** Headers and libraries that programs are compiled with: include/, lib/, clang/include/. Made by `npm run build`. */
export function sysrootDirectory(): string {
  return join(projectDirectory, 'dist/sysroot');
}
