/** The proxy's thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { watchTerminalSize } from '../../vfs/streams/terminal.js';
import type { ProxyMessage, ProxyWorkerData } from '../messages.js';
import { Proxy } from '../ring.js';

const data = workerData as ProxyWorkerData;
const post = (message: ProxyMessage): void => parentPort?.postMessage(message);

watchTerminalSize(new Int32Array(data.control));
// Failing calls are common (a file that isn't there), and nobody looks at the stacks of their errors.
Error.stackTraceLimit = 0;
const proxy = new Proxy(data, post);
try {
  proxy.serve();
} finally {
  proxy.close();
  data.port.close();
}
