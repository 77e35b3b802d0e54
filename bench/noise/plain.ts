// node plain.js IMAGE RESULTS MS…: bench/noise/main.c as a process whose worker measures noise (worker.ts) for each line on standard input,
// while its main thread has something to ask now and then.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { WorkerTask } from './worker.js';

/** Milliseconds between two requests to the worker. */
const PERIOD = 10;

// The instructions and the compiler that an isle's core has, so that both run the same code.
for (const flag of ['--no-liftoff', '--experimental-wasm-relaxed-simd']) {
  if (flag === '--no-liftoff' || process.versions.v8.startsWith('11.')) setFlagsFromString(flag);
}
const [image, results, ...milliseconds] = process.argv.slice(2);
const workerData: WorkerTask = {
  code: new WebAssembly.Module(readFileSync(image!)),
  results: results!,
  milliseconds: milliseconds.map(Number),
};
const worker = new Worker(join(__dirname, 'worker.js'), { workerData });
setInterval(() => worker.postMessage(Date.now()), PERIOD).unref();
worker.on('message', (said: number | string) => {
  if (typeof said === 'string') process.stdout.write(`\n${said}\n`);
});
worker.on('error', (error) => {
  throw error;
});
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  for (let lines = text.split('\n').length; lines > 1; lines--) worker.postMessage('measure');
});
process.stdin.on('end', () => process.exit());
