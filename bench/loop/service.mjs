// A service whose guest does its worst, one attack after the other: how late its event loop is meanwhile. Prints milliseconds as JSON: for
// each attack the lateness of every tick. Arguments: the image of guest.c, milliseconds for each attack, rounds, then the attacks (all).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, duration, rounds, ...chosen] = process.argv.slice(2);
const image = readFileSync(file);
const MIB = 1 << 20;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds in which this thread was ready and others had its CPU; none where Linux does not tell. */
function waited() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** A tick is due every millisecond. What Linux gave to others meanwhile is not the guest's doing. */
const TICK_MS = 1;
let late = [];
let last = performance.now();
let lastWaited = waited();
setInterval(() => {
  const now = performance.now();
  const nowWaited = waited();
  late.push(Math.max(0, now - last - TICK_MS - (nowWaited - lastWaited)));
  [last, lastWaited] = [performance.now(), nowWaited];
}, TICK_MS);

const machine = new Machine();
const serving = { serve: true, memory: 64 * MIB, outputLimit: Infinity, output() {} };
const boot = (options = {}) => machine.bootIsle(image, { ...serving, ...options });
const isOurs = (error) => {
  if (!String(error.code).startsWith('HERMIT_E')) throw error;
};
let until = 0;
const more = () => performance.now() < until;

/** A call that does not end by itself, until the time is over. */
async function endless(name, options) {
  const isle = await boot(options);
  isle.call(name).catch(isOurs);
  while (more()) await pause(5);
  await isle.halt();
}
/** Isles one after the other, each called once and then halted. */
async function afterEachOther(name, args, options) {
  while (more()) {
    const isle = await boot(options);
    await isle.call(name, ...args).catch(isOurs);
    await isle.halt();
  }
}

const attacks = {
  nothing: async () => {
    while (more()) await pause(5);
  },
  'spinning threads': () => endless('spin'),
  'calls from eight threads': () => endless('calls'),
  'one byte a write': () => endless('tiny'),
  '8 MiB a write': () => endless('large'),
  'writev of 512 MiB': () => endless('vectors'),
  'output to a slow reader': async () => {
    const isle = await boot({ stdio: 'stream', output: undefined });
    const slow = new Writable({ write: (_, __, done) => void setTimeout(done, 20) });
    isle.stdout.pipe(slow);
    isle.call('large').catch(isOurs);
    while (more()) await pause(5);
    await isle.halt();
  },
  'restless words': () => endless('words'),
  'traps in deep stacks': () => afterEachOther('trap', [5000]),
  'boots and halts': () => afterEachOther('nothing', []),
  'isles that touched 512 MiB': () => afterEachOther('touch', [512], { memory: 640 * MIB }),
  'isles of 200 threads': () => afterEachOther('threads', [200], { memory: 256 * MIB }),
  'signals that no thread takes': () => endless('signals'),
  'calls that are answered at once': async () => {
    const isle = await boot();
    while (more()) await isle.call('nothing');
    await isle.halt();
  },
  'a queue of calls that are answered at once': async () => {
    const isle = await boot();
    while (more()) await Promise.all(Array.from({ length: 200 }, () => isle.call('nothing')));
    await isle.halt();
  },
  'strings of 16 MiB': async () => {
    const isle = await boot();
    while (more()) await isle.callWith({ returns: 'string' }, 'string', 16 * MIB).catch(isOurs);
    await isle.halt();
  },
  'packets without a pause': async () => {
    const listener = machine.listen(1);
    const isle = await boot();
    isle.call('packets').catch(isOurs);
    const channel = await listener.accept();
    while (more()) await channel.receive().catch(isOurs);
    channel.close();
    listener.close();
    await isle.halt();
  },
};

const samples = {};
const names = chosen.length > 0 ? chosen : Object.keys(attacks);
// Once without being measured: code is loaded and compiled at its first use.
for (let round = 0; round <= Number(rounds); round++) {
  for (const name of names) {
    await pause(20);
    late = [];
    until = performance.now() + (round === 0 ? Math.min(200, Number(duration)) : Number(duration));
    await attacks[name]();
    if (round > 0) (samples[name] ??= []).push(...late);
  }
}
await machine.halt();
process.stdout.write(`${JSON.stringify(samples)}\n`, () => process.exit(0));
