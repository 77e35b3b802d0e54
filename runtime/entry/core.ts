/** A thread that is a core once, for a process that runs one program. */
import { parentPort } from 'node:worker_threads';
import type { CoreStart } from '../messages.js';
import { enter, neighbours } from './enter.js';

parentPort!.once('message', (start: CoreStart) => {
  parentPort!.postMessage(enter(start, neighbours(start.task.isles)));
});
