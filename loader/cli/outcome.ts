// How a run ended: what is said about it, and the exit code.
import type { IsleOutcome } from '../machine/ends.js';
import { exitCodes } from './errors.js';
import { signalName } from './signals.js';

export interface Conclusion {
  exitCode: number;
  /** For the user, each a line or several. */
  errors: string[];
  notes: string[];
}

const SIGKILL = 9;
/** Signals by which users end programs, or pipes do: nothing to explain. */
const EXPECTED = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE', 'SIGQUIT']);

export function conclude(outcome: IsleOutcome, image: Uint8Array): Conclusion {
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
    case 'limit':
      return { exitCode: exitCodes.timeLimit, errors: [outcome.message], notes: [] };
    case 'fault':
      return { exitCode: exitCodes.runtime, errors: [outcome.message], notes: [] };
    case 'halted':
      return bySignal(SIGKILL);
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
