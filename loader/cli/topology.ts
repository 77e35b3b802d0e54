// hermit-wasm topology: the machine as isles will find it.
import { formatCpuList } from '../../runtime/cpulist.js';
import { type Cache, readTopology, type Topology } from '../../runtime/topology.js';
import { pinningAvailable, processAffinity } from '../native/affinity.js';
import { cpuQuota } from '../machine/cpus/quota.js';
import { topologyOptions } from './options.js';
import { print } from './output.js';
import { parse, usageError } from './parse.js';

interface Means {
  /** CPUs that Linux lets the process use; null: not known. */
  allowed: number[] | null;
  /** CPUs' worth of time; null: no limit. */
  quota: number | null;
  root: boolean;
  pinning: ReturnType<typeof pinningAvailable>;
}

export async function topologyCommand(args: string[]): Promise<number> {
  const { values, operands } = parse(topologyOptions, args);
  if (values.help) {
    (require('./commands.js') as typeof import('./commands.js')).showHelp('topology');
    return 0;
  }
  if (operands.length) throw usageError(`topology: expected no arguments, got ${operands[0]}`);
  const topology = readTopology({ details: true });
  const means: Means = {
    allowed: processAffinity(),
    quota: cpuQuota(),
    root: process.geteuid?.() === 0,
    pinning: pinningAvailable(),
  };
  print(`${values.json ? JSON.stringify({ ...topology, ...means }, null, 2) : lines(topology, means).join('\n')}\n`);
  return 0;
}

function lines(topology: Topology, means: Means): string[] {
  const cores = new Set(topology.cpus.map((c) => c.core)).size;
  const sockets = new Set(topology.cpus.map((c) => c.package)).size;
  const result = [
    `${plural(topology.domains.length, 'NUMA domain')}, ${plural(sockets, 'socket')}, ${plural(cores, 'core')}, ${plural(topology.cpus.length, 'CPU')}` +
      (topology.madeUp ? ' (counted only: this system does not describe its CPUs)' : ''),
  ];
  for (const domain of topology.domains) {
    const memory = domain.memoryBytes ? `, ${(domain.memoryBytes / 1024 ** 3).toFixed(1)} GiB of memory` : '';
    result.push(
      `  domain ${domain.id}: ${domain.cpus.length ? `CPU ${formatCpuList(domain.cpus)}` : 'no CPUs'}${memory}`,
    );
  }
  const siblings = new Map<number, number[]>();
  for (const cpu of topology.cpus) siblings.set(cpu.core, [...(siblings.get(cpu.core) ?? []), cpu.id]);
  const pairs = [...siblings.values()].filter((s) => s.length > 1);
  if (pairs.length) result.push(`Hardware threads of one core: ${pairs.map((s) => s.join('+')).join(' ')}`);
  if (topology.caches.length) result.push('Caches', ...cacheLines(topology.caches));
  result.push(
    'This process',
    `  may use: ${means.allowed ? `CPU ${formatCpuList(means.allowed)}` : 'all CPUs, as far as is known'}`,
    `  CPU time: ${means.quota === null ? 'no limit' : `${means.quota} CPUs' worth (control group)`}`,
    `  binding to CPUs: ${means.pinning.problem ?? `by ${means.pinning.method}`}`,
    `  user: ${means.root ? 'root' : 'not root'}`,
  );
  return result;
}

/** Equal caches in one line: how large, how many, who shares each. */
function cacheLines(caches: readonly Cache[]): string[] {
  const groups = new Map<string, Cache[]>();
  for (const cache of caches) {
    const key = `L${cache.level} ${cache.type}, ${cache.bytes / 1024} KiB`;
    groups.set(key, [...(groups.get(key) ?? []), cache]);
  }
  return [...groups].map(([key, group]) => {
    const shared = group.map((c) => formatCpuList(c.cpus)).join(' | ');
    return `  ${key}${group.length > 1 ? `, ${group.length} of them` : ''}: CPU ${shared}`;
  });
}

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
