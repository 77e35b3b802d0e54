// How errors end: one line on standard error, a hint where there is one, and the exit code.
import { printableJson, printableLines } from '../../runtime/printable.js';
import { type ErrorCode, HermitError, lostDirectory } from '../../runtime/errors.js';
import { say, sayError, write } from './output.js';

/** Exit codes of the command itself; any other is the program's own. */
export const exitCodes = {
  usage: 2,
  timeLimit: 124,
  runtime: 125,
  notUsable: 126,
  notFound: 127,
  trap: 134,
  /** To which a signal's number is added. */
  signal: 128,
} as const;

interface Ending {
  exit: number;
  hint?: string;
}

/** By code of the error; every other code is an error of the runtime. */
const endings: Partial<Record<ErrorCode, Ending>> = {
  HERMIT_EUSAGE: { exit: exitCodes.usage, hint: 'see `hermit-wasm --help` and `hermit-wasm COMMAND --help`' },
  HERMIT_EINVAL: { exit: exitCodes.usage, hint: 'see `hermit-wasm --help` and `hermit-wasm COMMAND --help`' },
  HERMIT_ECPUS: { exit: exitCodes.usage, hint: 'see `hermit-wasm topology`' },
  HERMIT_EGRANT: { exit: exitCodes.usage },
  HERMIT_ENOENT: { exit: exitCodes.notFound },
  HERMIT_EPROGRAM: { exit: exitCodes.notUsable },
  HERMIT_EIMAGE: { exit: exitCodes.notUsable, hint: 'programs are linked with `hermit-wasm cc files… -o app.wasm`' },
  HERMIT_EMODULE: { exit: exitCodes.notUsable, hint: 'docs/modules.md lists what a module may contain' },
  HERMIT_EVERSION: { exit: exitCodes.notUsable, hint: 'link it again with the `hermit-wasm cc` of this version' },
  HERMIT_EWASI: { exit: exitCodes.notUsable, hint: 'docs/wasi.md describes what WASI programs can use' },
  HERMIT_EWAT: { exit: exitCodes.notUsable },
  HERMIT_ECOMPILE: { exit: exitCodes.notUsable },
};

export interface ErrorReport {
  code: ErrorCode;
  message: string;
  exit: number;
  hint?: string;
  /** Only of errors that nobody expected. */
  stack?: string;
}

export function describeError(error: unknown): ErrorReport {
  if (error instanceof HermitError) {
    return { code: error.code, message: error.message, exit: exitCodes.runtime, ...endings[error.code] };
  }
  const lost = lostDirectory(error);
  if (lost) return { ...lost, exit: exitCodes.runtime };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    code: 'HERMIT_EINTERNAL',
    message: `internal error: ${printableLines(message)}`,
    exit: exitCodes.runtime,
    hint: 'this is a bug in hermit-wasm; -v shows where',
    ...(stack === undefined ? {} : { stack: printableLines(stack) }),
  };
}

/** Says what went wrong; returns the exit code. */
export function reportError(error: unknown, { verbose = false, json = false } = {}): number {
  const report = describeError(error);
  if (json) {
    const { code, message, exit } = report;
    write(2, `${printableJson({ error: { code, message }, exitCode: exit })}\n`);
    return exit;
  }
  sayError(report.message);
  if (verbose && report.stack) write(2, `${report.stack}\n`);
  else if (report.hint) say(`hint: ${report.hint}`);
  return report.exit;
}
