// C = A B by an isle and by native addons, by turns; prints milliseconds of each call as JSON.
// Arguments: the order, rounds, cores, the image, and addons (.node, by Node-API, or .so, by koffi).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { boot } = require('../../dist/loader/library/index.js');
const [order, rounds, cores] = process.argv.slice(2, 5).map(Number);
const [file, ...addons] = process.argv.slice(5);
const WARM_UP = 2;
/** Between two calls (ms): threads of a team that has ended may still spin for the next one. */
const PAUSE_MS = 60;

function native(path) {
  if (!path.endsWith('.so')) return require(path).multiply;
  return require('koffi').load(path).func('void multiply(const double *a, const double *b, double *c, int n)');
}

const a = new Float64Array(order * order).map((_, i) => ((i * 7) % 11) - 5);
const b = new Float64Array(order * order).map((_, i) => ((i * 5) % 13) - 6);
const machine = await boot(readFileSync(file), { serve: true, cores, memory: 128 << 20 });
const isle = machine.isle(0);
const inside = [];
for (let i = 0; i < 3; i++) inside.push(await isle.alloc(Float64Array, order * order));
inside[0].set(a);
inside[1].set(b);
const contestants = [
  { call: () => isle.call('multiply', ...inside, order), result: inside[2] },
  ...addons.map((path) => {
    const multiply = native(path);
    const result = new Float64Array(order * order);
    return { call: () => multiply(a, b, result, order), result };
  }),
];
const samples = contestants.map(() => []);
for (let round = -WARM_UP; round < rounds; round++)
  for (const [i, { call }] of contestants.entries()) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const begun = performance.now();
    await call();
    if (round >= 0) samples[i].push(performance.now() - begun);
  }
// Sums of small whole numbers are exact, in whatever order.
for (const { result } of contestants)
  if (result.some((value, i) => value !== inside[2][i])) throw new Error('the results differ');
await machine.halt();
console.log(JSON.stringify(samples));
