// A bulk-synchronous program on many ranks, each with noise of its own: every rank works, then all wait for the last one.
import { type Noise, cpuWith } from './detours.js';
import { expectedMaximum } from './maxima.js';
import type { Random } from './random.js';

export interface Program {
  readonly ranks: number;
  readonly steps: number;
  /** Of each rank in each step, without noise. */
  readonly work: number;
  /** Of the collective operation, once the last rank has come to it. */
  readonly collective: number;
}

/**
 * Time of all steps. Noise goes on while a rank waits: what falls into waiting costs nothing, and a detour that lasts when the next step begins is
 * waited for.
 */
export function timeOf({ ranks, steps, work, collective }: Program, noise: Noise, draw: Random): number {
  const cpus = Array.from({ length: ranks }, () => cpuWith(noise, draw));
  let now = 0;
  for (let step = 0; step < steps; step++) {
    let last = now;
    for (const finish of cpus) last = Math.max(last, finish(now, work));
    now = last + collective;
  }
  return now;
}

/** Part of the time that the program would have taken without noise. */
export const efficiency = (program: Program, noise: Noise, draw: Random): number =>
  (program.steps * (program.work + program.collective)) / timeOf(program, noise, draw);

/** What noise adds to single steps of one rank, each begun at a moment of its own. */
export function delaysOf(work: number, noise: Noise, steps: number, draw: Random): number[] {
  return Array.from({ length: steps }, () => cpuWith(noise, draw)(0, work) - work);
}

/** The same efficiency if every step were one draw of a delay for each rank, without memory from step to step: order statistics instead of a run. */
export const efficiencyOfDraws = (work: number, delays: readonly number[], ranks: number): number =>
  work / (work + expectedMaximum(delays, ranks));
