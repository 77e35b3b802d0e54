/** Which CPUs cores have, and how many an isle can count on. */
import { availableParallelism } from 'node:os';
import type { IsleSpec } from '../spec.js';

/**
 * CPUs that an isle can count on: its cores' own and those that nobody's cores take; 0 when there are more cores than CPUs and others share
 * them. `all`: cores of all isles; `affinity`: CPUs that the process may use, null: not known.
 */
export function cpuShare(cores: number, all: number, affinity: readonly number[] | null): number {
  const cpus = affinity?.length ?? availableParallelism();
  if (cores === all) return cpus;
  return all > cpus ? 0 : cores + cpus - all;
}

/** For each core the CPUs it is bound to: one each while there are enough, else all of them to every core; empty: not bound. */
export function bindings({ cores, cpus, bind }: Pick<IsleSpec, 'cores' | 'cpus' | 'bind'>): number[][] {
  if (bind === 'none' || !cpus?.length) return [];
  return Array.from({ length: cores }, (_, core) => (cpus.length >= cores ? [cpus[core]!] : cpus));
}

/** CPUs of the process that no core of these isles is bound to. */
export function freeCpus(
  specs: readonly Pick<IsleSpec, 'cores' | 'cpus' | 'bind'>[],
  affinity: readonly number[] | null,
): number[] {
  const taken = new Set(specs.flatMap((spec) => bindings(spec).flat()));
  return taken.size === 0 || !affinity ? [] : affinity.filter((cpu) => !taken.has(cpu));
}
