/** CPU time and what else a process used. */
import fs from 'node:fs';
import * as layout from '../../../../runtime/generated/layout.js';
import { E } from '../../abi/errno.js';
import type { Mirror } from '../mirror.js';
import { writeTimespec, writeUsage, type Usage } from '../structs.js';
import type { Family, LinuxCall } from '../call.js';
import { milliseconds } from '../../../../runtime/clock.js';

const RUSAGE_CHILDREN = -1;
const RUSAGE_THREAD = 1;
/** Clock ticks a second, as sysconf(_SC_CLK_TCK) says. */
const TICKS = 100;

/** CPU time since the isle began, microseconds. */
function cpu(mirror: Mirror): { user: number; system: number } {
  return process.cpuUsage(mirror.cpuBase);
}

function usageOf(mirror: Mirror): Usage {
  const all = process.resourceUsage();
  return {
    ...cpu(mirror),
    maxRss: all.maxRSS,
    minorFaults: all.minorPageFault,
    majorFaults: all.majorPageFault,
    voluntary: all.voluntaryContextSwitches,
    involuntary: all.involuntaryContextSwitches,
  };
}

const nothing: Usage = { user: 0, system: 0, maxRss: 0, minorFaults: 0, majorFaults: 0, voluntary: 0, involuntary: 0 };

/** Nanoseconds that the host thread of a core has run. */
function threadNs(mirror: Mirror, core: number): bigint | undefined {
  const host = mirror.threads.id(core);
  if (host === 0) return undefined;
  try {
    return BigInt(fs.readFileSync(`/proc/self/task/${host}/schedstat`, 'latin1').split(' ')[0] as string);
  } catch {
    return undefined;
  }
}

/** `who`: 0 the process, else a core's number plus 1. */
function cputime({ guest: mirror }: LinuxCall, who: number, time: number): number {
  if (who < 0 || who > layout.MAX_CORES) return -E.EINVAL;
  const { user, system } = cpu(mirror);
  const ns = (who > 0 ? threadNs(mirror, who - 1) : undefined) ?? BigInt(user + system) * 1000n;
  writeTimespec(mirror.memory, time, ns);
  return 0;
}

export const usage = {
  getrusage: ({ guest: m }, who, address) => {
    if (who !== 0 && who !== RUSAGE_CHILDREN && who !== RUSAGE_THREAD) return -E.EINVAL;
    writeUsage(m.memory, address, who === RUSAGE_CHILDREN ? nothing : usageOf(m));
    return 0;
  },
  times: ({ guest: m }, address) => {
    const { user, system } = cpu(m);
    const ticks = (us: number): number => Math.floor((us * TICKS) / 1e6);
    if (address)
      for (const [i, n] of [ticks(user), ticks(system), 0, 0].entries()) m.memory.setWord(address + 4 * i, n);
    // Ticks since an arbitrary moment; must not look like an error number.
    return Math.floor((milliseconds() * TICKS) / 1000) & 0x7fffffff;
  },
  cputime,
} satisfies Family;
