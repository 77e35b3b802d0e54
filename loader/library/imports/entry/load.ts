/** A thread that makes the module of a C file while the one that imports it waits. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { ALL, SharedWords } from '../../../../runtime/sync/words.js';
import { importSource } from '../source.js';

const { url, memory, port } = workerData as { url: string; memory: SharedArrayBuffer; port: MessagePort };

/** Wakes the one that waits, also when this thread ends without an answer. */
function wake(): void {
  const done = new SharedWords(memory);
  done.store(0, 1);
  done.notify(0, ALL);
}

process.once('exit', wake);
importSource(url)
  .then(
    (source) => port.postMessage({ source }),
    ({ name, code, message }: { name: string; code?: string; message: string }) =>
      port.postMessage({ failure: { name, code, message } }),
  )
  .finally(wake);
