/** Waiting for children that `spawn` started. */
import { structSizes } from '../../../../runtime/generated/syscalls.js';
import type { Ended } from '../children.js';
import { E } from '../../abi/errno.js';
import { PENDING } from '../../ring/personality.js';
import type { Family, LinuxCall } from '../call.js';

const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x1000000;
const WAIT_KNOWN = 0xf | WNOWAIT;

const P_ALL = 0;
const P_PID = 1;
const SIGCHLD = 17;
const CLD_EXITED = 1;
const CLD_KILLED = 2;

/** The child that ended, or null when one was asked for without waiting and none has. */
function wait(call: LinuxCall, pid: number, options: number, done: (child: Ended | null) => number): number {
  const { children } = call.guest;
  const attempt = (): number => {
    const found = children.take(pid, (options & WNOWAIT) === 0);
    if (found) return done(found);
    if (!children.has(pid)) return -E.ECHILD;
    return options & WNOHANG ? done(null) : PENDING;
  };
  const now = attempt();
  return now === PENDING ? call.block({ retry: attempt }) : now;
}

function wait4(call: LinuxCall, pid: number, status: number, options: number, usage: number): number {
  // Children are started one by one and have no process groups that the guest knows.
  if (options & ~0xf) return -E.EINVAL;
  const { memory } = call.guest;
  return wait(call, pid > 0 ? pid : -1, options, (child) => {
    if (!child) return 0;
    if (status) memory.setWord(status, child.status);
    if (usage) memory.window(usage, structSizes.rusage32).fill(0);
    return child.pid;
  });
}

function waitid(call: LinuxCall, type: number, id: number, info: number, options: number, usage: number): number {
  if (options & ~WAIT_KNOWN || !(options & WEXITED) || (type !== P_ALL && type !== P_PID)) return -E.EINVAL;
  const { memory, data } = call.guest;
  return wait(call, type === P_PID ? id : -1, options, (child) => {
    if (usage) memory.window(usage, structSizes.rusage32).fill(0);
    if (!info) return 0;
    memory.window(info, structSizes.siginfo).fill(0);
    if (!child) return 0;
    const signal = child.status & 0x7f;
    const words = [SIGCHLD, 0, signal ? CLD_KILLED : CLD_EXITED, child.pid, data.ids.uid, signal || child.status >> 8];
    for (const [i, word] of words.entries()) memory.setWord(info + 4 * i, word);
    return 0;
  });
}

export const children = { wait4, waitid } satisfies Family;
