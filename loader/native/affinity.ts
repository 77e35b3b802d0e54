// Binding threads to CPUs. Node cannot do it itself: koffi calls sched_setaffinity, and where koffi is not installed taskset does,
// at the price of a process a thread.
import type { SpawnSyncReturns } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { formatCpuList, parseCpuList } from '../../runtime/cpulist.js';
import { errno, libc } from './libc.js';

export type PinMethod = 'koffi' | 'taskset' | 'none';

export interface PinResult {
  method: PinMethod;
  /** Why the thread is not bound; absent when it is. */
  problem?: string;
}

type SetAffinity = (tid: number, bytes: number, mask: Uint8Array) => number;

/** Linux's thread id of the calling thread; null where Linux's /proc is not there. */
export function threadId(): number | null {
  try {
    const id = Number(/\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1]);
    return Number.isInteger(id) ? id : null;
  } catch {
    return null;
  }
}

/**
 * Binds the thread with Linux's id `tid`, of this process, to CPUs. Takes microseconds with koffi, milliseconds with taskset.
 * Never throws: `problem` says why it did not work.
 */
export function pinThread(tid: number, cpus: readonly number[]): PinResult {
  const means = pinning();
  if (means.method === 'none') return means;
  const problem = means.pin(tid, cpus);
  return problem ? { method: means.method, problem } : { method: means.method };
}

/**
 * Binds all threads that this process has now, but for those of `but`: V8's and Node's helpers too, which nothing else can reach. Where
 * each would cost a process, only the calling one.
 */
export function pinOthers(but: ReadonlySet<number>, cpus: readonly number[]): void {
  const self = threadId();
  if (self === null) return;
  const all = pinning().method === 'koffi' ? readdirSync('/proc/self/task').map(Number) : [self];
  // One may have ended meanwhile.
  for (const tid of all) if (!but.has(tid)) pinThread(tid, cpus);
}

/** How threads are bound here, and why not at all for 'none'. */
export function pinningAvailable(): PinResult {
  const { method, problem } = pinning();
  return problem === undefined ? { method } : { method, problem };
}

/**
 * CPUs that Linux lets this process use, ascending; null when unknown (no Linux, no /proc). `online`, the machine's CPUs, saves
 * the reading where the process may use as many.
 */
export function processAffinity(online: readonly number[] = [], statusFile = '/proc/self/status'): number[] | null {
  if (online.length && availableParallelism() === online.length) return [...online];
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(statusFile, 'latin1'))?.[1];
    return list === undefined ? null : parseCpuList(list);
  } catch {
    return null;
  }
}

interface Means {
  method: PinMethod;
  problem?: string;
  /** Undefined when the thread was bound, else why not. */
  pin(tid: number, cpus: readonly number[]): string | undefined;
}

let means: Means | undefined;

function pinning(): Means {
  return (means ??= findMeans());
}

function findMeans(): Means {
  const nothing = (problem: string): Means => ({ method: 'none', problem, pin: () => problem });
  if (process.platform !== 'linux')
    return nothing(`binding to CPUs is unavailable on this system (${process.platform})`);
  const set = libc<SetAffinity>('int sched_setaffinity(int pid, size_t bytes, const uint8_t *mask)');
  if (set) return { method: 'koffi', pin: (tid, cpus) => pinWithKoffi(set, tid, cpus) };
  if (runTaskset(['--version']).status === 0) return { method: 'taskset', pin: pinWithTaskset };
  return nothing('binding to CPUs is unavailable: neither the package koffi nor the command taskset is installed');
}

function pinWithKoffi(set: SetAffinity, tid: number, cpus: readonly number[]): string | undefined {
  // Linux reads the mask as words of 8 bytes and ignores CPUs beyond those it knows.
  const mask = new Uint8Array(((Math.max(0, ...cpus) >> 6) + 1) * 8);
  for (const cpu of cpus) mask[cpu >> 3]! |= 1 << (cpu & 7);
  if (set(tid, mask.length, mask) === 0) return undefined;
  return `Linux refused to bind thread ${tid} to CPU ${formatCpuList(cpus)} (errno ${errno()})`;
}

function pinWithTaskset(tid: number, cpus: readonly number[]): string | undefined {
  const result = runTaskset(['-cp', formatCpuList(cpus), String(tid)]);
  if (result.status === 0) return undefined;
  return `taskset could not bind thread ${tid} to CPU ${formatCpuList(cpus)}: ${(result.stderr || String(result.error)).trim()}`;
}

function runTaskset(args: string[]): SpawnSyncReturns<string> {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  return spawnSync('taskset', args, { encoding: 'utf8', timeout: 5000 });
}
