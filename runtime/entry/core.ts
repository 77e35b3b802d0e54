/** A thread that is a core once, for a process that runs one program. */
import { parentPort } from 'node:worker_threads';
import type { CoreStart, GuestEntry } from '../messages.js';
import { enter, peers } from './enter.js';

parentPort!.once('message', (start: CoreStart) => {
  const { guest, task } = start;
  const end = guest ? (require(guest.entry) as GuestEntry).enter(start) : enter(start, peers(task.isles));
  parentPort!.postMessage(end);
});
