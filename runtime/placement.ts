// Which CPUs the cores of each isle run on. Cores get a CPU of their own as long as there are enough; where there are more cores
// than CPUs, all cores of the isle may run on all of its CPUs and Linux shares them out.
import { formatCpuList } from './cpulist.js';
import { HermitError } from './errors.js';
import type { Cpu, Topology } from './topology.js';

export interface PlacementRequest {
  isles: number;
  /** Cores of each isle; null: as many as it has CPUs. */
  cores: number | null;
  /** CPUs to use, in this order; null: all that the process may use. */
  cpus: readonly number[] | null;
  /** 'domain': isles go to NUMA domains in turn; 'core': they fill CPUs one after the other. */
  mapBy: 'domain' | 'core';
  /** 'none' counts and names CPUs but binds nothing. */
  bind: 'cores' | 'none';
  /** CPUs that Linux lets this process use; null: not known, all. */
  allowed?: readonly number[] | null;
}

export interface IslePlacement {
  isle: number;
  domain: number;
  /** CPUs of the isle, in the order in which its cores take them. */
  cpus: number[];
  /** One entry a core: the CPUs it is to be bound to; empty: not bound. */
  cores: number[][];
}

/**
 * Gives each isle a NUMA domain and each of its cores CPUs. Isles go to domains in turn; isles of one domain divide its CPUs.
 * Without a list of CPUs, first hardware threads of physical cores come before their siblings.
 * @throws HermitError HERMIT_ECPUS when a CPU was asked for that does not exist or that the process may not use.
 */
export function placement(topology: Topology, request: PlacementRequest): IslePlacement[] {
  const pools = request.cpus
    ? chunks(checkedCpus(topology, request.cpus, request.allowed ?? null), request.isles)
    : request.mapBy === 'core'
      ? corePools(topology, request)
      : domainPools(topology, request);
  const domainOf = new Map(topology.cpus.map((cpu) => [cpu.id, cpu.domain]));
  return pools.map((pool, isle) => {
    const count = request.cores ?? pool.length;
    const shared = count > pool.length;
    const cpus = shared ? pool : pool.slice(0, count);
    const cores = Array.from({ length: count }, (_, core) =>
      request.bind === 'none' ? [] : shared ? [...pool] : [pool[core]!],
    );
    return { isle, domain: domainOf.get(cpus[0]!) ?? topology.domains[0]!.id, cpus, cores };
  });
}

function checkedCpus(topology: Topology, cpus: readonly number[], allowed: readonly number[] | null): number[] {
  const existing = new Set([...topology.cpus.map((cpu) => cpu.id), ...(allowed ?? [])]);
  const refuse = (why: string): never => {
    const asked = cpus.length ? `asked for CPU ${formatCpuList(cpus)}` : 'asked for no CPU at all';
    throw new HermitError('HERMIT_ECPUS', `${asked}, but ${why}`);
  };
  const missing = cpus.filter((cpu) => !existing.has(cpu));
  const forbidden = cpus.filter((cpu) => allowed && !allowed.includes(cpu));
  if (missing.length || !cpus.length) refuse(`this machine has CPU ${formatCpuList([...existing])} online`);
  if (forbidden.length)
    refuse(`this process may only use CPU ${formatCpuList(allowed!)} (its affinity or its control group)`);
  return [...cpus];
}

function usableCpus(topology: Topology, request: PlacementRequest): Cpu[] {
  const allowed = request.allowed ? new Set(request.allowed) : null;
  const usable = topology.cpus.filter((cpu) => !allowed || allowed.has(cpu.id));
  // Containers may show a /sys that contradicts the affinity; binding follows the affinity, so that is what counts.
  if (usable.length || !allowed) return usable;
  return [...allowed].map((id) => ({ id, domain: topology.domains[0]!.id, core: id, package: 0, smt: 0 }));
}

/** Isles next to each other, each with as many CPUs as it has cores. */
function corePools(topology: Topology, request: PlacementRequest): number[][] {
  const order = new Map(topology.domains.map((d, index) => [d.id, index]));
  const cpus = [...usableCpus(topology, request)]
    .sort((a, b) => order.get(a.domain)! - order.get(b.domain)! || a.core - b.core || a.smt - b.smt)
    .map((cpu) => cpu.id);
  const { cores, isles } = request;
  if (cores === null || cores * isles > cpus.length) return chunks(cpus, isles);
  return Array.from({ length: isles }, (_, i) => cpus.slice(i * cores, (i + 1) * cores));
}

function domainPools(topology: Topology, request: PlacementRequest): number[][] {
  const usable = usableCpus(topology, request);
  const domains = topology.domains
    .map((d) => usable.filter((cpu) => cpu.domain === d.id))
    .filter((cpus) => cpus.length);
  const pools: number[][] = [];
  for (const [index, cpus] of domains.entries()) {
    const isles = Math.floor((request.isles - index + domains.length - 1) / domains.length);
    if (isles <= 0) continue;
    // Hardware threads of one core go to the same isle, and an isle takes each core's first one first.
    const byCore = [...cpus].sort((a, b) => a.core - b.core || a.smt - b.smt);
    for (const [i, pool] of chunks(byCore, isles).entries())
      pools[index + i * domains.length] = firstThreadsFirst(pool);
  }
  // Domains that no isle lives in help out an isle that asks for more cores than its own has.
  const spare = firstThreadsFirst(domains.slice(request.isles).flat());
  for (const pool of pools) {
    const wanted = (request.cores ?? 0) - pool.length;
    if (wanted > 0) pool.push(...spare.splice(0, wanted));
  }
  return pools;
}

const firstThreadsFirst = (cpus: readonly Cpu[]): number[] =>
  [...cpus].sort((a, b) => a.smt - b.smt || a.id - b.id).map((cpu) => cpu.id);

/** Divides CPUs into `count` runs of nearly equal length; with fewer CPUs than runs, runs of one CPU that share them in turn. */
function chunks<T>(cpus: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, i) =>
    cpus.length < count
      ? [cpus[i % cpus.length]!]
      : cpus.slice(Math.floor((i * cpus.length) / count), Math.floor(((i + 1) * cpus.length) / count)),
  );
}
