// A topology that this machine has not: for trying placement, and programs with many isles, where there is one NUMA domain.
import { readFileSync } from 'node:fs';
import type { Cpu, Domain, Topology } from '../../runtime/topology.js';
import { usageError } from './parse.js';

const SPEC = /^(\d{1,3})x(\d{1,4})(?:x(\d{1,2}))?$/;

/** Domains x cores x threads, as `2x4x2`, or a file that `topology --json` wrote. CPUs count from 0, threads of a core side by side. */
export function madeUp(spec: string): Topology {
  const match = SPEC.exec(spec);
  return match ? regular(Number(match[1]), Number(match[2]), Number(match[3] ?? 1)) : fromFile(spec);
}

function regular(domains: number, cores: number, threads: number): Topology {
  if (!domains || !cores || !threads) throw usageError('--topology: expected at least one domain, core and thread');
  const each = cores * threads;
  const cpus = Array.from({ length: domains * each }, (_, id): Cpu => ({
    id,
    domain: Math.floor(id / each),
    core: id - (id % threads),
    package: Math.floor(id / each),
    smt: id % threads,
  }));
  return { domains: domainsOf(cpus), cpus, caches: [], madeUp: true };
}

const domainsOf = (cpus: readonly Cpu[]): Domain[] =>
  [...new Set(cpus.map((cpu) => cpu.domain))].map((id) => ({
    id,
    cpus: cpus.filter((cpu) => cpu.domain === id).map((cpu) => cpu.id),
    memoryBytes: 0,
  }));

function fromFile(file: string): Topology {
  const refuse = (why: string): never => {
    throw usageError(
      `--topology ${file}: ${why}; expected DOMAINSxCORES[xTHREADS] or a file that topology --json wrote`,
    );
  };
  let read: { cpus?: unknown };
  try {
    read = JSON.parse(readFileSync(file, 'utf8')) as typeof read;
  } catch (error) {
    return refuse((error as Error).message);
  }
  const whole = (n: unknown): n is number => Number.isInteger(n) && (n as number) >= 0;
  const isCpu = (c: Partial<Cpu>): boolean => whole(c.id) && whole(c.domain) && whole(c.core) && whole(c.smt);
  if (!Array.isArray(read?.cpus) || !read.cpus.length || !read.cpus.every(isCpu)) return refuse('it lists no CPUs');
  const cpus = read.cpus as Cpu[];
  return { domains: domainsOf(cpus), cpus, caches: [], madeUp: true };
}
