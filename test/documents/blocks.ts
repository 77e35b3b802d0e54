// What a document tells its reader to type: blocks of code by language, and commands within them and within sentences.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/folders.js';

/**
 * `sh`: lines of a shell, pasted as a whole. `console`: commands behind `$ `, each with what it prints. `c`, `js`, `ts`, `wat`: a file, named by a
 * comment in its first line. `text`: neither typed nor saved.
 */
export const LANGUAGES = ['sh', 'console', 'c', 'js', 'ts', 'wat', 'text'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Block {
  language: string;
  text: string;
  /** Of its first line in the document. */
  line: number;
}

export const documents = [
  'README.md',
  'SECURITY.md',
  'apps/service/README.md',
  'test/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const read = (document: string): string => readFileSync(join(root, document), 'utf8');
const FENCE = /^( *)```(\w*)\n([^]*?)^\1```$/gm;

export const blocksOf = (document: string): Block[] => {
  const text = read(document);
  return [...text.matchAll(FENCE)].map((match) => ({
    language: match[2]!,
    text: match[3]!.replaceAll(new RegExp(`^${match[1]}`, 'gm'), ''),
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
};

/** A command of a `console` block, and the lines that it prints. */
export interface Step {
  command: string;
  prints: string[];
}

export function stepsOf({ text }: Block): Step[] {
  const steps: Step[] = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), prints: [] });
    else if (steps.length === 0) throw new Error(`a block of commands begins with what one prints: ${line}`);
    else steps.at(-1)!.prints.push(line);
  }
  return steps;
}

/** Lines of a `sh` block that are commands; the text of a here-document is part of the command. */
export function commandsOf({ text }: Block): string[] {
  const commands: string[] = [];
  let end: string | undefined;
  for (const line of text.trimEnd().split('\n')) {
    if (end === undefined) commands.push(line.replace(/\s+# .*$/, ''));
    else commands.push(`${commands.pop()}\n${line}`);
    if (end === undefined) end = /<<'(\w+)'/.exec(line)?.[1];
    else if (line === end) end = undefined;
  }
  return commands.filter((command) => command !== '' && !command.startsWith('#'));
}

const CALL = /^(?:[A-Z_]+=\S+ )*(?:npx |npm |node |hermit-wasm )\S/;
/** Names of commands, not something to type. */
const NAME = /^(?:npx )?hermit-wasm (?:run|cc|bench|inspect|topology)$|^npx hermit-wasm$/;

/** Commands in the sentences of a document. */
export const inlineCommands = (document: string): string[] => [
  ...new Set(
    [
      ...read(document)
        .replaceAll(FENCE, '')
        .matchAll(/`([^`]+)`/g),
    ]
      .map(([, code]) => code!.replaceAll(/\s+/g, ' '))
      .filter((code) => CALL.test(code) && !NAME.test(code)),
  ),
];
