// Boots isles in one machine and prints what it took as JSON, in milliseconds. Arguments: the image of boot.c, how often, CPUs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, times, ...cpuNames] = process.argv.slice(2);
const cpus = cpuNames.map(Number);
const image = readFileSync(file);
const WARM = 5;
const ROUND_TRIPS = 2000;

/** Until main has begun. */
async function boot(machine, arg) {
  const begun = performance.now();
  let isle;
  const main = await new Promise((resolve, reject) => {
    machine
      .bootIsle(image, { args: [arg], memory: 64 << 20, output: () => resolve(performance.now() - begun) })
      .then((booted) => (isle = booted), reject);
  });
  // The promise of a boot is kept before main writes, but its continuation may come later.
  while (!isle) await new Promise((resolve) => setImmediate(resolve));
  return { isle, main };
}

const machine = new Machine();
const first = await boot(machine, 'echo');
await boot(machine, 'compute');
const boots = [];
const halts = [];
for (let i = -WARM; i < Number(times); i++) {
  const { isle, main } = await boot(machine, 'wait');
  const begun = performance.now();
  await isle.halt();
  if (i < 0) continue;
  boots.push(main);
  halts.push(performance.now() - begun);
}
// Without a thread that was a core before.
const fresh = [];
for (let i = 0; i < Number(times); i++) {
  const { isle, main } = await boot(machine, 'compute');
  await isle.halt();
  if (i > 0) fresh.push(main);
}
const channel = await first.isle.connect(1);
const packet = new Uint8Array(8);
const begun = performance.now();
for (let i = 0; i < ROUND_TRIPS; i++) {
  await channel.send(packet);
  await channel.receive();
}
const trip = (performance.now() - begun) / ROUND_TRIPS;
channel.close();
// Two isles, each on a CPU of its own; those before shared them.
await machine.halt();
const pair = new Machine();
await pair.bootIsle(image, { args: ['echo'], cpus: [cpus[0]], memory: 64 << 20, output() {} });
let half = '';
const ping = await pair.bootIsle(image, {
  args: ['ping'],
  cpus: [cpus[1] ?? cpus[0]],
  memory: 64 << 20,
  output: (_, text) => (half += Buffer.from(text).toString().replace('!', '')),
});
await ping.done;
await pair.halt();
console.log(JSON.stringify({ first: first.main, boots, halts, fresh, trip, half: Number(half) }));
