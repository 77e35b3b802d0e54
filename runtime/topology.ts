// What the machine looks like: NUMA domains, CPUs, their siblings and caches, read from Linux's /sys.
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { formatCpuList, parseCpuList } from './cpulist.js';

export interface Cpu {
  /** Linux's number. */
  id: number;
  domain: number;
  /** Lowest CPU number of the physical core that this CPU is a hardware thread of. */
  core: number;
  /** Socket; 0 when not asked for. */
  package: number;
  /** Which hardware thread of its core: 0 is the first. */
  smt: number;
}

export interface Domain {
  id: number;
  /** Online CPUs, ascending; empty for a domain of memory only. */
  cpus: number[];
  /** 0: unknown, or not asked for. */
  memoryBytes: number;
}

export interface Cache {
  level: number;
  type: 'data' | 'instruction' | 'unified';
  bytes: number;
  /** CPUs that share it. */
  cpus: number[];
}

export interface Topology {
  domains: Domain[];
  cpus: Cpu[];
  /** Empty when not asked for. */
  caches: Cache[];
  /** True where /sys does not say: CPUs are counted from 0 and stand in one domain. */
  madeUp: boolean;
}

export interface TopologySource {
  /** Where sysfs is; default /sys. */
  root?: string;
  /** Also read sockets, caches and sizes of memory: up to a score of files a CPU. */
  details?: boolean;
}

/** Reads the topology; a machine whose /sys is missing or unreadable gets a made-up one. */
export function readTopology({ root = '/sys', details = false }: TopologySource = {}): Topology {
  const system = join(root, 'devices/system');
  const online = cpuListFile(join(system, 'cpu/online'));
  if (!online?.length) return madeUpTopology();
  const domains = readDomains(join(system, 'node'), online, details);
  const domainOf = new Map(domains.flatMap((d) => d.cpus.map((cpu) => [cpu, d.id] as const)));
  // Without SMT there are no siblings to read.
  const smt = textFile(join(system, 'cpu/smt/active')) !== '0';
  const isOnline = new Set(online);
  const cpus: Cpu[] = [];
  for (const id of online) {
    const folder = join(system, `cpu/cpu${id}/topology`);
    const siblings = (smt ? cpuListFile(join(folder, 'thread_siblings_list')) : undefined)?.filter((c) =>
      isOnline.has(c),
    );
    const sorted = siblings?.includes(id) ? siblings.sort((a, b) => a - b) : [id];
    const socket = details ? Number(textFile(join(folder, 'physical_package_id')) ?? 0) : 0;
    cpus.push({
      id,
      domain: domainOf.get(id) ?? domains[0]!.id,
      core: sorted[0]!,
      package: Number.isInteger(socket) && socket >= 0 ? socket : 0,
      smt: sorted.indexOf(id),
    });
  }
  return { domains, cpus, caches: details ? readCaches(join(system, 'cpu'), online) : [], madeUp: false };
}

function madeUpTopology(): Topology {
  const ids = Array.from({ length: availableParallelism() }, (_, i) => i);
  return {
    domains: [{ id: 0, cpus: ids, memoryBytes: totalmem() }],
    cpus: ids.map((id) => ({ id, domain: 0, core: id, package: 0, smt: 0 })),
    caches: [],
    madeUp: true,
  };
}

/** Domains with their online CPUs; CPUs that stand in none (or a kernel without NUMA) are the first domain's. */
function readDomains(folder: string, online: number[], details: boolean): Domain[] {
  const left = new Set(online);
  const domains = entries(folder)
    .map((name) => /^node(\d{1,6})$/.exec(name)?.[1])
    .filter((id) => id !== undefined)
    .map(Number)
    .sort((a, b) => a - b)
    .map((id): Domain => {
      // A CPU belongs to the first domain that names it: delete says whether it was still free.
      const cpus = (cpuListFile(join(folder, `node${id}/cpulist`)) ?? []).filter((cpu) => left.delete(cpu));
      const meminfo = details ? textFile(join(folder, `node${id}/meminfo`)) : '';
      const kibibytes = /MemTotal:\s*(\d+) kB/.exec(meminfo ?? '')?.[1];
      return { id, cpus: cpus.sort((a, b) => a - b), memoryBytes: Number(kibibytes ?? 0) * 1024 };
    });
  if (!domains.length) return [{ id: 0, cpus: online, memoryBytes: totalmem() }];
  domains[0]!.cpus = [...domains[0]!.cpus, ...left].sort((a, b) => a - b);
  return domains;
}

const cacheTypes: Record<string, Cache['type']> = { Data: 'data', Instruction: 'instruction', Unified: 'unified' };
const sizeUnits: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function readCaches(folder: string, online: number[]): Cache[] {
  const caches = new Map<string, Cache>();
  for (const id of online) {
    const base = join(folder, `cpu${id}/cache`);
    for (const index of entries(base).filter((name) => /^index\d+$/.test(name))) {
      const type = cacheTypes[textFile(join(base, index, 'type')) ?? ''];
      const level = Number(textFile(join(base, index, 'level')));
      const size = /^(\d+)([KMG]?)$/.exec(textFile(join(base, index, 'size')) ?? '');
      const cpus = cpuListFile(join(base, index, 'shared_cpu_list')) ?? [id];
      if (!type || !Number.isInteger(level) || !size || !cpus.length) continue;
      const bytes = Number(size[1]) * sizeUnits[size[2]!]!;
      caches.set(`${level} ${type} ${formatCpuList(cpus)}`, { level, type, bytes, cpus });
    }
  }
  return [...caches.values()].sort(
    (a, b) => a.level - b.level || a.type.localeCompare(b.type) || a.cpus[0]! - b.cpus[0]!,
  );
}

function textFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function cpuListFile(path: string): number[] | undefined {
  const text = textFile(path);
  try {
    return text === undefined ? undefined : parseCpuList(text);
  } catch {
    return undefined;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
