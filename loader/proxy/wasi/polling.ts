/** Waiting for files: what of poll_oneoff the thread cannot do itself. */
import { POLLERR, POLLHUP, POLLIN, POLLOUT } from '../abi/numbers.js';
import { errnoName, errnoOf } from '../abi/errno.js';
import type { Call } from '../guest/call.js';
import { PENDING } from '../ring/personality.js';
import { milliseconds } from '../../../runtime/clock.js';
import { errorFor, EVENT, EVENTTYPE, FILETYPE, HANGUP, R, SUBSCRIPTION } from '../../wasi/preview1.js';
import { argumentsOf, dataOf, ROOM } from '../../wasi/staging.js';
import { Connection } from './connection.js';
import type { Descriptors, Opened } from './descriptors.js';

interface Asked {
  at: number;
  fd: number;
  type: number;
}

/** Bytes that can be read at once, as far as that is known: at least one, where there is something. */
function ahead({ file, type }: Opened, some: boolean): bigint {
  if (file instanceof Connection) return BigInt(file.available);
  if (type !== FILETYPE.regular) return some ? 1n : 0n;
  const left = Number(file.stat().size) - file.seek(0, 1);
  return left > 0 ? BigInt(left) : 0n;
}

/** What is true now of one subscription. */
function look(fds: Descriptors, { fd, type }: Asked): { error: number; nbytes: bigint; hangup: boolean } | undefined {
  try {
    const opened = fds.get(fd, R.POLL_FD_READWRITE);
    const reading = type === EVENTTYPE.read;
    const now = opened.file.poll(reading ? POLLIN : POLLOUT);
    if ((now & (POLLIN | POLLOUT | POLLHUP | POLLERR)) === 0) return undefined;
    return { error: 0, nbytes: reading ? ahead(opened, (now & POLLHUP) === 0) : 1n, hangup: (now & POLLHUP) !== 0 };
  } catch (error) {
    return { error: errorFor(errnoName(errnoOf(error))), nbytes: 0n, hangup: false };
  }
}

/** Answers how many events it has written behind the subscriptions; none when the time was over first. */
export function poll(call: Call, fds: Descriptors): number {
  const { core } = call;
  const { memory } = call.guest;
  const { view } = memory;
  const end = view.getFloat64(argumentsOf(core), true);
  const count = Math.min(
    view.getUint32(argumentsOf(core) + 8, true),
    Math.floor(ROOM / (SUBSCRIPTION.size + EVENT.size)),
  );
  const data = dataOf(core);
  const asked = Array.from({ length: count }, (_, i): Asked => {
    const at = data + i * SUBSCRIPTION.size;
    return { at, type: view.getUint8(at + SUBSCRIPTION.tag), fd: view.getInt32(at + SUBSCRIPTION.fd, true) };
  }).filter(({ type }) => type !== EVENTTYPE.clock);
  const events = data + count * SUBSCRIPTION.size;
  const attempt = (): number => {
    let found = 0;
    for (const one of asked) {
      const now = look(fds, one);
      if (!now) continue;
      const at = events + EVENT.size * found++;
      memory.u8.fill(0, at, at + EVENT.size);
      view.setBigUint64(at, view.getBigUint64(one.at, true), true);
      view.setUint16(at + EVENT.error, now.error, true);
      view.setUint8(at + EVENT.type, one.type);
      view.setBigUint64(at + EVENT.nbytes, now.nbytes, true);
      view.setUint16(at + EVENT.flags, now.hangup ? HANGUP : 0, true);
    }
    return found > 0 || milliseconds() >= end ? found : PENDING;
  };
  const now = attempt();
  return now === PENDING ? call.block({ retry: attempt }) : now;
}
