// Boots and ends an isle again and again beside one that computes and one that serves, and prints what is left each time as JSON.
// Arguments: the image of test/isles/peer.c, how often.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, times] = process.argv.slice(2);
const image = readFileSync(file);
const PORT = '7';

const kilobytes = (name) =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync('/proc/self/status', 'latin1'))[1]);
const now = (machine) => ({
  // Without the streams of the process itself.
  handles: process
    .getActiveResourcesInfo()
    .filter((name) => !/^(PipeWrap|TTYWrap)$/.test(name))
    .sort()
    .join(' '),
  threads: readdirSync('/proc/self/task').length,
  descriptors: readdirSync('/proc/self/fd').length,
  rssMiB: kilobytes('VmRSS') / 1024,
  virtualGiB: kilobytes('VmSize') / 1024 ** 2,
  isles: machine.isles.length,
});

const machine = new Machine();
const output = [];
const options = (args) => ({ args, memory: 32 << 20, output: (_, text) => output.push(Buffer.from(text).toString()) });
await machine.bootIsle(image, options(['add']));
await machine.bootIsle(image, options(['serve', PORT]));
const counter = await bound();
const added = () => new Int32Array(machine.access.get(counter, 0, 4).buffer)[0];

async function bound() {
  for (;;) {
    try {
      return machine.access.bind(0, 0);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

/** By turns: one that exchanges a packet with the server and exits; one that waits; one that traps; one that computes. */
const lives = [
  { args: ['greet', '1', PORT], kind: 'exit' },
  { args: ['wait'], kind: 'halted' },
  { args: ['trap'], kind: 'trap' },
  { args: ['compute'], kind: 'halted' },
];
let before = added();
const samples = [];
const wrong = [];
for (let i = 0; i < Number(times); i++) {
  const { args, kind } = lives[i % lives.length];
  const isle = await machine.bootIsle(image, options(args));
  if (isle.number !== 2) wrong.push(`round ${i}: isle ${isle.number}`);
  if (kind === 'halted') await isle.halt();
  const outcome = await isle.done;
  if (outcome.kind !== kind) wrong.push(`round ${i}: ${JSON.stringify(outcome)}`);
  // It shares its CPU, so that a single round may find it where it was.
  if (i % 10 === 9) {
    const after = added();
    if (after === before) wrong.push(`round ${i}: isle 0 does not compute`);
    before = after;
  }
  // What isles that still run knew is unmapped by the garbage collector; here it comes often, so that the trend shows what it can't find.
  if (i % 10 === 9) globalThis.gc();
  samples.push(now(machine));
}
await machine.halt();
// Node's own threads stay.
console.log(JSON.stringify({ samples, wrong, greetings: output.join(''), end: now(machine) }));
