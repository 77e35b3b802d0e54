// hermit-wasm types: TypeScript's types and a module for the functions that an image exports.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HermitError } from '../../runtime/errors.js';
import { importable, MADE, typings } from '../calls/typescript.js';
import { readDeclarations } from '../wasm/declarations.js';
import { looksLikeWasm } from '../wasm/magic.js';
import { typesOptions } from './options.js';
import { inColour, write } from './output.js';
import { parse, usageError } from './parse.js';
import { readProgramFile } from './program.js';

export async function typesCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(typesOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('types');
    return 0;
  }
  const [first] = operands;
  if (first === undefined) throw usageError('types: expected C sources, or an image');
  if (values.import) return importTypes(operands, (values.cflags ?? []).join(' '));
  const given = readProgramFile(first);
  const stem = (values.output ?? first).replace(/\.[^./]*$/, '');
  if (looksLikeWasm(given)) {
    if (operands.length > 1) throw usageError(`types: expected one image, got ${operands.join(' ')}`);
    return writeTypings(given, first, stem, first);
  }
  const { compileCached } = require('../cc/compile.js') as typeof import('../cc/compile.js');
  const { image } = await compileCached(operands, values.cflags ?? [], process.cwd(), {
    resident: 'start',
    color: inColour(),
    onDiagnostics: (text) => void write(2, text),
  });
  checkOurs(`${stem}.mjs`);
  output(`${stem}.wasm`, image);
  return writeTypings(image, `${stem}.wasm`, stem, operands.join(' '));
}

/** For programs that import the C file itself: APP.d.c.ts, which TypeScript looks for. */
async function importTypes([file = '', ...more]: string[], cflags: string): Promise<number> {
  if (more.length > 0 || !file.endsWith('.c')) throw usageError('types: with --import, expected one C file');
  readProgramFile(file);
  const { buildImport } = require('../library/imports/build.js') as typeof import('../library/imports/build.js');
  const image = await buildImport(path.resolve(file), cflags, (text) => void write(2, text)).catch((error: unknown) => {
    if (error instanceof SyntaxError) throw new HermitError('HERMIT_ECOMPILE', error.message);
    throw error;
  });
  const { types, refused } = importable(readDeclarations(image), file);
  const target = `${file.slice(0, -2)}.d.c.ts`;
  checkOurs(target);
  output(target, types);
  tell(refused);
  return 0;
}

/** Writes STEM.mjs and STEM.d.mts for an image that lies in a file. */
export function writeTypings(image: Uint8Array, file: string, stem: string, source: string): number {
  const declarations = readDeclarations(image);
  if (declarations.size === 0)
    throw new HermitError(
      'HERMIT_EFUNCTION',
      `${source} exports no functions with declarations in C: mark them with __attribute__((export_name("NAME"))), and build the image with this version`,
    );
  const relative = path
    .relative(path.dirname(path.resolve(stem)), path.resolve(file))
    .split(path.sep)
    .join('/');
  const made = typings(declarations, `./${relative}`, source);
  checkOurs(`${stem}.mjs`);
  output(`${stem}.mjs`, made.module);
  output(`${stem}.d.mts`, made.types);
  tell(made.refused);
  return 0;
}

function tell(refused: readonly string[]): void {
  for (const why of refused) write(2, `hermit-wasm: note: ${why}: it is left out\n`);
}

/** Somebody's own module is not written over. */
function checkOurs(file: string): void {
  if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(MADE))
    throw new HermitError(
      'HERMIT_EOUTPUT',
      `${file}: expected a module that hermit-wasm types has made, or none: give another name with -o`,
    );
}

function output(file: string, data: string | Uint8Array): void {
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw new HermitError('HERMIT_EOUTPUT', (error as Error).message);
  }
}
