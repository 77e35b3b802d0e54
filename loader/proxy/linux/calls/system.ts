/** What the machine and the process are; random numbers; limits; timers; the trace. */
import { structSizes } from '../../../../runtime/generated/syscalls.js';
import os from 'node:os';
import * as layout from '../../../../runtime/generated/layout.js';
import { E } from '../../abi/errno.js';
import { PARTLY } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import { traceLine } from '../strace.js';
import type { Family, LinuxCall } from '../call.js';
import { crypto } from '../../vfs/files/late-modules.js';

const UTS_FIELD = 65;
/** sysinfo counts memory in units, so that 32 bits are enough. */
const MEMORY_UNIT = 4096;
const LOAD_SCALE = 65536;
const GRND_KNOWN = 7;
/** Bytes of random numbers at once: more are asked for in one call only by mistake. */
const RANDOM_MAX = 0x1ffffff;
/** Bytes made before others get their turn. */
const RANDOM_TURN = 1 << 19;

const RLIM_INFINITY = (1n << 64n) - 1n;
const RLIMITS = 16;
const RLIMIT_STACK = 3;
const RLIMIT_CORE = 4;
const RLIMIT_NPROC = 6;
const RLIMIT_NOFILE = 7;
const RLIMIT_AS = 9;

function uname({ guest: mirror }: LinuxCall, address: number): number {
  mirror.memory.window(address, 6 * UTS_FIELD).fill(0);
  const fields = ['Linux', os.hostname(), os.release(), `#1 hermit-wasm ${os.version()}`, 'wasm32', '(none)'];
  for (const [i, field] of fields.entries()) {
    mirror.memory.setString(
      address + i * UTS_FIELD,
      Buffer.from(field)
        .toString('latin1')
        .slice(0, UTS_FIELD - 1),
    );
  }
  return 0;
}

function sysinfo({ guest: mirror }: LinuxCall, address: number): number {
  const { memory } = mirror;
  memory.window(address, structSizes.sysinfo).fill(0);
  const units = (bytes: number): number => Math.min(Math.floor(bytes / MEMORY_UNIT), 0xffffffff) | 0;
  memory.setWord(address, Math.floor(os.uptime()));
  for (const [i, load] of os.loadavg().entries()) memory.setWord(address + 4 + 4 * i, Math.round(load * LOAD_SCALE));
  memory.setWord(address + 16, units(os.totalmem()));
  memory.setWord(address + 20, units(os.freemem()));
  memory.view.setUint16(address + 40, 1, true);
  memory.setWord(address + 52, MEMORY_UNIT);
  return 0;
}

function limitOf(mirror: Mirror, resource: number): [bigint, bigint] {
  const set = mirror.limits.get(resource);
  if (set) return set;
  const word = (address: number): bigint => BigInt(mirror.memory.word(address));
  switch (resource) {
    case RLIMIT_STACK:
      return [BigInt(layout.MAIN_STACK_TOP), RLIM_INFINITY];
    case RLIMIT_CORE:
      return [0n, RLIM_INFINITY];
    case RLIMIT_NPROC:
      return [word(layout.BOOT_THREADS), word(layout.BOOT_THREADS)];
    case RLIMIT_NOFILE:
      return [word(layout.BOOT_FILES), word(layout.BOOT_FILES)];
    case RLIMIT_AS:
      return [BigInt(mirror.memory.size), BigInt(mirror.memory.size)];
    default:
      return [RLIM_INFINITY, RLIM_INFINITY];
  }
}

function prlimit({ guest: mirror }: LinuxCall, pid: number, resource: number, next: number, old: number): number {
  const { memory } = mirror;
  if (pid !== 0 && pid !== memory.word(layout.BOOT_PID)) return -E.ESRCH;
  if (resource < 0 || resource >= RLIMITS) return -E.EINVAL;
  const [soft, hard] = limitOf(mirror, resource);
  if (next) {
    const asked: [bigint, bigint] = [memory.view.getBigUint64(next, true), memory.view.getBigUint64(next + 8, true)];
    if (asked[0] > asked[1]) return -E.EINVAL;
    if (asked[1] > hard) return -E.EPERM;
    mirror.limits.set(resource, asked);
  }
  if (old) {
    memory.view.setBigUint64(old, soft, true);
    memory.view.setBigUint64(old + 8, hard, true);
  }
  return 0;
}

function getgroups({ guest: mirror }: LinuxCall, size: number, list: number): number {
  const { groups } = mirror.data.ids;
  if (size < 0) return -E.EINVAL;
  if (size === 0) return groups.length;
  if (size < groups.length) return -E.EINVAL;
  mirror.memory.check(list, 4 * groups.length);
  for (const [i, group] of groups.entries()) mirror.memory.setWord(list + 4 * i, group);
  return groups.length;
}

export const system = {
  uname,
  sysinfo,
  prlimit64: prlimit,
  getgroups,
  getrandom: (call, buffer, size, flags) => {
    if (flags & ~GRND_KNOWN) return -E.EINVAL;
    const n = Math.min(size, RANDOM_MAX);
    let done = 0;
    const part = (): number => {
      const length = Math.min(RANDOM_TURN, n - done);
      if (length > 0) crypto().randomFillSync(call.guest.memory.window(buffer + done, length));
      done += length;
      return done === n ? n : PARTLY;
    };
    return n <= RANDOM_TURN ? part() : call.block({ retry: part, cancelled: () => (done > 0 ? done : -E.EINTR) });
  },
  // What others may see is written at once by every call; only fsync waits for the disk.
  sync: () => 0,
  set_timer: ({ guest: m }, which, seconds, micros, again, againMicros) => {
    if (which < 0 || which > 2) return -E.EINVAL;
    m.timers.set(which, seconds * 1000 + micros / 1000, again * 1000 + againMicros / 1000);
    return 0;
  },
  trace: (call, record) => {
    const { memory, data } = call.guest;
    memory.check(record, layout.TRACE_RECORD_SIZE);
    if (data.strace) traceLine(call, record);
    return 0;
  },
} satisfies Family;
