/** C files to images, for programs that bring their sources. */
import { HermitError } from '../../runtime/errors.js';
import { type Check, check, checkAll, FUNCTION, SIGNAL, TEXT, TEXTS } from '../machine/checks.js';
import { needPermission } from '../machine/permission.js';

const FILES: Check = {
  expected: 'the path of a C file, or an array of them',
  holds: (files) => TEXT.holds(files) || TEXTS.holds(files),
};

export interface CompileOptions {
  /** Options of `hermit-wasm cc`, added after -O2 -gline-tables-only, which they override. */
  flags?: string[];
  /** The base of relative paths; the process's working directory by default. */
  cwd?: string;
  signal?: AbortSignal;
  /** Milliseconds for each file and for the link. */
  timeLimit?: number;
  /** Receives the output of clang and the linker, warnings included; by default errors are part of the error's message. */
  onDiagnostics?: (text: string) => void;
}

/**
 * Compiles and links C files into an image, with a cache on disk.
 * @throws HermitError HERMIT_ECOMPILE when the program has errors, HERMIT_ECOMPILER when the compiler fails, HERMIT_EPERMISSION; the signal's reason.
 */
export async function compile(files: string | string[], options: CompileOptions = {}): Promise<Uint8Array> {
  check('files', files, FILES);
  checkAll(options, { flags: TEXTS, cwd: TEXT, signal: SIGNAL, onDiagnostics: FUNCTION });
  const { flags = [], cwd = process.cwd(), signal, timeLimit, onDiagnostics } = options;
  signal?.throwIfAborted();
  needPermission('child', 'the compiler runs in a process of its own');
  const { compileCached } = await import('../cc/compile.js');
  let said = '';
  const hear = onDiagnostics ?? ((text: string): void => void (said += text));
  try {
    const list = typeof files === 'string' ? [files] : files;
    return (await compileCached(list, flags, cwd, { signal, timeLimitMs: timeLimit, onDiagnostics: hear })).image;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof HermitError) || said === '') throw error;
    throw new HermitError(error.code, `${error.message}\n${said.trimEnd()}`);
  }
}
