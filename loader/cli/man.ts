// The man page, made by the build from the tables that the help is made from: dist/man/hermit-wasm.1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolNames } from '../cc/names.js';
import { commands } from './commands.js';
import { type CommandHelp, EXIT_CODES, INTRODUCTION } from './help.js';
import { mainOptions } from './options.js';
import type { OptionTable } from './parse.js';

/** Text that roff takes as it is: no escapes, no requests at the start of a line. */
const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('…', '...')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');

function optionLines(options: OptionTable): string[] {
  return Object.values(options).flatMap(({ flags, value, help, env }) => {
    const typed = flags.map((flag) => `\\fB${plain(flag)}\\fR`).join(', ');
    return [
      '.TP',
      value === undefined ? typed : `${typed} \\fI${plain(value)}\\fR`,
      plain(help + (env ? ` [${env}]` : '')),
    ];
  });
}

function commandLines({ usage, summary, about, options }: CommandHelp): string[] {
  return [
    `.SS "${plain(`hermit-wasm ${usage}`)}"`,
    plain(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...(about
      ? about
          .trim()
          .split('\n')
          .flatMap((line) => [line.startsWith('  ') ? '.br' : '', plain(line.trim())])
      : []),
    ...(options ? optionLines(options) : []),
  ];
}

export function manPage(version: string): string {
  const lines = [
    `.TH HERMIT\\-WASM 1 "" "hermit\\-wasm ${version}"`,
    '.SH NAME',
    plain('hermit-wasm - run C programs with their own kernel on cores of WebAssembly'),
    '.SH SYNOPSIS',
    ...Object.values(commands).map(({ usage }) => `.br\n${plain(`hermit-wasm ${usage}`)}`),
    '.SH DESCRIPTION',
    plain(INTRODUCTION),
    '.SH OPTIONS',
    ...optionLines(mainOptions),
    '.SH COMMANDS',
    ...Object.values(commands as Record<string, CommandHelp>).flatMap(commandLines),
    `.SS "${plain('hermit-wasm TOOL …')}"`,
    plain(`LLVM's tools, with their own options: ${toolNames.join(', ')}.`),
    '.SH EXIT STATUS',
    plain(EXIT_CODES),
    '.SH SEE ALSO',
    plain(
      'The folder docs of the package has the full documentation; docs/command-line.md describes these options in more detail.',
    ),
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}

if (require.main === module) {
  const root = join(__dirname, '../../..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  mkdirSync(join(root, 'dist/man'), { recursive: true });
  writeFileSync(join(root, 'dist/man/hermit-wasm.1'), manPage(version));
}
