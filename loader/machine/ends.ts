/** How isles end, in codes and in words, and the errors for those that still wait for something of theirs. */
import { type Fault, HermitError } from '../../runtime/errors.js';
import { EXIT_SIGNAL } from '../../runtime/generated/layout.js';
import type { WasmFrame } from '../../runtime/frames.js';
import type { CoreEnd } from '../../runtime/messages.js';

/** How an isle ended. */
export type IsleOutcome =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: number }
  | { kind: 'trap'; isle: number; core: number; thread: number; message: string; frames: WasmFrame[] }
  /** The program cannot run. */
  | { kind: 'unusable'; message: string }
  /** The runtime failed; `code` is its HERMIT_E… code. */
  | ({ kind: 'fault' } & Fault)
  /** Halted from the Linux side. */
  | { kind: 'halted' }
  /** It exceeded a limit; `code` is its HERMIT_E… code. */
  | ({ kind: 'limit' } & Fault);

const SIGKILL = 9;
/** As SIGKILL ends a process. */
export const KILLED: IsleOutcome = { kind: 'signal', signal: SIGKILL };

/** What a proxy reports as the program's end: its exit code, or EXIT_SIGNAL plus the signal that ended it. */
export function exitOutcome(code: number): IsleOutcome {
  return code >= EXIT_SIGNAL ? { kind: 'signal', signal: code - EXIT_SIGNAL } : { kind: 'exit', code };
}

/** A core has left the program otherwise than by a halt. */
export function coreOutcome(isle: number, core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): IsleOutcome {
  if (end.kind === 'unusable') return end;
  if (end.kind === 'fault')
    return { kind: 'fault', code: 'HERMIT_EBOOT', message: `isle ${isle}, core ${core}: ${end.message}` };
  return { kind: 'trap', isle, core, thread: end.thread, message: end.message, frames: end.frames };
}

export const timeOutcome = (isle: number, limit: number): IsleOutcome => ({
  kind: 'limit',
  code: 'HERMIT_ETIMELIMIT',
  message: `isle ${isle} ran longer than its time limit of ${duration(limit)}`,
});

/** Milliseconds in words. */
const duration = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** The end in words. */
function described(outcome: IsleOutcome): string {
  switch (outcome.kind) {
    case 'exit':
      return `its program has ended with exit code ${outcome.code}`;
    case 'signal':
      return `its program was ended by signal ${outcome.signal}`;
    case 'trap':
      return `its program trapped: ${outcome.message}`;
    case 'halted':
      return 'it was halted';
    case 'limit':
      return outcome.message;
    case 'unusable':
      return `its program cannot run: ${outcome.message}`;
    case 'fault':
      return `it failed: ${outcome.message}`;
  }
}

/** Why an isle did not come to run its program; undefined: it did, whatever became of it. */
export function bootError(name: string, outcome: IsleOutcome): HermitError | undefined {
  if (outcome.kind === 'unusable') return new HermitError('HERMIT_EWASI', `${name}: ${outcome.message}`);
  return outcome.kind === 'fault' ? new HermitError(outcome.code, outcome.message) : undefined;
}

/** For calls that ran when the isle ended: a trap comes with the place in the C program, which takes a moment to find. */
export async function endedWhileRunning(outcome: IsleOutcome, isle: number, image: Uint8Array): Promise<HermitError> {
  if (outcome.kind === 'trap') {
    const { describeTrap } = require('../wasm/backtraces.js') as typeof import('../wasm/backtraces.js');
    return new HermitError('HERMIT_ETRAP', (await describeTrap(outcome, image)).join('\n'));
  }
  if (outcome.kind === 'limit') return new HermitError(outcome.code, `isle ${isle} has ended: ${outcome.message}`);
  return ended(outcome, isle);
}

/** The error of any use of an isle that has ended. */
export function ended(outcome: IsleOutcome, isle: number): HermitError {
  return new HermitError(
    'HERMIT_EENDED',
    `isle ${isle} has ended: ${described(outcome)}. Boot another one (machine.reboot)`,
  );
}

/** The error of calling a function of a WASI program. */
export const noCalls = (name: string): HermitError =>
  new HermitError(
    'HERMIT_ECALLS',
    `${name} is a WASI program: it runs from start to end (machine.run) and serves no calls. To call its functions, make an image of it (compile)`,
  );

/**
 * The error, with the stack of its awaiters: to be called where an async function has caught it after an `await`, which is where V8 knows them.
 * Errors of others (an AbortSignal's reason) are unchanged.
 */
export function here(error: unknown): unknown {
  if (error instanceof HermitError) Error.captureStackTrace(error, here);
  return error;
}
