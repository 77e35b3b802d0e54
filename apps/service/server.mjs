// Starts the service, and stops it on SIGTERM and SIGINT: what has begun is answered, and the process ends by itself.
import { join } from 'node:path';
import { compile } from 'hermit-wasm';
import { createService } from './service.mjs';

/** A setting from the environment. */
function setting(name, otherwise, least = 1) {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isInteger(value) && value >= least) return value;
  console.error(`${name}: expected a whole number from ${least} on, got ${process.env[name]}`);
  process.exit(2);
}

const options = {
  /** Requests that compute at once, and cores that each of them has. */
  size: setting('SIZE', 1),
  cores: setting('CORES', 2),
  /** Requests that wait before others are refused. */
  queueLimit: setting('QUEUE', 32, 0),
  /** Milliseconds that one may compute. */
  callTimeLimit: setting('TIME_LIMIT', 2000),
  faults: process.env.FAULTS === '1',
  logger: { level: process.env.LOG ?? 'error' },
};
const port = setting('PORT', 3000, 0);

// Compiled once: later starts find it in the cache.
const image = await compile(join(import.meta.dirname, 'kernel.c'), { flags: ['-O3', '-fopenmp'] });
const app = await createService(image, options);
const stop = () => {
  process.off('SIGTERM', stop).off('SIGINT', stop);
  void app.close();
};
process.on('SIGTERM', stop).on('SIGINT', stop);
try {
  console.log(`listening on ${await app.listen({ port, host: process.env.HOST ?? '127.0.0.1' })}`);
} catch (error) {
  console.error(`cannot listen on port ${port}: ${error.message}`);
  process.exitCode = 1;
  await app.close();
}
