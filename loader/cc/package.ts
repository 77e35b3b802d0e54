/** The npm package that holds the compiler. */
import fs from 'node:fs';
import path from 'node:path';
import { withoutPart } from '../parts';

/** Folder of the package with bundle.js, the modules and the resources. */
export function packageDirectory(): string {
  try {
    return path.dirname(require.resolve('@yowasp/clang'));
  } catch (error) {
    throw withoutPart('@yowasp/clang', error);
  }
}

/** The package's version, which stands for clang, wasm-ld and llvm-ar in cache keys. */
export function compilerVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(packageDirectory(), '../package.json'), 'utf8')) as { version: string })
    .version;
}
