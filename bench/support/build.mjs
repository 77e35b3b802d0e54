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

/** The image's path. */
export function image(source, flags = ['-O3']) {
  const output = join(folder, `${basename(source, '.c')}.wasm`);
  compile(process.execPath, [commandLine, 'cc', ...flags, join(root, source), '-o', output, '-lm', '-lpthread']);
  return output;
}

/** The executable's path, or null where there is no gcc. */
export function native(source, flags = ['-O3']) {
  if (spawnSync('gcc', ['--version'], { stdio: 'ignore' }).error) return null;
  const output = join(folder, basename(source, '.c'));
  compile('gcc', ['-std=gnu11', ...flags, join(root, source), '-o', output, '-lm', '-lpthread']);
  return output;
}
