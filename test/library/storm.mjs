// Calls with random aborts, traps, exits, time limits and reboots, by a pool and by hand; every answer is checked. Prints what is left as JSON.
// Arguments: the image of functions.c, how many calls, the seed.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { createPool, boot } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, times, seed = '1'] = process.argv.slice(2);
const image = readFileSync(file);
const options = { memory: 32 << 20, output() {} };

/** xorshift32 */
let state = Number(seed) || 1;
function random(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const kilobytes = (name) =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'latin1'))[1]);
const now = () => ({
  handles: process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap)$/.test(name)).length,
  threads: readdirSync('/proc/self/task').length,
  descriptors: readdirSync('/proc/self/fd').length,
  rssMiB: Math.round(kilobytes('VmRSS') / 1024),
  virtualGiB: Math.round(kilobytes('VmSize') / 1024 ** 2),
});

const wrong = [];
const counts = {};
function expected(kind, what, wanted) {
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (!wanted.includes(what)) wrong.push(`${kind}: ${what}`);
}
const outcome = (promise) => promise.then(String, (error) => String(error.code ?? error.name));

/** One request: what it does, and every outcome that is right. */
const requests = [
  [40, async (pool) => expected('add', await outcome(pool.call('add', 20, 22)), ['42'])],
  [
    20,
    async (pool) => {
      const n = 1 + random(5000);
      const work = async (isle) => {
        const data = await isle.alloc(Float64Array, n);
        data.fill(0.5);
        const sum = await isle.call('sum', data, n);
        await isle.free(data);
        return sum;
      };
      expected('sum', await outcome(pool.use(work)), [String(n / 2)]);
    },
  ],
  [10, async (pool) => expected('text', await outcome(pool.call('length', 'x'.repeat(n9000()))), [String(last)])],
  [
    10,
    async (pool) => expected('greet', await outcome(pool.callWith({ returns: 'string' }, 'greet', 'me')), ['hello me']),
  ],
  [5, async (pool) => expected('trap', await outcome(pool.call('boom', 1)), ['HERMIT_ETRAP'])],
  [3, async (pool) => expected('exit', await outcome(pool.call('leave', 1)), ['HERMIT_EENDED'])],
  [1, async (pool) => expected('limit', await outcome(pool.callWith({ timeLimit: 5 }, 'spin')), ['HERMIT_ETIMELIMIT'])],
  [
    5,
    async (pool) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), random(4));
      expected('abort', await outcome(pool.callWith({ signal: stop.signal }, 'rest', 2)), ['undefined', '20']);
    },
  ],
  [3, async (pool) => expected('wrong', await outcome(pool.call('add', 'text\0', 1)), ['HERMIT_EARGUMENT'])],
  [3, async (pool) => expected('halt', await outcome(pool.use((isle) => isle.halt())), ['undefined'])],
];
let last = 0;
const n9000 = () => (last = random(9000));
const shares = requests.flatMap(([share, request]) => Array.from({ length: share }, () => request));

// The first stream of a process makes libuv keep a descriptor in reserve.
process.stdout.write('');
const before = now();
const pool = await createPool(image, { size: 2, spare: 1, ...options });
const samples = [];
const half = Math.floor(Number(times) / 2);
for (let i = 0; i < Number(times); i++) {
  // `text` remembers its length: requests come one by one, in pairs where they do not matter to each other.
  await Promise.all(
    i % 4 === 0
      ? [shares[random(shares.length)](pool), outcome(pool.call('nothing'))]
      : [shares[random(shares.length)](pool)],
  );
  if (i === half || i === Number(times) - 1) {
    globalThis.gc?.();
    samples.push(now());
  }
}
const { completed, failed, reboots, refused } = pool.statistics;
await pool.close();

// By hand: a machine that is rebooted and halted in the middle of calls.
for (let i = 0; i < Math.min(20, Number(times) / 20); i++) {
  const machine = await boot(image, { serve: true, ...options });
  const calls = [outcome(machine.isle(0).call('rest', 5)), outcome(machine.isle(0).call('add', 1, 1))];
  if (i % 2) await machine.halt();
  else expected('reboot', await outcome((await machine.reboot()).call('count')), ['1']);
  for (const what of await Promise.all(calls)) expected('ended', what, ['HERMIT_EENDED', '2', 'undefined']);
  await machine.halt();
}
globalThis.gc?.();
// Threads that have ended are gone a little later.
const left = () => now().threads > before.threads || now().descriptors > before.descriptors;
for (let i = 0; i < 6000 && left(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
console.log(
  JSON.stringify({
    wrong: wrong.slice(0, 20),
    counts,
    completed,
    failed,
    reboots,
    refused,
    before,
    samples,
    end: now(),
  }),
);
