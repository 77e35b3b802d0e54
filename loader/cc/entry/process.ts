/**
 * The compiler's process: hands jobs to a thread with a large stack and stays able to notice that nobody needs it any more,
 * so that an endless compilation never outlives the one who asked for it.
 */
import { Worker } from 'node:worker_threads';

/** MiB of stack: clang recurses with the nesting of what it reads. */
const STACK_MB = 256;

const [directory = ''] = process.argv.slice(2);
const worker = new Worker(require.resolve('./worker'), {
  workerData: { directory },
  resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 4096 },
});

worker.on('message', (message: object) => process.send?.(message));
worker.on('error', (error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.on('message', (message) => worker.postMessage(message));
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; what it means is decided by the one who asked for the compilation.
process.on('SIGINT', () => {});
