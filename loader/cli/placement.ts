// Where a run's isles are: their number, their cores, the CPUs of each.
import { formatCpuList } from '../../runtime/cpulist.js';
import { type IslePlacement, placement } from '../../runtime/placement.js';
import { readTopology, type Topology } from '../../runtime/topology.js';
import { pinningAvailable, processAffinity } from '../native/affinity.js';
import type { Program } from '../machine/program.js';
import type { RunValues } from './options.js';
import { say, write } from './output.js';

/** Cores and CPUs of every isle. Without a number of cores, time limits of control groups count as well as CPUs. */
export function placeCores(values: RunValues, program: Program): Placement {
  const { cores, cpus, bind, mapBy, ranks } = values;
  const { topology, real } = machineTopology(values.topology);
  const allowed = real ? topology.cpus.map((cpu) => cpu.id) : processAffinity(topology.cpus.map((cpu) => cpu.id));
  const isles = values.isles ?? (program.reachesOthers ? topology.domains.filter((d) => d.cpus.length).length : 1);
  const request = { isles, cpus, bind, mapBy, allowed };
  const place = (each: number | null): IslePlacement[] => {
    const places = placement(topology, { ...request, cores: each });
    return places.some((p) => p.cores.length < ranks) ? placement(topology, { ...request, cores: ranks }) : places;
  };
  const places = place(cores);
  const madeUp = real !== null;
  if (cores !== null || cpus !== null || places.every((p) => p.cores.length === 1)) return { places, real, madeUp };
  const { cpuQuota } = require('../machine/cpus/quota.js') as typeof import('../machine/cpus/quota.js');
  const quota = cpuQuota();
  const all = places.reduce((sum, p) => sum + p.cores.length, 0);
  if (quota === null || quota >= all) return { places, real, madeUp };
  return { places: place(Math.max(1, Math.ceil(quota / isles))), real, madeUp };
}

export interface Placement {
  places: IslePlacement[];
  /** In a made-up machine: the CPU of this machine that stands in for one of its CPUs. */
  real: ((cpu: number) => number) | null;
  madeUp: boolean;
}

/** The machine as it is, or one made up of its CPUs. */
function machineTopology(spec: string | null): { topology: Topology; real: Placement['real'] } {
  if (spec === null) return { topology: readTopology(), real: null };
  const { madeUp } = require('./made-up.js') as typeof import('./made-up.js');
  const present = readTopology().cpus.map((cpu) => cpu.id);
  const usable = processAffinity(present) ?? present;
  return { topology: madeUp(spec), real: (cpu) => usable[cpu % usable.length]! };
}

export const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

export function reportBindings({ places, real, madeUp }: Placement): void {
  const { method, problem } = pinningAvailable();
  if (madeUp) say('the topology is made up; CPUs of this machine stand in for its CPUs');
  for (const { isle, domain, cores } of places) {
    const how = problem ?? (cores.some((cpus) => cpus.length) ? `bound by ${method}` : 'not bound');
    say(`isle ${isle}: NUMA domain ${domain}, ${counted(cores.length, 'core')}, ${how}`);
    for (const [core, cpus] of cores.entries()) {
      const where = cpus.length && !problem ? `CPU ${formatCpuList(cpus)}` : 'any CPU';
      const standIn = real && cpus.length && !problem ? ` (really ${formatCpuList(realCpus(cpus, real))})` : '';
      write(2, `  core ${core}: ${where}${standIn}\n`);
    }
  }
}

export const realCpus = (cpus: readonly number[], real: Placement['real']): number[] => [
  ...new Set(real ? cpus.map(real) : cpus),
];
