/** Waiting for children that `spawn` started. */
import type { Ended } from '../children.js';
import { E } from '../../abi/errno.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family } from './table.js';

const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x1000000;
const WAIT_KNOWN = 0xf | WNOWAIT;

const P_ALL = 0;
const P_PID = 1;
const SIGCHLD = 17;
const CLD_EXITED = 1;
const CLD_KILLED = 2;
const RUSAGE_SIZE = 72;
const SIGINFO_SIZE = 128;

/** The child that ended, or null when one was asked for without waiting and none has. */
function wait(mirror: Mirror, pid: number, options: number, done: (child: Ended | null) => number): number {
  const { children } = mirror;
  const attempt = (): number => {
    const found = children.take(pid, (options & WNOWAIT) === 0);
    if (found) return done(found);
    if (!children.has(pid)) return -E.ECHILD;
    return options & WNOHANG ? done(null) : PENDING;
  };
  const now = attempt();
  return now === PENDING ? mirror.block({ retry: attempt }) : now;
}

function wait4(mirror: Mirror, pid: number, status: number, options: number, usage: number): number {
  // Children are started one by one and have no process groups that the guest knows.
  if (options & ~0xf) return -E.EINVAL;
  return wait(mirror, pid > 0 ? pid : -1, options, (child) => {
    if (!child) return 0;
    if (status) mirror.memory.setWord(status, child.status);
    if (usage) mirror.memory.window(usage, RUSAGE_SIZE).fill(0);
    return child.pid;
  });
}

function waitid(mirror: Mirror, type: number, id: number, info: number, options: number, usage: number): number {
  if (options & ~WAIT_KNOWN || !(options & WEXITED) || (type !== P_ALL && type !== P_PID)) return -E.EINVAL;
  return wait(mirror, type === P_PID ? id : -1, options, (child) => {
    const { memory } = mirror;
    if (usage) memory.window(usage, RUSAGE_SIZE).fill(0);
    if (!info) return 0;
    memory.window(info, SIGINFO_SIZE).fill(0);
    if (!child) return 0;
    const signal = child.status & 0x7f;
    const words = [
      SIGCHLD,
      0,
      signal ? CLD_KILLED : CLD_EXITED,
      child.pid,
      mirror.data.ids.uid,
      signal || child.status >> 8,
    ];
    for (const [i, word] of words.entries()) memory.setWord(info + 4 * i, word);
    return 0;
  });
}

export const children: Family = { wait4, waitid };
