// A process of its own: boots isles in one machine and prints what it took as JSON, in milliseconds. Arguments: the image of boot.c, how
// often, CPUs.
import { readFileSync } from 'node:fs';
import { type Isle, Machine } from '../../loader/library/index.js';

const WARM = 5;
const ROUND_TRIPS = 2000;
const MEMORY = 64 << 20;

type Booted = { isle: Isle; main: number };

/** Until main has begun. */
async function boot(machine: Machine, image: Uint8Array, arg: string): Promise<Booted> {
  const begun = performance.now();
  let isle: Isle | undefined;
  const main = await new Promise<number>((resolve, reject) => {
    machine
      .bootIsle(image, { args: [arg], memory: MEMORY, output: () => resolve(performance.now() - begun) })
      .then((booted) => (isle = booted), reject);
  });
  // The promise of a boot is kept before main writes, but its continuation may come later.
  while (!isle) await new Promise((resolve) => setImmediate(resolve));
  return { isle, main };
}

async function packets(first: Isle): Promise<number> {
  const channel = await first.connect(1);
  const packet = new Uint8Array(8);
  const begun = performance.now();
  for (let i = 0; i < ROUND_TRIPS; i++) {
    await channel.send(packet);
    await channel.receive();
  }
  const trip = (performance.now() - begun) / ROUND_TRIPS;
  channel.close();
  return trip;
}

/** Two isles, each on a CPU of its own where there are two. */
async function pingPong(image: Uint8Array, cpus: readonly number[]): Promise<number> {
  const pair = new Machine();
  await pair.bootIsle(image, { args: ['echo'], cpus: [cpus[0]!], memory: MEMORY, output() {} });
  let half = '';
  const ping = await pair.bootIsle(image, {
    args: ['ping'],
    cpus: [cpus[1] ?? cpus[0]!],
    memory: MEMORY,
    output: (_, text) => (half += Buffer.from(text).toString().replace('!', '')),
  });
  await ping.done;
  await pair.halt();
  return Number(half);
}

async function main([file, times, ...cpuNames]: string[]): Promise<void> {
  const image = readFileSync(file!);
  const machine = new Machine();
  const first = await boot(machine, image, 'echo');
  await boot(machine, image, 'compute');
  const boots: number[] = [];
  const halts: number[] = [];
  for (let i = -WARM; i < Number(times); i++) {
    const { isle, main } = await boot(machine, image, 'wait');
    const begun = performance.now();
    await isle.halt();
    if (i < 0) continue;
    boots.push(main);
    halts.push(performance.now() - begun);
  }
  // Without a thread that was a core before.
  const fresh: number[] = [];
  for (let i = 0; i < Number(times); i++) {
    const { isle, main } = await boot(machine, image, 'compute');
    await isle.halt();
    if (i > 0) fresh.push(main);
  }
  const trip = await packets(first.isle);
  await machine.halt();
  const half = await pingPong(image, cpuNames.map(Number));
  console.log(JSON.stringify({ first: first.main, boots, halts, fresh, trip, half }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
