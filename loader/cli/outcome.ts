// How a run ended: what is said about it, and the exit code.
import type { RunOutcome } from '../machine.js';
import { exitCodes } from './errors.js';
import { signalName } from './signals.js';

export interface Ending {
  /** Outcomes that the loader itself brought about count more than what the machine reports then. */
  timeLimitMs: number | null;
  /** Signal that ended the run by force. */
  forced: number | null;
}

export interface Conclusion {
  exitCode: number;
  /** For the user, each a line or several. */
  errors: string[];
  notes: string[];
}

/** Signals by which users end programs, or pipes do: nothing to explain. */
const EXPECTED = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE', 'SIGQUIT']);

export function conclude(outcome: RunOutcome, ending: Ending, image: Uint8Array): Conclusion {
  if (ending.timeLimitMs !== null) {
    return {
      exitCode: exitCodes.timeLimit,
      errors: [`the program was ended: its time of ${ending.timeLimitMs / 1000} s is over`],
      notes: [],
    };
  }
  if (ending.forced !== null) return bySignal(ending.forced);
  switch (outcome.kind) {
    case 'exit':
      return { exitCode: outcome.code & 0xff, errors: [], notes: [] };
    case 'signal':
      return bySignal(outcome.signal);
    case 'trap': {
      const { formatTrap } = require('../wasm/backtrace.js') as typeof import('../wasm/backtrace.js');
      return { exitCode: exitCodes.trap, errors: [formatTrap(outcome, image).join('\n')], notes: [] };
    }
    case 'unusable':
      return { exitCode: exitCodes.notUsable, errors: [outcome.message], notes: [] };
    case 'fault':
      return { exitCode: exitCodes.runtime, errors: [outcome.message], notes: [] };
  }
}

function bySignal(signal: number): Conclusion {
  const name = signalName(signal);
  return {
    exitCode: exitCodes.signal + signal,
    errors: [],
    notes: EXPECTED.has(name) ? [] : [`the program was ended by ${name}`],
  };
}
