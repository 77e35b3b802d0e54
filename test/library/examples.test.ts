// docs/library.md: its examples run as they stand and print what they say.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { run } from '../support/spawn.js';

const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(([, l]) => l === language).map(([, , text]) => text!);
const examples = blocks('js');
let folder: string;

beforeAll(() => {
  folder = freshFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/hermit-wasm'));
  for (const text of blocks('c')) writeFileSync(join(folder, /^\/\/ (\S+)\n/.exec(text)![1]!), text);
});

describe('docs/library.md', () => {
  for (const [index, text] of examples.entries()) {
    const title = page
      .slice(0, page.indexOf(text))
      .match(/^## .*$/gm)!
      .at(-1)!;
    it(`has an example that runs: ${title} (${index + 1})`, async () => {
      const wanted = [...text.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, line]) => line);
      expect(wanted.length).toBeGreaterThan(0);
      // Declarations that end by themselves are younger than the oldest Node that this runs on.
      const plain = text.replace(/await using (\w+) = ([^]*)$/, 'const $1 = $2await $1[Symbol.asyncDispose]();\n');
      const file = join(folder, `example${index}.mjs`);
      writeFileSync(file, plain);
      const { code, stdout, stderr } = await run(process.execPath, [file], { cwd: folder });
      expect([code, stdout.toString().trimEnd().split('\n'), stderr]).toEqual([0, wanted, '']);
    });
  }

  it('names every member and every option of the library', () => {
    const rooms = [
      'machine/isle',
      'library/machine',
      'machine/options',
      'machine/spec',
      'library/isle-pool',
      'calls/options',
      'library/compile',
    ];
    const sources = rooms.map((name) => readFileSync(join(root, `dist/loader/${name}.d.ts`), 'utf8'));
    const interfaces = sources.flatMap((text) => [
      ...text.matchAll(/export interface \w*(?:Options|Statistics) [^{]*\{([^]*?)^\}/gm),
    ]);
    const options = interfaces.flatMap(([, body]) => [...body!.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name!));
    const members = sources.flatMap((text) =>
      [...text.matchAll(/^ {4}(?:get )?(\w+)(?:<.*?>)?\(.*\).*;$/gm)].map(([, name]) => name!),
    );
    const internal = new Set(
      'constructor end serving begin owns abort expire ending clear lend limitTime all bootIsles published deliver lastOutcome whileRunning close addressOf takeAsDeclared block release'.split(
        ' ',
      ),
    );
    const words = new Set([...page.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code!.match(/\w+/g) ?? []));
    const missing = [...new Set([...options, ...members])].filter((name) => !internal.has(name) && !words.has(name));
    expect(options.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });
});
