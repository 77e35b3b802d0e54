// Formats the kernel's C as .clang-format says: `npm run format`, or with --check as part of `npm run lint`. The formatter is
// clang-format as WebAssembly, installed as .ci/run does.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from '@wasm-fmt/clang-format';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const style = readFileSync(join(root, '.clang-format'), 'utf8');
const files = execFileSync('git', ['ls-files', '-z', 'kernel/*.c', 'kernel/*.cpp', 'kernel/*.h'], {
  cwd: root,
  encoding: 'utf8',
});

const PASSES = 4;
let wrong = 0;
for (const name of files.split('\0').filter(Boolean)) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  let formatted = format(text, name, style);
  // Again: what one pass has joined, the next may break.
  for (let passes = 1; passes < PASSES; passes++) formatted = format(formatted, name, style);
  if (formatted === text) continue;
  wrong++;
  if (check) console.error(`${name}: not formatted`);
  else writeFileSync(file, formatted);
}
if (check && wrong > 0) {
  console.error(`${wrong} C files are not formatted: npm run format`);
  process.exitCode = 1;
}
