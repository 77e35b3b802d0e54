/** CPUs and priorities. The runtime places the cores; a guest may move its threads among the CPUs that it was given. */
import os from 'node:os';
import { slot as slotAt } from '../../../../runtime/bootpage.js';
import * as layout from '../../../../runtime/generated/layout.js';
import { pinThread } from '../../../native/affinity.js';
import { E } from '../../abi/errno.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';

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

/** The core of a thread, 0: the caller's; undefined when there is no such thread. Which of its own threads a guest means is its own affair. */
function coreOf({ core, guest: { memory } }: LinuxCall, tid: number): number | undefined {
  if (tid === 0) return core;
  for (let index = 0; index < layout.MAX_CORES; index++)
    if ((memory.word(slotAt(index) + layout.SLOT_TID) | 0) === tid) return index;
  return undefined;
}

/** CPUs that a thread was moved to, by its core; others may use all. */
const moved = new WeakMap<Mirror, Map<number, number[]>>();

function getAffinity(call: LinuxCall, tid: number, size: number, mask: number): number {
  const { guest: mirror } = call;
  const core = tid < 0 ? undefined : coreOf(call, tid);
  if (core === undefined) return -E.ESRCH;
  const cpus = moved.get(mirror)?.get(core) ?? cpusOf(mirror);
  const needed = (Math.floor(Math.max(...cpus) / 64) + 1) * 8;
  if (size < needed || size % 4 !== 0) return -E.EINVAL;
  const n = Math.min(size, MASK_BYTES);
  const bytes = mirror.memory.window(mask, n).fill(0);
  for (const cpu of cpus) bytes[cpu >> 3] = (bytes[cpu >> 3] as number) | (1 << (cpu & 7));
  return n;
}

function setAffinity(call: LinuxCall, tid: number, size: number, mask: number): number {
  const { guest: mirror } = call;
  const core = tid < 0 ? undefined : coreOf(call, tid);
  if (core === undefined) return -E.ESRCH;
  const bytes = mirror.memory.window(mask, Math.min(size, MASK_BYTES));
  const cpus = cpusOf(mirror).filter((cpu) => (((bytes[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) !== 0);
  if (cpus.length === 0) return -E.EINVAL;
  mirror.threads.move(core, (thread) => void pinThread(thread, cpus));
  const places = moved.get(mirror) ?? new Map<number, number[]>();
  moved.set(mirror, places.set(core, cpus));
  return 0;
}

export const affinity = {
  sched_getaffinity: getAffinity,
  sched_setaffinity: setAffinity,
  // The raw call answers 20 minus the nice value.
  getpriority: (_call, which, who) => {
    if (which < PRIO_PROCESS || which > PRIO_USER) return -E.EINVAL;
    return who < 0 ? -E.ESRCH : 20 - os.getPriority();
  },
  // Cores are bound to their CPUs and share them with nobody that could be put before them.
  setpriority: (_call, which, who, priority) => {
    if (which < PRIO_PROCESS || which > PRIO_USER) return -E.EINVAL;
    if (who < 0) return -E.ESRCH;
    return Math.max(-20, Math.min(19, priority)) < os.getPriority() ? -E.EACCES : 0;
  },
} satisfies Family;
