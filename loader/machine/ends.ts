/** How isles end, and what those hear who wait for something of theirs. */
import { type Fault, HermitError } from '../../runtime/errors.js';
import type { RunOutcome } from './process.js';
import { formatTrap } from '../wasm/backtrace.js';

/** How an isle ended. */
export type IsleOutcome =
  | RunOutcome
  /** Somebody on the Linux side wanted it. */
  | { kind: 'halted' }
  /** It went beyond a limit; `code` is the HERMIT_E… of that. */
  | ({ kind: 'limit' } & Fault);

/** The end in words. */
export function described(outcome: IsleOutcome): string {
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

/** For calls that ran when the isle ended: a trap comes with the place in the C program. */
export function endedWhileRunning(outcome: IsleOutcome, isle: number, image: Uint8Array): HermitError {
  if (outcome.kind === 'trap') return new HermitError('HERMIT_ETRAP', formatTrap(outcome, image).join('\n'));
  if (outcome.kind === 'limit') return new HermitError(outcome.code, `isle ${isle} has ended: ${outcome.message}`);
  return ended(outcome, isle);
}

/** For whoever asks for something of an isle that has ended. */
export function ended(outcome: IsleOutcome, isle: number): HermitError {
  return new HermitError(
    'HERMIT_EENDED',
    `isle ${isle} has ended: ${described(outcome)}. Boot another one (machine.reboot)`,
  );
}
