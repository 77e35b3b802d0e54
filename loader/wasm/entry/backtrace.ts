/** A thread that reads what a guest's image says of its functions and lines, away from an event loop that others need. */
import { parentPort } from 'node:worker_threads';
import { formatTrap, type Trap } from '../backtrace.js';

/** One report to make. */
export interface ToBacktrace {
  trap: Trap;
  image: Uint8Array;
}

parentPort!.on('message', ({ trap, image }: ToBacktrace) => parentPort!.postMessage(formatTrap(trap, image)));
