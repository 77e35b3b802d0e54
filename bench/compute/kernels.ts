// The kernels of the C programs here, how their results are compared, and on how much data they run.
import type { Context, Parameter } from '../model.js';
import { type Size, readCaches, sizeName, sizesOf } from '../support/caches.js';
import { Failed } from '../support/problems.js';
import { type TurnCommand, byFineTurns } from '../support/turns.js';

const FOLDER = 'bench/compute';
export const SOURCES = ['main', 'stream', 'matmul', 'stencil', 'fft', 'cg', 'nbody', 'montecarlo', 'sort'].map(
  (name) => `${FOLDER}/${name}.c`,
);

/** By name of the C side: largest difference of results, relative. Sums are rounded in another order, and fused multiply-adds once less. */
export const kernels: Readonly<Record<string, number>> = {
  copy: 0,
  scale: 0,
  add: 0,
  triad: 0,
  matmul: 0,
  stencil2d: 1e-9,
  stencil3d: 1e-9,
  fft: 1e-9,
  cg: 1e-9,
  nbody: 1e-9,
  montecarlo: 1e-9,
  sort: 0,
};

/** The smallest that main.c takes, and the most that fits an image of 2 GiB. */
export const sizeParameter: Parameter = {
  help: 'bytes of data that the kernels work on, instead of sizes within the second and third level of the caches and beyond',
  default: [],
  least: 16 << 10,
  most: 1 << 30,
};

/** What was asked for, or what `usual` takes of the machine's sizes. */
export function sizes(context: Context, usual: (all: readonly Size[]) => readonly Size[]): readonly Size[] {
  const asked = context.parameters['size'] ?? [];
  return asked.length
    ? asked.map((bytes) => ({ bytes: Math.floor(bytes), name: sizeName(bytes) }))
    : usual(sizesOf(readCaches()));
}

/** `--mem` for images that have data of so many bytes. */
export const memoryFor = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20) + 64}M`;

/** What the C side is asked, and rows are called. */
export const question = (kernel: string, { bytes }: Size): string => `${kernel} ${bytes}`;
export const caption = (kernel: string, { name }: Size): string => `${kernel}, ${name}`;

/** @throws Failed if a result is not that of the others */
export function compareResults(kernel: string, found: readonly (number | undefined)[]): void {
  const known = found.filter((value) => value !== undefined);
  const [first] = known;
  if (first === undefined) return;
  const wrong = known.find((value) => !(Math.abs(value - first) <= kernels[kernel]! * Math.abs(first)));
  if (wrong !== undefined) throw new Failed(`results differ: ${first} and ${wrong}`);
}

export interface Case {
  readonly kernel: string;
  readonly size: Size;
}

export const casesOf = (all: readonly Size[]): Case[] =>
  Object.keys(kernels).flatMap((kernel) => all.map((size) => ({ kernel, size })));

/** Those of the cases in which all programs find the same; the others are noted. */
export async function checked(
  context: Context,
  commands: readonly (TurnCommand | null)[],
  cases: readonly Case[],
): Promise<Case[]> {
  const ask = ({ kernel, size }: Case): string => `check ${question(kernel, size)}`;
  const results = await byFineTurns(context, commands, { what: 'results', names: cases.map(ask), turns: 1 });
  const good: Case[] = [];
  for (const each of cases) {
    const found = results.map((all) => all?.[ask(each)]?.[0]);
    const same = await context.attempt(caption(each.kernel, each.size), () => {
      compareResults(each.kernel, found);
      return true;
    });
    if (same) good.push(each);
  }
  return good;
}
