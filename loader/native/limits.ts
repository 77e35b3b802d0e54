// What a process may have of Linux at most, and what ends it with another one. Node has no functions for these.
import { libc } from './libc.js';

/** Numbers of <sys/resource.h> and <sys/prctl.h>, as x86-64 and arm64 have them. */
const RESOURCES = { cpu: 0, core: 4, files: 7 } as const;
const PR_SET_PDEATHSIG = 1;
const PR_SET_NO_NEW_PRIVS = 38;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const SIGKILL = 9;

type SetLimit = (resource: number, limits: BigUint64Array) => number;
type Control = (option: number, a: number, b: number, c: number, d: number) => number;
type FileControl = (fd: number, command: number, value: number) => number;

export type Resource = keyof typeof RESOURCES;

/** Limits this process, for good. False: that is not possible here. */
export function limitResource(resource: Resource, most: number): boolean {
  const set = libc<SetLimit>('int setrlimit(int resource, const uint64_t *limits)');
  return set?.(RESOURCES[resource], new BigUint64Array([BigInt(most), BigInt(most)])) === 0;
}

const control = (option: number, value: number): boolean =>
  libc<Control>('int prctl(int option, ulong a, ulong b, ulong c, ulong d)')?.(option, value, 0, 0, 0) === 0;

/** This process ends when the thread ends that has started it. */
export const endWithParent = (): boolean => control(PR_SET_PDEATHSIG, SIGKILL);

/** No program that this process starts has more rights than it has. */
export const keepRights = (): boolean => control(PR_SET_NO_NEW_PRIVS, 1);

/** Programs that this process starts do not inherit the descriptor. */
export const closeOnStart = (fd: number): boolean =>
  libc<FileControl>('int fcntl(int fd, int command, int value)')?.(fd, F_SETFD, FD_CLOEXEC) === 0;
