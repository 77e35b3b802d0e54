/** Compiling for `hermit-wasm run app.c`: the image comes from the cache when nothing it was made of has changed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HermitError } from '../../runtime/errors';
import { Cache, cacheDirectory } from '../cache';
import { digest } from './digest';
import { sysrootDirectory, toolchainVersion } from './paths';
import type { Policy } from './resident';

// Nothing else may be imported here: a hit must not wait for modules that only a compilation needs.

/** Optimised, and with the table of source lines that a report of a trap shows. */
const DEFAULT_FLAGS = ['-O2', '-gline-tables-only'];

export interface CachedOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for each file and for the link. */
  timeLimitMs?: number | undefined;
  color?: boolean | undefined;
  /** Whether a resident compiler may be used (default), or started too. */
  resident?: Policy | undefined;
  /** clang's messages; those of a program that comes from the cache are repeated. */
  onDiagnostics(text: string): void;
  /** Told the files that the image is made of, or that were looked for, also where there are errors. */
  onFiles?(names: string[]): void;
}

/** What an image was made of. */
interface Manifest {
  /** Files outside the sysroot by absolute path; null: must still not exist. */
  files: [name: string, digest: string | null][];
  image: string;
  diagnostics: string;
}

/** Null only when there is nothing of that name: a folder of headers that appears counts as a change. */
function digestOf(file: string): string | null {
  try {
    return digest(readFileSync(file));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : code;
  }
}

/**
 * Compiles and links C files into an image. `flags` come after -O2 and win over it. Rejects with HERMIT_ECOMPILE when the
 * program has errors (they went to `onDiagnostics`), HERMIT_ECOMPILER when the compiler fails, HERMIT_ESYSROOT without a build.
 */
export async function compileCached(
  files: string[],
  flags: string[],
  cwd: string,
  options: CachedOptions,
): Promise<{ image: Uint8Array; fromCache: boolean }> {
  const cache = new Cache((text) => options.onDiagnostics(`hermit-wasm: warning: ${text}\n`));
  const key = digest(
    JSON.stringify(['image 3', toolchainVersion(), cwd, files, flags, DEFAULT_FLAGS, options.color === true]),
  );
  const stored = cache.get(key);
  if (stored) {
    const manifest = JSON.parse(stored.toString()) as Manifest;
    const image = manifest.files.every(([name, expected]) => digestOf(name) === expected)
      ? cache.get(manifest.image)
      : null;
    if (image) {
      options.onFiles?.(manifest.files.map(([name]) => name));
      if (manifest.diagnostics) options.onDiagnostics(manifest.diagnostics);
      return { image, fromCache: true };
    }
  }
  const { build } = await import('./driver.js');
  let diagnostics = '';
  const onDiagnostics = (text: string) => {
    diagnostics += text;
    options.onDiagnostics(text);
  };
  const output = '/.hermit-image';
  const { status, outputs, reads } = await build(
    { ...options, args: [...DEFAULT_FLAGS, ...flags, ...files, '-o', output], cwd, onDiagnostics },
    true,
  );
  const image = outputs.get(output);
  const sysroot = `${sysrootDirectory()}/`;
  const unpacked = join(cacheDirectory(), 'unpacked/');
  const used = reads.filter((name) => !name.startsWith(sysroot) && !name.startsWith(unpacked));
  options.onFiles?.(used);
  if (status !== 0 || !image) throw new HermitError('HERMIT_ECOMPILE', `${files.join(' ')}: did not compile`);
  const imageKey = digest(image);
  cache.put(imageKey, image);
  cache.put(
    key,
    JSON.stringify({
      files: used.map((name) => [name, digestOf(name)]),
      image: imageKey,
      diagnostics,
    } satisfies Manifest),
  );
  return { image, fromCache: false };
}
