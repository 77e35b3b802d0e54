// One isle does harm in every way that mischief.c knows, again and again, while another one's calls are answered. Prints what it saw as JSON.
// Arguments: the image of mischief.c, the image of functions.c, seed, a folder to grant, then the ways.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [bad, good, seed, folder, ...ways] = process.argv.slice(2);
const [mischief, functions] = [bad, good].map((file) => readFileSync(file));

/** Ends this process if the event loop stands still: nothing else could tell. */
const watchdog = new Int32Array(new SharedArrayBuffer(8));
new (createRequire(import.meta.url)('node:worker_threads').Worker)(
  `const { workerData: words } = require('node:worker_threads');
   for (;;) {
     const seen = Atomics.load(words, 0);
     Atomics.wait(words, 1, 0, 240_000);
     if (Atomics.load(words, 0) === seen) { require('node:fs').writeSync(1, 'the event loop stands still'); process.kill(process.pid, 'SIGKILL'); }
   }`,
  { eval: true, workerData: watchdog },
).unref();

const machine = new Machine({ onWarning: (text) => faults.push(text) });
const faults = [];
/** Ways that come to an end of their own, in any time. */
const FINITE = new Set(['trap', 'memory', 'threads', 'output', 'names', 'locks', 'files']);
const PATIENCE = 240_000;
const wrong = [];
const outcomes = {};
const report = { longest: 0, threads: 0, descriptors: 0 };
let answered = 0;
/** Milliseconds in which this thread was ready and others had its CPU; none where Linux does not tell. */
function waitedForCpu() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
let last = performance.now();
let lastWaited = waitedForCpu();
const beat = setInterval(() => {
  Atomics.add(watchdog, 0, 1);
  const now = performance.now();
  const waited = waitedForCpu();
  report.longest = Math.max(report.longest, now - last - 5 - (waited - lastWaited));
  [last, lastWaited] = [now, waited];
  report.threads = Math.max(report.threads, readdirSync('/proc/self/task').length);
  report.descriptors = Math.max(report.descriptors, readdirSync('/proc/self/fd').length);
}, 5);

const victim = await machine.bootIsle(functions, { serve: true, memory: 32 << 20, output() {} });
await victim.serving;
let over = false;
async function honest() {
  for (let i = 0; !over; i++) {
    const sum = await victim.call('add', i, 7);
    if (sum !== i + 7) wrong.push(`add ${i}: ${sum}`);
    const text = await victim.callWith({ returns: 'string' }, 'greet', `n${i}`);
    if (text !== `hello n${i}`) wrong.push(`greet: ${text}`);
    answered++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
/** Milliseconds that ten honest answers take now. */
async function tenAnswers() {
  const [begun, first] = [performance.now(), answered];
  while (answered < first + 10 && wrong.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return performance.now() - begun;
}
const work = honest().catch((error) => wrong.push(`the honest isle: ${error.code} ${error.message}`));

for (const [i, way] of ways.entries()) {
  // On a busy machine everything takes longer, the honest isle's answers too.
  const timeLimit = FINITE.has(way) ? PATIENCE : Math.ceil(Math.max(700, 10 * (await tenAnswers())));
  const before = answered;
  const cwd = join(folder, `${way}${i}`);
  mkdirSync(cwd);
  const options = {
    name: way,
    args: [way, String(Number(seed) + i)],
    memory: 48 << 20,
    threads: 8,
    files: 16,
    timeLimit,
  };
  const limits = {
    tmpLimit: 8 << 20,
    outputLimit: 1 << 20,
    writeLimit: 8 << 20,
    serve: way === 'restless' || (way === 'scribble' && i % 2 === 0),
  };
  const dirs = [{ host: cwd, guest: cwd, readOnly: false }];
  let outcome;
  try {
    const isle = await machine.bootIsle(mischief, { ...options, ...limits, dirs, cwd, output() {} });
    if (way === 'restless') isle.call('restless').catch(() => {});
    outcome = await isle.done;
  } catch (error) {
    // Its board of calls was nonsense, or it ended before it served any.
    outcome = { kind: error.code };
  }
  if (answered - before < 5 && outcome.kind === 'limit')
    wrong.push(`${way}: only ${answered - before} calls were answered meanwhile`);
  (outcomes[way] ??= []).push(
    outcome.kind === 'exit' ? outcome.code : outcome.kind === 'limit' ? outcome.code : outcome.kind,
  );
}
over = true;
await work;
clearInterval(beat);
await machine.halt();
console.log(JSON.stringify({ wrong, faults: faults.slice(0, 5), outcomes, answered, ...report }));
process.exit(0);
