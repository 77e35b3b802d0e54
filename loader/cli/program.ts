// From the program's name on the command line to an image that can be booted.
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { type ErrorCode, HermitError } from '../../runtime/errors.js';
import { isSource } from '../cc/languages.js';
import type { Program } from '../machine/program.js';
import { programOf } from '../machine/programs.js';
import { imageIn } from '../wasm/launcher.js';
import { looksLikeWasm } from '../wasm/magic.js';
import { inColour, write } from './output.js';
import { usageError } from './parse.js';

export interface ProgramRequest {
  /** As typed. */
  file: string;
  /** Further sources, objects and archives. */
  with: readonly string[];
  /** What the program is given: a source among it may have been meant for the compiler. */
  args: readonly string[];
  /** Flags for the compiler, the variable's among them. */
  flags: readonly string[];
  /** What of the above stands on the command line, to tell the user that it has no effect on a compiled program. */
  compilerOptions: readonly string[];
  onProgress(text: string): void;
}

/**
 * Reads, compiles or assembles a program and checks that it is an image of this version, or a WASI program.
 * @throws HermitError HERMIT_ENOENT, HERMIT_EPROGRAM (a directory, not readable, of no known kind), HERMIT_ECOMPILE, HERMIT_EWAT and
 * those of checkImage and checkWasi.
 */
export async function loadProgram(request: ProgramRequest): Promise<Program> {
  const { file } = request;
  if (file === '-')
    throw usageError('run: expected a program in a file: hermit-wasm cc -x c - -o app.wasm compiles standard input');
  const load = kindOf(file);
  if (load !== compile && request.compilerOptions.length) {
    throw usageError(`${request.compilerOptions[0]} is for the compiler, but ${file} is no source`);
  }
  const image = await (load ?? sniff)(request);
  return programOf(file, image);
}

type Load = (request: ProgramRequest) => Uint8Array | Promise<Uint8Array>;

async function compile(request: ProgramRequest): Promise<Uint8Array> {
  for (const file of [request.file, ...request.with]) mustBeReadable(file);
  readProgramFile(request.file);
  const { compileCached } = require('../cc/compile.js') as typeof import('../cc/compile.js');
  const compiled = compileCached([request.file, ...request.with], [...request.flags], process.cwd(), {
    color: inColour(),
    resident: 'start',
    onDiagnostics: (text) => void write(2, text),
  });
  const { image, fromCache } = await compiled.catch((error: unknown) => {
    (require('./behind.js') as typeof import('./behind.js')).tellBehind(request);
    throw error;
  });
  request.onProgress(`${request.file}: ${fromCache ? 'compiled before' : 'compiled'}, ${image.length} bytes`);
  return image;
}

/** A source is read more than once: for what it was compiled from, and by the compiler. */
function mustBeReadable(file: string): void {
  const status = attempt(file, () => statSync(file));
  if (!status.isFile() && !status.isDirectory())
    throw new HermitError(
      'HERMIT_EPROGRAM',
      `${file}: expected a source in a file, but it is a pipe or a device: give it to hermit-wasm cc -x c - -o app.wasm`,
    );
  closeSync(attempt(file, () => openSync(file, 'r')));
}

async function assemble({ file }: ProgramRequest): Promise<Uint8Array> {
  const { assembleWat } = require('../build/wat.js') as typeof import('../build/wat.js');
  return assembleWat(file, readProgramFile(file));
}

/** By extension; anything else is told from its first bytes. */
const kindOf = (file: string): Load | undefined =>
  isSource(file) ? compile : extname(file) === '.wat' ? assemble : undefined;

const magics: readonly { bytes: string; what: string }[] = [
  { bytes: '\x7fELF', what: 'a native program of Linux' },
  { bytes: '#!', what: 'a script' },
  { bytes: '!<arch>', what: 'an archive of objects' },
];

function sniff({ file }: ProgramRequest): Uint8Array {
  const bytes = readProgramFile(file);
  if (looksLikeWasm(bytes) || extname(file) === '.wasm') return bytes;
  const what = magics.find((m) => Buffer.from(bytes.subarray(0, m.bytes.length)).toString('latin1') === m.bytes)?.what;
  throw new HermitError(
    'HERMIT_EPROGRAM',
    `${file}: expected a source of C or C++ (.c .cpp), an image (.wasm) or a .wat, but it is ${what ?? 'none of these'}`,
  );
}

/** The contents of a file that must be there and not empty, without a launcher in front of it. */
export function readProgramFile(file: string): Uint8Array {
  const bytes = attempt(file, () => readFileSync(file));
  if (!bytes.length) throw new HermitError('HERMIT_EPROGRAM', `${file}: expected a program, but the file is empty`);
  return imageIn(bytes);
}

const reasons: Record<string, { code: ErrorCode; text: string }> = {
  ENOENT: { code: 'HERMIT_ENOENT', text: 'no such file' },
  ENOTDIR: { code: 'HERMIT_ENOENT', text: 'no such file: a component of its path is not a directory' },
  EISDIR: { code: 'HERMIT_EPROGRAM', text: 'expected a program, but it is a directory' },
  EACCES: { code: 'HERMIT_EPROGRAM', text: 'expected a program, but it may not be read' },
};

function attempt<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = reasons[code ?? ''] ?? { code: 'HERMIT_EPROGRAM' as const, text: message };
    throw new HermitError(reason.code, `${file}: ${reason.text}`);
  }
}
