// hermit-wasm inspect: what is in an image.
import { printable, printableJson, printableLines } from '../../runtime/printable.js';
import { WASM_PAGE } from '../../runtime/pages.js';
import { basename, extname } from 'node:path';
import { sysrootDirectory } from '../cc/paths.js';
import { describeImage, type ImageDescription } from '../wasm/describe.js';
import { inspectOptions } from './options.js';
import { print } from './output.js';
import { parse, usageError } from './parse.js';
import { readProgramFile } from './program.js';

export async function inspectCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(inspectOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('inspect');
    return 0;
  }
  const [file, ...more] = operands;
  if (file === undefined || more.length) throw usageError(`inspect: expected one image, got ${operands.length}`);
  const bytes = await moduleOf(file);
  if (values.wat) {
    const { disassembleWasm } = require('../build/wat.js') as typeof import('../build/wat.js');
    print(printableLines(await disassembleWasm(basename(file), bytes), Infinity));
    return 0;
  }
  const description = describeImage(file, bytes, `${sysrootDirectory()}/lib`);
  if (values.json) print(`${printableJson({ file, ...description }, 2)}\n`);
  else if (values.functions) print(`${functionLines(description).join('\n')}\n`);
  else print(`${printable(file)}: ${summary(description).join('\n')}\n`);
  return 0;
}

/** A text module is assembled first. */
async function moduleOf(file: string): Promise<Uint8Array> {
  const bytes = readProgramFile(file);
  if (extname(file) !== '.wat') return bytes;
  const { assembleWat } = require('../build/wat.js') as typeof import('../build/wat.js');
  return assembleWat(file, bytes);
}

const number = (n: number): string => n.toLocaleString('en-US');
const pages = (n: number): string => `${(n * WASM_PAGE) / 1024 ** 2} MiB`;

/** Amounts in a column, largest first. */
const table = (rows: readonly { name: string; bytes: number }[]): string[] =>
  [...rows].sort((a, b) => b.bytes - a.bytes).map((row) => `${number(row.bytes).padStart(12)}  ${printable(row.name)}`);

function summary(d: ImageDescription): string[] {
  const lines = [
    `${number(d.bytes)} bytes, ${d.interface === null ? 'not an image of hermit-wasm' : `image for version ${d.interface} of the host interface`}`,
  ];
  const section = (title: string, body: readonly string[]): void => {
    if (body.length) lines.push('', title, ...body);
  };
  section(
    'Memory',
    d.memories.map(
      (m) =>
        `  ${printable(m.name ?? 'its own')}: ${pages(m.initial)}${m.maximum === null ? '' : ` to ${pages(m.maximum)}`}${m.shared ? ', shared' : ''}`,
    ),
  );
  section(
    'Imports',
    d.imports.map((i) => `  ${i.kind.padEnd(8)}  ${printable(`${i.module}.${i.name}`)}`),
  );
  section(
    'Exports',
    d.exports.map((e) => `  ${e.kind.padEnd(8)}  ${printable(e.name)}`),
  );
  section('Bytes by section', table(d.sections));
  section(`Code by library, in ${number(d.functions.length)} functions`, d.named ? table(d.libraries) : []);
  if (!d.named) section('System calls', ['  not known: the image is stripped of its names']);
  else section(`System calls it can reach: ${d.calls.length}`, callLines(d));
  return lines;
}

function callLines({ calls }: ImageDescription): string[] {
  return [...new Set(calls.map((c) => c.home))].sort().map((home) => {
    const names = calls.filter((c) => c.home === home).map((c) => c.name);
    return `  ${home.padEnd(8)}  ${names.join(' ')}`;
  });
}

function functionLines({ functions }: ImageDescription): string[] {
  return [...functions]
    .sort((a, b) => b.size - a.size || a.index - b.index)
    .map(
      (f) =>
        `${number(f.size).padStart(10)}  ${(f.library ?? '').padEnd(23)}  ${printable(f.name ?? `function ${f.index}`, 1024)}`,
    );
}
