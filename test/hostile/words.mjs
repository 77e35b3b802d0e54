// Isles that write every word that they share with the loader (words.c), one after the other, while their host calls them, signals them and
// connects to them, and while another isle's calls are answered. Prints what it saw as JSON.
// Arguments: the image of words.c, the image of functions.c, seed, then the words that each isle writes.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [bad, good, seed, ...kinds] = process.argv.slice(2);
const [words, functions] = [bad, good].map((file) => readFileSync(file));
const LIMIT = 1500;
/** What a call of the hostile isle or a wait for it may end with: errors of ours, and nothing else. */
const ours = (error) => {
  if (!String(error.code).startsWith('HERMIT_E')) wrong.push(`an error of no code: ${error.stack}`);
};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const wrong = [];
const warnings = [];
const report = { longest: 0, late: 0, outcomes: {}, answered: 0, calls: 0 };

/** The CPUs of each of this process's threads. */
function places() {
  const found = {};
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      found[thread] = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync(`/proc/self/task/${thread}/status`, 'latin1'))[1];
    } catch {
      // It has ended.
    }
  }
  return found;
}
function sameThreads(before, what) {
  const now = places();
  for (const [thread, cpus] of Object.entries(before))
    if (now[thread] !== undefined && now[thread] !== cpus)
      wrong.push(`${what}: thread ${thread} was moved to ${now[thread]}`);
}

let last = performance.now();
const beat = setInterval(() => {
  const now = performance.now();
  report.longest = Math.max(report.longest, now - last - 5);
  last = now;
}, 5);

const machine = new Machine({ network: { publish: ['0:80'] }, onWarning: (text) => warnings.push(text) });
const listener = machine.listen(3);
const accepting = (async () => {
  for (;;) (await listener.accept()).close();
})().catch(() => {});
const victim = await machine.bootIsle(functions, { serve: true, memory: 32 << 20, output() {} });
let over = false;
async function honest() {
  for (let i = 0; !over; i++) {
    const sum = await victim.call('add', i, 7);
    if (sum !== i + 7) wrong.push(`add ${i}: ${sum}`);
    const text = await victim.callWith({ returns: 'string' }, 'greet', `n${i}`);
    if (text !== `hello n${i}`) wrong.push(`greet: ${text}`);
    report.answered++;
    await wait(1);
  }
}
const work = honest().catch((error) => wrong.push(`the honest isle: ${error.code} ${error.message}`));

/** The host's dealings with an isle, until it has ended. */
async function calling(isle) {
  while (!isle.ended) {
    const one = [
      () => isle.call('add', 1, 2),
      () => isle.callWith({ returns: 'string', timeLimit: 300 }, 'text'),
      () => isle.alloc(Int32Array, 1000),
      () => isle.call('add', 1, 'x'.repeat(5000)),
      async () => isle.string(await isle.call('text')),
    ];
    await one[report.calls++ % one.length]().catch(ours);
    await wait(0);
  }
}
async function connecting(isle) {
  while (!isle.ended) {
    try {
      const channel = await isle.connect(4, { timeout: 50, waitForListener: true });
      await channel.receive({ timeout: 20 });
      await channel.send(new Uint8Array(100), { timeout: 20 });
      channel.close();
    } catch (error) {
      ours(error);
    }
    isle.signal('SIGWINCH');
    isle.stats();
    await wait(2);
  }
}

const before = places();
for (const [i, kind] of kinds.entries()) {
  const serve = i % 2 === 1;
  const args = [String(Number(seed) + i), kind, String([1, 5, 50][i % 3]), ...(serve ? ['serve'] : [])];
  const limits = { memory: 48 << 20, threads: 8, files: 16, tmpLimit: 8 << 20, outputLimit: 1 << 20, timeLimit: LIMIT };
  let outcome;
  const began = performance.now();
  try {
    const isle = await machine.bootIsle(words, { name: kind, args, ...limits, serve, output() {} });
    if (serve) void calling(isle).catch((error) => wrong.push(`calling: ${error.stack}`));
    void connecting(isle).catch((error) => wrong.push(`connecting: ${error.stack}`));
    outcome = await isle.done;
    if (outcome.kind === 'limit') report.late = Math.max(report.late, performance.now() - began - LIMIT);
  } catch (error) {
    ours(error);
    outcome = { kind: error.code };
  }
  (report.outcomes[kind] ??= []).push(outcome.code ?? outcome.kind);
  sameThreads(before, kind);
}
over = true;
await work;
listener.close();
await accepting;
await machine.halt();

// A thread that was moved is not the next isle's in that place.
const [everywhere] = Object.values(places());
const another = new Machine();
await (
  await another.bootIsle(words, { args: [seed, 't', '5'], timeLimit: LIMIT, memory: 32 << 20, output() {} })
).done;
const isles = [];
for (let i = 0; i < 6; i++)
  isles.push(await another.bootIsle(functions, { serve: true, memory: 32 << 20, output() {} }));
for (const isle of isles) if ((await isle.call('add', 1, 2)) !== 3) wrong.push('an isle afterwards');
for (const [thread, cpus] of Object.entries(places()))
  if (cpus !== everywhere) wrong.push(`thread ${thread} stayed on ${cpus}`);
await another.halt();
clearInterval(beat);
console.log(JSON.stringify({ wrong: wrong.slice(0, 10), warnings: warnings.slice(0, 10), ...report }));
process.exit(0);
