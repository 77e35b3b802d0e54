// Boots isles that wait for something while they hold a descriptor, ends each in the middle, and prints what is left of them as JSON.
// Arguments: the image of waits.c, a granted folder with a pipe and a file in it, rounds, how they are ended.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, folder, rounds, how, ...kinds] = process.argv.slice(2);
const image = readFileSync(file);
const machine = new Machine();
const wrong = [];

const now = () => {
  const descriptors = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  return {
    descriptors: descriptors.length,
    inFolder: descriptors.filter((path) => path.startsWith(folder)).length,
    threads: readdirSync('/proc/self/task').length,
  };
};

async function round(kind) {
  const controller = new AbortController();
  let waits;
  const waiting = new Promise((resolve) => (waits = resolve));
  const isle = await machine.bootIsle(image, {
    args: [kind],
    memory: 32 << 20,
    dirs: [{ host: folder, guest: '/grant', readOnly: false }],
    allowRun: ['/bin/sleep'],
    output: () => waits(),
    ...(how === 'abort' && { signal: controller.signal }),
    ...(how === 'limit' && { timeLimit: 150 }),
  });
  isle.done.then(waits);
  await waiting;
  // A moment, in which the call is made.
  await new Promise((resolve) => setTimeout(resolve, 2));
  if (how === 'halt') await isle.halt();
  if (how === 'abort') controller.abort();
  const { kind: end } = await isle.done;
  if (end !== (how === 'limit' ? 'limit' : 'halted')) wrong.push(`${kind}: ${end}`);
}

const samples = [];
for (let i = -2; i < Number(rounds); i++) {
  for (const kind of kinds) await round(kind);
  // Those before the first warm threads up.
  if (i >= -1) samples.push(now());
}
await machine.halt();
console.log(JSON.stringify({ samples, wrong }));
process.exit(0);
