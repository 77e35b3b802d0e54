// Waiting for a run's end: signals go on to the program, and what became of it is said.
import { printableJson } from '../../runtime/printable.js';
import type { LocalMachine } from '../machine/machine.js';
import type { Program } from '../machine/program.js';
import type { RunValues } from './options.js';
import { conclude } from './outcome.js';
import { say, sayError, write } from './output.js';
import { forwardSignals, leaveSignals } from './signals.js';

/** Returns the exit code. `direct`: it runs on this thread, so signals do what they do to a process without handlers. */
export async function watch(
  machine: LocalMachine,
  values: RunValues,
  program: Program,
  direct: boolean,
): Promise<number> {
  const started = process.hrtime.bigint();
  if (direct) leaveSignals();
  else forwardSignals(machine);
  const outcome = await machine.finished;
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { exitCode, errors, notes } = conclude(outcome, program.image);
  if (values.json) {
    const { totals } = require('./stats.js') as typeof import('./stats.js');
    const { frames: _, ...summary } = { frames: undefined, ...outcome };
    write(2, `${printableJson({ outcome: summary, exitCode, errors, seconds, stats: totals(machine.all) })}\n`);
    return exitCode;
  }
  for (const text of errors) sayError(text);
  if (!values.quiet) for (const text of notes) say(text);
  if (values.stats) {
    const { formatStats, totals } = require('./stats.js') as typeof import('./stats.js');
    say(formatStats(totals(machine.all), seconds));
  }
  return exitCode;
}
