// What a guest names or says with its last words is told in characters that a terminal shows, on lines of the host's own.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { HermitError } from '../../runtime/errors.js';
import { printable, printableJson, printableLines, readableText } from '../../runtime/printable.js';
import { ModuleReader } from '../../loader/wasm/reader.js';
import { library } from '../library/library.js';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { nameSection, withSections } from '../support/sections.js';

const EVIL = 'a\x1b[31m\x07\x9b2J\u202elive\r\nhermit-wasm: fake\u2066\x7f';
const SHOWN = 'a\\x1b[31m\\x07\\x9b2J\\u202elive\\x0d\\x0ahermit-wasm: fake\\u2066\\x7f';
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const harmless = (text: string | Buffer): string => {
  const said = text.toString();
  expect(said).not.toMatch(UNSEEN);
  expect(said).not.toMatch(/^hermit-wasm: fake/m);
  return said;
};

let image: Buffer;
const memory = 32 << 20;

beforeAll(async () => {
  const linked = readFileSync(await compileImage([join(root, 'test/hostile/names.c')]));
  const place = Buffer.alloc(Buffer.byteLength(EVIL), 'E');
  for (let at = linked.indexOf(place); at >= 0; at = linked.indexOf(place)) linked.write(EVIL, at);
  const count = new ModuleReader(linked).functions().at(-1)!.index + 1;
  const names = new Map(Array.from({ length: count }, (_, index) => [index, EVIL]));
  image = withSections(linked, { name: nameSection(names), [EVIL]: [1, 2, 3] });
});

const file = (bytes: Uint8Array, name = 'evil.wasm'): string => {
  const path = join(freshFolder(), name);
  writeFileSync(path, bytes);
  return path;
};

async function module(text: string): Promise<Buffer> {
  const { parseWat } = await wabt();
  const parsed = parseWat('evil.wat', text, { threads: true } as Parameters<typeof parseWat>[2]);
  try {
    return Buffer.from(parsed.toBinary({}).buffer);
  } finally {
    parsed.destroy();
  }
}

const inText = [...Buffer.from(EVIL)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

describe('names that mean harm', () => {
  it.each([[[]], [['--functions']], [['--json']], [['--wat']]])('are harmless in inspect %s', async (options) => {
    const { stdout, stderr, code } = await hermit(['inspect', ...options, file(image)]);
    expect(code, stderr).toBe(0);
    const said = harmless(stdout);
    if (options[0] === '--json') expect(JSON.stringify(JSON.parse(said))).toContain(JSON.stringify(EVIL).slice(1, -1));
    else if (options[0] !== '--wat') expect(said).toContain(SHOWN);
  });

  it('are harmless in reports of traps', async () => {
    const { code, stderr } = await hermit(['run', file(image), 'say', 'trap']);
    expect(code).toBe(134);
    expect(harmless(stderr)).toContain(`at ${SHOWN} (`);
    const { stderr: json } = await hermit(['run', '--json', file(image), 'say', 'trap']);
    harmless(json);
  });

  it('are harmless in traces', async () => {
    const { code, stderr } = await hermit(['run', '--strace', file(image)]);
    expect(code).toBe(0);
    expect(harmless(stderr)).toMatch(/mkdirat.*\\x1b\[31m/);
  });

  it.each([
    ['an image', `(import "hermit_3" "${inText}" (func))`],
    ['an image of another version', `(import "hermit_9${inText}" "halt" (func))`],
    ['a program of another kind', `(import "${inText}" "${inText}" (func)) (func (export "hermit_boot"))`],
    [
      'a WASI program',
      `(import "wasi_snapshot_preview1" "${inText}" (func)) (memory (export "memory") 1) (func (export "_start"))`,
    ],
    [
      'a module that V8 refuses',
      `(import "env" "memory" (memory 1 1 shared)) (import "hermit_3" "halt" (func (param i64))) (func (export "hermit_boot")) (func (export "${inText}"))`,
    ],
  ])('are harmless where %s is refused', async (_, text) => {
    const bytes = await module(`(module ${text})`);
    const { code, stderr } = await hermit(['run', file(bytes)]);
    expect(code).toBeGreaterThan(100);
    harmless(stderr);
    const machine = new library.Machine();
    const error = await machine.bootIsle(bytes, { memory }).catch((thrown: Error) => thrown);
    await machine.halt();
    expect(error).toBeInstanceOf(Error);
    harmless((error as Error).message);
  });

  it('are harmless as files of the command', async () => {
    const { code, stderr } = await hermit(['run', `/nowhere/${EVIL}.wasm`]);
    expect(code).toBe(127);
    expect(stderr).not.toMatch(UNSEEN);
    const { stderr: other } = await hermit(['run', '--json', `/nowhere/${EVIL}.wasm`]);
    harmless(other);
  });

  it('are harmless in errors of calls, and can be called', async () => {
    const machine = new library.Machine();
    const isle = await machine.bootIsle(image, { serve: true, memory, output() {} });
    expect(await isle.call(EVIL)).toBe(1);
    for (const call of [isle.call('nothing'), isle.call(EVIL, 1), isle.call('trap')]) {
      const error = (await call.catch((thrown: Error) => thrown)) as Error;
      expect(harmless(error.message)).toContain(SHOWN);
    }
    await machine.halt();
  });
});

describe('last words', () => {
  it('go where the output goes, and count as that', async () => {
    const machine = new library.Machine();
    const heard: string[] = [];
    const output = (fd: number, bytes: Uint8Array): void => void heard.push(`${fd} ${Buffer.from(bytes).toString()}`);
    const isle = await machine.bootIsle(image, { serve: true, memory, output });
    await isle.call('say', 2);
    await isle.halt();
    const line = '2 hermit-wasm: isle 0, core 0: \\x1b[2Jlast words\\x0d\\x0ahermit-wasm: fake\\x0a\\xff\n';
    expect(heard).toEqual([line, line]);

    heard.length = 0;
    const limited = await machine.bootIsle(image, { serve: true, memory, output, outputLimit: 40 });
    await limited.call('say', 100);
    await limited.halt();
    expect(heard.map((text) => text.slice(2)).join('')).toHaveLength(40);

    heard.length = 0;
    const many = await machine.bootIsle(image, { serve: true, memory, output });
    await many.call('say', 1000);
    await many.halt();
    await machine.halt();
    expect(heard.length).toBe(16);
    const { outcome, stderr } = await new library.Machine().run(['say', 'trap'], { image, memory });
    expect(outcome.kind).toBe('trap');
    expect(stderr).toBe(line.slice(2));
  });
});

describe('printable text', () => {
  it('has no character that a terminal obeys or hides', () => {
    expect(printable(EVIL)).toBe(SHOWN);
    expect(printable('grün 漢字 😀')).toBe('grün 漢字 😀');
    expect(printable('\ud800x\udc00')).toBe('\\ud800x\\udc00');
    expect(printable('x'.repeat(1000), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(printableLines('a\n\tb\x1b\r')).toBe('a\n\tb\\x1b\\x0d');
    for (let code = 0; code < 0x3000; code++) expect(printable(String.fromCharCode(code))).not.toMatch(UNSEEN);
    const value = { name: `${EVIL}\u{e0041}` };
    expect(printableJson(value)).not.toMatch(UNSEEN);
    expect(JSON.parse(printableJson(value, 2))).toEqual(value);
  });

  it('tells bytes that are no UTF-8', () => {
    const told = (...bytes: number[]): string => readableText(Uint8Array.from(bytes));
    expect(told(0x61, 0xff, 0xc3, 0xa9, 0xc3, 0x62)).toBe('a\\xffé\\xc3b');
    expect(told(0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0x80, 0xe0, 0x80)).toBe('\\xed\\xa0\\x80😀\\xe0\\x80');
    expect(told(0xef, 0xbf, 0xbd, 0xfe)).toBe('\ufffd\\xfe');
    expect(readableText(new Uint8Array(1 << 20).fill(0xe2))).toHaveLength(4 << 20);
  });

  it('is what errors say', () => {
    expect(new HermitError('HERMIT_EIMAGE', `it is\n${EVIL}`).message).not.toMatch(UNSEEN);
  });
});
