/** CPUs and priorities. The runtime decides them; the guest is told, and may ask only for what it has. */
import os from 'node:os';
import * as layout from '../../../runtime/generated/layout.js';
import { E } from '../errno.js';
import type { Mirror } from '../mirror.js';
import type { Family } from './table.js';

/** Bytes of the kernel's CPU masks. */
const MASK_BYTES = 128;
const PRIO_PROCESS = 0;
const PRIO_USER = 2;

function cpusOf(mirror: Mirror): number[] {
  const { cpus } = mirror.data;
  if (cpus) return cpus.filter((c) => c >= 0 && c < MASK_BYTES * 8);
  const cores = Math.max(1, Math.min(mirror.memory.word(layout.BOOT_CORES), layout.MAX_CORES));
  return Array.from({ length: cores }, (_, i) => i);
}

function getAffinity(mirror: Mirror, tid: number, size: number, mask: number): number {
  if (tid < 0) return -E.ESRCH;
  const cpus = cpusOf(mirror);
  const needed = (Math.floor(Math.max(...cpus) / 64) + 1) * 8;
  if (size < needed || size % 4 !== 0) return -E.EINVAL;
  const n = Math.min(size, MASK_BYTES);
  const bytes = mirror.memory.window(mask, n).fill(0);
  for (const cpu of cpus) bytes[cpu >> 3] = (bytes[cpu >> 3] as number) | (1 << (cpu & 7));
  return n;
}

function setAffinity(mirror: Mirror, tid: number, size: number, mask: number): number {
  if (tid < 0) return -E.ESRCH;
  const bytes = mirror.memory.window(mask, Math.min(size, MASK_BYTES));
  const has = (cpu: number): boolean => (((bytes[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) !== 0;
  return cpusOf(mirror).some(has) ? 0 : -E.EINVAL;
}

export const affinity: Family = {
  sched_getaffinity: getAffinity,
  sched_setaffinity: setAffinity,
  // The raw call answers 20 minus the nice value.
  getpriority: (_m: Mirror, which: number, who: number) => {
    if (which < PRIO_PROCESS || which > PRIO_USER) return -E.EINVAL;
    return who < 0 ? -E.ESRCH : 20 - os.getPriority();
  },
  // Cores are bound to their CPUs and share them with nobody that could be put before them.
  setpriority: (_m: Mirror, which: number, who: number, priority: number) => {
    if (which < PRIO_PROCESS || which > PRIO_USER) return -E.EINVAL;
    if (who < 0) return -E.ESRCH;
    return Math.max(-20, Math.min(19, priority)) < os.getPriority() ? -E.EACCES : 0;
  },
};
