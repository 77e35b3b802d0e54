// The load test: many clients at once, among them a killer. Starts the service, checks every answer, looks for what is left, stops the
// service in the middle of a request, and prints a report. Exit code 1 if anything was wrong.
import { parseArgs } from 'node:util';
import { Client, Service } from './client.mjs';
import { KILLER, REQUESTS } from './requests.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000' },
    clients: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
    'no-killer': { type: 'boolean', default: false },
  },
});
const [requests, clients, seed] = [values.requests, values.clients, values.seed].map(Number);
const SETTINGS = { SIZE: '2', CORES: '2', QUEUE: '6', TIME_LIMIT: '2000', FAULTS: '1' };
const ISLES = Number(SETTINGS.SIZE) + 1;
/** How often a request that was refused is made again, and what it waits at most before (ms). */
const TRIES = 500;
const PAUSE_MS = 40;
/**
 * What the process may have more at the end than after the first quarter. Threads of cores, with four descriptors each, are kept: there are
 * as many as were ever needed at once, while isles that end overlap with those that boot. A leak would be one for each reboot. V8's heap
 * grows for a while.
 */
const CORES_MORE = ISLES * Number(SETTINGS.CORES);
const MORE = { threads: CORES_MORE, descriptors: 4 * CORES_MORE, rssMiB: 64 };

/** xorshift32: a run can be repeated. */
let state = seed || 1;
function random(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kinds = [...REQUESTS, ...(values['no-killer'] ? [] : KILLER)].flatMap((kind) =>
  Array.from({ length: kind.share }, () => kind),
);
const wrong = [];
const counts = {};
const times = [];
let refused = 0;
const service = await Service.start(SETTINGS);
const client = new Client(service.address);

/** Until it is answered otherwise than by "try again later". */
async function ask({ path, type, body, patience, check }) {
  for (let left = TRIES; left > 0; left--) {
    const signal = patience === undefined ? undefined : AbortSignal.timeout(patience);
    const begun = performance.now();
    let answer;
    try {
      answer = await client.request('POST', path, { type, body, signal });
    } catch (error) {
      return signal?.aborted ? 'gone' : `${path}: ${error.message}`;
    }
    if (answer.status !== 503) {
      times.push(performance.now() - begun);
      return check?.(answer);
    }
    refused++;
    if (!(Number(answer.headers['retry-after']) > 0)) return `${path}: 503 without Retry-After`;
    await pause(random(PAUSE_MS));
  }
  return `${path}: refused ${TRIES} times`;
}

async function keepAsking(until) {
  while (done < until) {
    done++;
    const { name, make } = kinds[random(kinds.length)];
    const what = await ask(make(random));
    const kind = what === 'gone' ? `${name}, gone` : name;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (what && what !== 'gone') wrong.push(`${name}: ${what}`);
  }
}
let done = 0;

const statistics = async () => JSON.parse((await client.request('GET', '/statistics')).body);

/** What the service has when nobody asks for anything. */
async function rest() {
  let pool;
  for (let left = 200; left > 0; left--) {
    ({ pool } = await statistics());
    if (pool.busy === 0 && pool.waiting === 0 && pool.isles === ISLES) break;
    await pause(20);
  }
  if (pool.busy || pool.waiting || pool.isles !== ISLES) wrong.push(`at rest: ${JSON.stringify(pool)}`);
  client.disconnect();
  await pause(500);
  return service.sample();
}

const begun = performance.now();
await Promise.all(Array.from({ length: clients }, () => keepAsking(requests / 4)));
const quarter = await rest();
await Promise.all(Array.from({ length: clients }, () => keepAsking(requests)));
const seconds = (performance.now() - begun) / 1000;
const { status } = await client.request('GET', '/health');
if (status !== 200) wrong.push(`health: ${status}`);
const { pool, answers } = await statistics();
const end = await rest();
for (const [what, more] of Object.entries(MORE))
  if (end[what] > quarter[what] + more)
    wrong.push(`${what}: ${end[what]} at the end, ${quarter[what]} after a quarter`);

// What has begun is answered, and then the process ends, without help.
const last = client.request('POST', '/faults/spin');
await pause(100);
const stopping = performance.now();
service.kill('SIGTERM');
const answer = await last.catch(({ message }) => ({ status: message }));
if (answer.status !== 504) wrong.push(`asked before SIGTERM: ${answer.status}`);
const late = setTimeout(() => service.kill('SIGKILL'), 10_000);
const code = await service.ended;
clearTimeout(late);
if (code !== 0) wrong.push(`the service ended with ${code}`);

times.sort((a, b) => a - b);
const at = (share) => Number(times[Math.floor(times.length * share)].toFixed(1));
console.log(
  JSON.stringify(
    {
      seed,
      requests: done,
      perSecond: Math.round(done / seconds),
      milliseconds: { p50: at(0.5), p99: at(0.99) },
      counts,
      refused,
      answers,
      reboots: pool.reboots,
      quarter,
      end,
      stopMs: Math.round(performance.now() - stopping),
      wrong: wrong.slice(0, 20),
    },
    undefined,
    2,
  ),
);
process.exitCode = wrong.length > 0 ? 1 : 0;
