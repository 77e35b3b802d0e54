// The noises that the bulk-synchronous program is measured with, and its simulation on more ranks than a machine has.
import type { Parameter, Point } from '../model.js';
import { median, quartiles } from '../support/statistics.js';
import type { Noise, Periodic } from './detours.js';
import { random } from './random.js';
import { efficiency } from './simulation.js';

export interface Kind {
  readonly name: string;
  /** In microseconds. */
  readonly noise: Periodic;
}

const kind = (name: string, period: number, duration: number, form: Periodic['kind'] = 'fixed'): Kind => ({
  name,
  noise: { kind: form, period, duration },
});

/**
 * The same 2.5 % of the time at three grains, as K. B. Ferreira, P. Bridges and R. Brightwell inject it ("Characterizing application sensitivity to OS
 * interference using kernel-level noise injection", 2008); random instead of regular; and four times as much. As many as a plot has colours.
 */
export const kinds: readonly Kind[] = [
  kind('1000 Hz × 25 µs', 1_000, 25),
  kind('100 Hz × 250 µs', 10_000, 250),
  kind('10 Hz × 2.5 ms', 100_000, 2_500),
  kind('100 Hz × 250 µs, exponential', 10_000, 250, 'exponential'),
  kind('100 Hz × 1 ms', 10_000, 1_000),
];

export const argument = ({ noise }: Kind): string => `${noise.kind}:${noise.period}:${noise.duration}`;

export const parameters = {
  step: { help: 'work of a step in microseconds', default: [1000], least: 10, most: 1e6 },
  ranks: {
    help: 'numbers of ranks to simulate',
    default: Array.from({ length: 14 }, (_, i) => 2 ** i),
    least: 1,
    most: 65536,
  },
} satisfies Record<string, Parameter>;

/** Microseconds that a collective operation takes for each doubling of the ranks: a fast network's. */
export const HOP = 1;
/** Steps of a simulation, and ranks × steps below which it has more of them. */
const STEPS = 100;
const LEAST = 20_000;
/** Simulations, each with its own random numbers. */
const REPEATS = 5;

/** A point of a line: ranks, and the median and quartiles of the efficiency in per cent. */
export function simulated(noise: Noise, ranks: number, work: number): Point {
  const program = {
    ranks,
    steps: Math.max(STEPS, Math.ceil(LEAST / ranks)),
    work,
    collective: HOP * Math.ceil(Math.log2(ranks)),
  };
  const all = Array.from({ length: REPEATS }, (_, seed) => 100 * efficiency(program, noise, random(seed + 1)));
  const { low, high } = quartiles(all);
  return [ranks, median(all), low, high];
}
