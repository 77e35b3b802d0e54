// The help texts, written from the tables of options.
import type { OptionTable } from './parse.js';

export interface CommandHelp {
  /** What follows `hermit-wasm `. */
  usage: string;
  summary: string;
  /** Paragraphs between usage and options. */
  about?: string;
  options?: OptionTable;
}

export const INTRODUCTION =
  'Runs C programs on WebAssembly with a kernel of their own, on pinned cores; Linux serves the rest.';
export const EXIT_CODES =
  "Exit codes of run: the program's own; 2 usage, 124 time limit, 125 runtime error, 126 not a usable program, 127 not found,\n" +
  '134 trap, 128+n ended by signal n.';

const COLUMN = 30;
const WIDTH = 110;

export function commandHelp({ usage, summary, about, options }: CommandHelp): string {
  const parts = [`Usage: hermit-wasm ${usage}`, `${capital(summary)}.`];
  if (about) parts.push(about.trim());
  if (options) parts.push(`Options:\n${optionLines(options).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

export function mainHelp(
  commands: Readonly<Record<string, CommandHelp>>,
  tools: readonly string[],
  options: OptionTable,
): string {
  const lines = Object.values(commands).map((c) => row(`  ${c.usage}`, c.summary));
  lines.push(row('  TOOL …', `LLVM's tools, as makefiles call them: ${tools.join(', ')}`));
  return [
    'Usage: hermit-wasm COMMAND …\n',
    `${INTRODUCTION}\n`,
    `Commands:\n${lines.join('\n')}\n`,
    `Options:\n${optionLines(options).join('\n')}\n`,
    `${EXIT_CODES}\n`,
  ].join('\n');
}

function optionLines(options: OptionTable): string[] {
  return Object.values(options).map((option) => {
    const indent = option.flags[0]!.startsWith('--') ? '      ' : '  ';
    const flags = option.flags.join(', ') + (option.value === undefined ? '' : ` ${option.value}`);
    return row(indent + flags, option.help + (option.env ? ` [${option.env}]` : ''));
  });
}

/** A term, and its explanation in a column beside it, wrapped. */
function row(term: string, text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]!;
    if (last && COLUMN + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  const [first, ...rest] = lines;
  const begin = term.length + 2 > COLUMN ? `${term}\n${' '.repeat(COLUMN)}` : term.padEnd(COLUMN);
  return [begin + first, ...rest.map((line) => ' '.repeat(COLUMN) + line)].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
