// Compiles one C source twice: to an image and, with gcc -O3, for the machine itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const commandLine = join(root, 'dist/loader/cli/main.js');

export const folder = mkdtempSync(join(tmpdir(), 'hermit-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function compile(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: root });
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

const paths = (sources) => [sources].flat().map((source) => join(root, source));

/** The image's path. The first of several sources names it. */
export function image(sources, flags = ['-O3']) {
  const files = paths(sources);
  const output = join(folder, `${basename(files[0], '.c')}.wasm`);
  compile(process.execPath, [commandLine, 'cc', ...flags, ...files, '-o', output, '-lm', '-lpthread']);
  return output;
}

/** The executable's path, or null where there is no such compiler or it lacks a library that the flags ask for. */
export function native(sources, flags = ['-O3'], compiler = 'gcc') {
  const files = paths(sources);
  const output = join(folder, `${basename(files[0], '.c')}-${compiler}`);
  const probe = spawnSync(compiler, ['-x', 'c', ...flags, '-', '-o', output], {
    input: 'int main(void) { return 0; }',
  });
  if (probe.error || probe.status !== 0) return null;
  compile(compiler, ['-std=gnu11', ...flags, ...files, '-o', output, '-lm', '-lpthread']);
  return output;
}
