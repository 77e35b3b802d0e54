/** Starts the threads of backends and hears what they tell. */
import { join } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { BackendEvents } from './backend.js';
import type { FromBackend, ToBackend } from './messages.js';

export interface ThreadEvents extends BackendEvents {
  onReady?(ports: number[]): void;
}

export interface Thread {
  worker: Worker;
  tell(message: ToBackend): void;
  /** Resolves when it has ended. */
  exited: Promise<void>;
}

/** Runs dist/loader/network/ENTRY.js in a thread. */
export function startThread(entry: string, options: WorkerOptions, events: ThreadEvents): Thread {
  const worker = new Worker(join(__dirname, '..', `${entry}.js`), options);
  worker.on('message', (message: FromBackend) => {
    switch (message.kind) {
      case 'ready':
        return events.onReady?.(message.ports);
      case 'warning':
        return events.onWarning(message.text);
      case 'fault':
        return events.onFault({ code: message.code, message: message.message });
    }
  });
  worker.on('error', ({ message }) =>
    events.onFault({ code: 'HERMIT_ENETWORK', message: `the network's thread ${entry} failed: ${message}` }),
  );
  return {
    worker,
    tell: (message) => worker.postMessage(message),
    exited: new Promise((resolve) => worker.once('exit', () => resolve())),
  };
}
