/** Asking the resident compiler: a process that stays for a while, so that the next compilation need not start one. */
import type { Socket } from 'node:net';
import { onAbort } from '../../runtime/aborts';
import { type Answer, connectTo, onFrames, sendFrame } from './frames';
import { abortError, type RunOptions, tookTooLong } from './limits';
import type { Job, JobResult } from './messages';
import { findPlace, type Place, placeOf, socketsIn } from './place';

/** `use`: where there is one. `start`: start one where there is none. */
export type Policy = 'no' | 'use' | 'start';

/** HERMIT_CC_DAEMON has the last word: 0, or the socket of one that may be used. */
export function residentPolicy(wanted: Policy = 'use'): Policy {
  const { HERMIT_CC_DAEMON: variable = '' } = process.env;
  return variable === '0' ? 'no' : variable.includes('/') && wanted === 'start' ? 'use' : wanted;
}

async function connectToAny(paths: string[]): Promise<Socket | null> {
  for (const path of paths) {
    const socket = await connectTo(path);
    if (socket) return socket;
  }
  return null;
}

async function reach({ folder, prefix, toolchain }: Place, how: Policy): Promise<Socket | null> {
  const there = await connectToAny(socketsIn(folder, prefix));
  if (there || how !== 'start') return there;
  const { startResident } = require('./start.js') as typeof import('./start.js');
  return startResident({ folder, prefix, toolchain });
}

/**
 * Null when there is none that answers: then the job is to be done otherwise. Rejects as Compilers do. `cancellable` is given what ends the
 * job at once.
 */
export async function askResident(
  job: Job,
  { signal, timeLimitMs }: RunOptions,
  how: Policy,
  cancellable: (cancel: () => void) => void,
): Promise<JobResult | null> {
  const { HERMIT_CC_DAEMON: named = '' } = process.env;
  const place = named.includes('/') ? placeOf(named) : findPlace();
  if (!place) return null;
  const socket = named.includes('/') ? await connectTo(named) : await reach(place, how);
  if (!socket) return null;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      deaf?.();
      socket.destroy();
      settle();
    };
    const deaf = signal && onAbort(signal, () => end(() => reject(abortError(signal))));
    const timer = setTimeout(() => end(() => reject(tookTooLong(timeLimitMs))), timeLimitMs);
    onFrames(socket, (answer) =>
      end(() => resolve('result' in (answer as Answer) ? (answer as { result: JobResult }).result : null)),
    );
    // It has ended, perhaps by this very job: who asks tries again by himself and sees.
    socket.on('close', () => end(() => resolve(null)));
    cancellable(() => end(() => reject(abortError(signal))));
    if (signal?.aborted) return end(() => reject(abortError(signal)));
    sendFrame(socket, { toolchain: place.toolchain, job });
  });
}
