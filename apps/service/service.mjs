// The service: routes, and what becomes of requests that cannot be answered.
import fastify from 'fastify';
import { createPool } from 'hermit-wasm';
import { equations, picture, pictureBytes, Refused, side } from './input.mjs';

/** Longest bodies, in bytes. */
const EQUATIONS_MOST = 4 << 20;
const PICTURE_MOST = 12 << 20;
/** Of an isle: a picture, a picture of the largest size, and the program. */
const MEMORY = 64 << 20;
/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = 1;

/** Status by the code of an error of the library, and what the client hears. */
const FAILURES = {
  HERMIT_EQUEUE: [503, 'too many requests wait already: try again later'],
  HERMIT_ECLOSED: [503, 'the service stops: try again later'],
  HERMIT_ETIMELIMIT: [504, 'this takes longer than a request may: send less'],
  HERMIT_EALLOC: [413, 'this needs more memory than a request may: send less'],
  HERMIT_ETRAP: [500, 'the computation failed'],
  HERMIT_EENDED: [500, 'the computation was ended'],
};

/** Aborted when the client goes before it has its answer. */
function departure(reply) {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Arrays in the isle for the time of some work, which a later request is not to find there. */
async function withArrays(isle, shapes, work) {
  const arrays = [];
  try {
    for (const [type, length] of shapes) arrays.push(await isle.alloc(type, length));
    return await work(...arrays);
  } finally {
    // Nothing is left to free in an isle that has ended.
    await Promise.all(arrays.map((array) => isle.free(array).catch(() => {})));
  }
}

/** `faults`: has routes that trap and that never return, for the load test. */
export async function createService(image, { size, cores, queueLimit, callTimeLimit, faults = false, logger = false }) {
  const pool = await createPool(image, { size, cores, queueLimit, callTimeLimit, memory: MEMORY });
  const app = fastify({ logger, bodyLimit: EQUATIONS_MOST, requestTimeout: 30_000 });
  const answers = {};

  app.addContentTypeParser('image/x-portable-pixmap', { parseAs: 'buffer', bodyLimit: PICTURE_MOST }, (_, body, done) =>
    done(null, body),
  );

  app.post('/solve', async (request, reply) => {
    const { n, matrix, right } = equations(request.body);
    const signal = departure(reply);
    const compute = (isle) =>
      withArrays(
        isle,
        [
          [Float64Array, n * n],
          [Float64Array, n],
        ],
        async (a, x) => {
          for (const [i, row] of matrix.entries()) a.set(row, i * n);
          x.set(right);
          const dependent = await isle.callWith({ signal }, 'solve', a, x, n);
          if (dependent) throw new Refused(422, 'SINGULAR', `matrix: equation ${dependent} depends on others`);
          return Array.from(x);
        },
      );
    return { solution: await pool.use(compute, { signal }) };
  });

  app.post('/resize', { bodyLimit: PICTURE_MOST }, async (request, reply) => {
    const { width, height, pixels } = picture(request.body);
    const [toWidth, toHeight] = [side('width', request.query.width), side('height', request.query.height)];
    const signal = departure(reply);
    const compute = (isle) =>
      withArrays(
        isle,
        [
          [Uint8Array, pixels.length],
          [Uint8Array, toWidth * toHeight * 3],
        ],
        async (from, to) => {
          from.set(pixels);
          await isle.callWith({ signal }, 'resize', from, width, height, to, toWidth, toHeight);
          return pictureBytes(toWidth, toHeight, to);
        },
      );
    return reply.type('image/x-portable-pixmap').send(await pool.use(compute, { signal }));
  });

  if (faults) {
    app.post('/faults/trap', () => pool.call('fault_trap'));
    app.post('/faults/spin', async (_, reply) => pool.callWith({ signal: departure(reply) }, 'fault_spin'));
  }

  // Where no isle is left and none can be booted, another instance is to have the requests.
  app.get('/health', async (_, reply) => {
    const { isles } = pool.statistics;
    return reply.code(isles > 0 ? 200 : 503).send({ status: isles > 0 ? 'ok' : 'no isle runs', isles });
  });

  app.get('/statistics', async () => ({
    pool: pool.statistics,
    answers,
    rss: process.memoryUsage.rss(),
    uptime: process.uptime(),
  }));

  app.setErrorHandler((error, request, reply) => {
    const [status, message] = FAILURES[error.code] ?? [error.statusCode ?? 500, error.message];
    // The client has gone: nobody hears this.
    if (error.name === 'AbortError') return reply.code(499).send();
    if (status === 503) reply.header('retry-after', RETRY_AFTER);
    // What failed inside is for the log; of a trap that is the place in the C program.
    if (status >= 500 && status !== 503) request.log.error(error);
    const known = error.code in FAILURES || status < 500;
    return reply.code(status).send({ code: error.code, message: known ? message : 'the service failed' });
  });

  app.addHook('onResponse', async (_, reply) => {
    answers[reply.statusCode] = (answers[reply.statusCode] ?? 0) + 1;
  });
  // Connections that are kept would keep the process: those that are idle are closed by Node, the others after their answer.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  // All requests are answered by then.
  app.addHook('onClose', () => pool.close());
  return app;
}
