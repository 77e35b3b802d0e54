/** Options that ask the compiler about itself, as build scripts do. */
import fs from 'node:fs';
import path from 'node:path';
import { compilerVersion } from './package';
import { TARGET } from './flags';
import { projectDirectory, sysrootDirectory } from './paths';

type Answer = (value: string) => string;

const answers: [option: RegExp, answer: Answer][] = [
  [/^-dumpmachine$|-triple$|-print-multiarch$/, () => TARGET],
  [/^-dump(full)?version$/, () => compilerVersion().replace(/-.*/, '')],
  [/-print-file-name=(.*)/, (name) => fileName(name)],
  [/-print-prog-name=(.*)/, programName],
  [/-print-libgcc-file-name$/, () => fileName('libclang_rt.builtins.a')],
  [/-print-resource-dir$/, () => path.join(sysrootDirectory(), 'clang')],
  [/-print-sysroot$/, () => sysrootDirectory()],
  [/-print-multi-(os-)?directory$/, () => '.'],
  [/-print-multi-lib$/, () => '.;'],
  [/-print-runtime-dir$/, () => path.join(sysrootDirectory(), 'lib')],
  [/-print-search-dirs$/, () => `programs: =\nlibraries: =${path.join(sysrootDirectory(), 'lib')}`],
  [/^-dumpspecs$/, () => ''],
  [/^(-v|-V|-qversion|-version|--version)$/, version],
];

/** A tool's own command, which makefiles can call as they would the system's. */
function programName(name: string): string {
  const file = path.join(projectDirectory, 'dist/loader/cli/bin', `hermit-wasm-${name}`);
  return fs.existsSync(file) ? file : name;
}

function fileName(name: string): string {
  if (name === 'include') return path.join(sysrootDirectory(), 'clang/include');
  const file = path.join(sysrootDirectory(), 'lib', name);
  return fs.existsSync(file) ? file : name;
}

function version(): string {
  const own = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  return [
    `hermit-wasm ${own.version}, clang version ${compilerVersion()}`,
    `Target: ${TARGET}`,
    'Thread model: posix',
    `InstalledDir: ${sysrootDirectory()}`,
  ].join('\n');
}

export function answerQuery(option: string): string {
  for (const [pattern, answer] of answers) {
    const match = pattern.exec(option);
    if (match) return answer(match[1] ?? '');
  }
  throw new Error(`no answer to the option ${option}`);
}
