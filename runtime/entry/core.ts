/** A thread that is a core once, for a process that runs one program. */
import { parentPort } from 'node:worker_threads';
import type { CoreStart, GuestEntry } from '../messages.js';
import { enter, peers } from './enter.js';

parentPort!.once('message', (start: CoreStart) => {
  const { guest } = start.entrance;
  const end = guest ? (require(guest.entry) as GuestEntry).enter(start) : enter(start, peers(start.isles));
  parentPort!.postMessage(end);
});
