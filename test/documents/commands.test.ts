// Every command and every piece of code of every document is run, or stands with a reason in not-run.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { root } from '../support/folders.js';
import { blocksOf, commandsOf, documents, inlineCommands, LANGUAGES, stepsOf } from './blocks.js';
import { follow, isAsShown, Reader, readersFolder } from './follow.js';
import { NOT_RUN, READERS_OWN, RUN_ELSEWHERE } from './not-run.js';

/** The reader's own files, as not-run.ts has them. */
async function filesFor(document: string): Promise<Record<string, string | Uint8Array>> {
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, from] of Object.entries(READERS_OWN[document] ?? {})) {
    const [, other, language] = /^(\S+)#(\w+)$/.exec(from) ?? [];
    const block = other && blocksOf(other).find((one) => one.language === language);
    if (block) files[name] = language === 'wat' ? await assemble(block.text) : block.text;
    else files[name] = from.includes('\n') ? from : readFileSync(join(root, from));
  }
  return files;
}

/** A module from its text. */
async function assemble(text: string): Promise<Uint8Array> {
  const parsed = (await wabt()).parseWat('document.wat', text);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

const commandsIn = (document: string): string[] =>
  blocksOf(document).flatMap((block) => {
    if (block.language === 'sh') return commandsOf(block);
    return block.language === 'console' ? stepsOf(block).map(({ command }) => command) : [];
  });

describe.each(documents)('%s', (document) => {
  let folder: string;
  beforeAll(async () => {
    folder = readersFolder(await filesFor(document));
  });
  const elsewhere = RUN_ELSEWHERE[document]?.languages ?? [];

  it('says of every block what it is', () => {
    const wrong = blocksOf(document).filter(({ language }) => !(LANGUAGES as readonly string[]).includes(language));
    expect(wrong.map(({ line, language }) => `line ${line}: ${language || 'no language'}`)).toEqual([]);
  });

  it('has commands that do what it says', async ({ skip }) => {
    const lacked = await follow(document, folder, elsewhere);
    skip(lacked.length > 0, lacked.join(', '));
    expect(lacked).toEqual([]);
  });

  const sentences = inlineCommands(document).filter((command) => !(command in (NOT_RUN[document] ?? {})));
  it.for(sentences)('has a command that works: %s', async (command, { skip }) => {
    const reader = new Reader(document, folder);
    const result = await reader.type(command);
    skip(reader.lacked.length > 0, reader.lacked.join(', '));
    expect([result?.code, result?.stdout.toString()]).toEqual([0, result?.stdout.toString()]);
  });

  it('leaves out only what it has', () => {
    const all = new Set([...commandsIn(document), ...inlineCommands(document)]);
    expect(Object.keys(NOT_RUN[document] ?? {}).filter((command) => !all.has(command))).toEqual([]);
  });
});

it('leaves commands to tests that are there', () => {
  for (const { test } of Object.values(RUN_ELSEWHERE)) expect(readFileSync(join(root, test), 'utf8')).toContain('it(');
});

it('tells apart what was printed from what should have been', () => {
  expect(isAsShown(['at 12.5 of 0x80'], 'at   7 of 0xff\n')).toBe(true);
  expect(isAsShown(['first', '[…]', 'last'], 'first\nlast\n')).toBe(true);
  expect(isAsShown(['first', '[…]', 'last'], 'first\n1\n2\nlast\n')).toBe(true);
  expect(isAsShown(['first', '[…]', 'last'], 'first\n1\n2\n')).toBe(false);
  expect(isAsShown([], 'a warning\n')).toBe(false);
});
