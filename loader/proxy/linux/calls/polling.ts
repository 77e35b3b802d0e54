/** ppoll on handles. */
import { MAX_FDS } from '../../../../runtime/generated/param.js';
import { POLLERR, POLLHUP, POLLNVAL } from '../../abi/numbers.js';
import { E } from '../../abi/errno.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';
import { milliseconds } from '../../../../runtime/clock.js';

/** The second spellings of POLLIN and POLLOUT. */
const POLLRDNORM = 0x40;
const POLLWRNORM = 0x100;

/** What of the asked events is true, in the spelling that was asked for. */
function ready(mirror: Mirror, handle: number, events: number): number {
  if (handle < 0) return 0;
  const file = mirror.handles.get(handle);
  if (!file) return POLLNVAL;
  const asked = events | (events & POLLRDNORM ? 1 : 0) | (events & POLLWRNORM ? 4 : 0);
  const now = file.poll(asked);
  const spelled = now | (now & 1 ? POLLRDNORM : 0) | (now & 4 ? POLLWRNORM : 0);
  return spelled & (events | POLLERR | POLLHUP);
}

function ppoll(call: LinuxCall, address: number, count: number, timeout: number): number {
  const { guest: mirror } = call;
  if (count > MAX_FDS) return -E.EINVAL;
  const { memory } = mirror;
  /** Handle and events in turn: a call that waits keeps them, and there may be many of both. */
  const fds = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const at = address + 8 * i;
    fds[2 * i] = memory.word(at);
    fds[2 * i + 1] = memory.view.getUint16(at + 4, true);
  }
  let deadline = Infinity;
  if (timeout) {
    const nsec = memory.word(timeout + 8);
    const sec = memory.long(timeout);
    if (nsec > 999999999 || sec < 0) return -E.EINVAL;
    deadline = milliseconds() + sec * 1000 + nsec / 1e6;
  }
  const attempt = (): number => {
    let found = 0;
    for (let i = 0; i < count; i++) {
      const revents = ready(mirror, fds[2 * i] as number, fds[2 * i + 1] as number);
      memory.view.setInt16(address + 8 * i + 6, revents, true);
      if (revents) found++;
    }
    return found > 0 || milliseconds() >= deadline ? found : PENDING;
  };
  const now = attempt();
  return now === PENDING ? call.block({ retry: attempt }) : now;
}

export const polling = { ppoll_time64: ppoll } satisfies Family;
