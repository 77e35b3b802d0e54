// Calls as a service makes them; prints milliseconds as JSON. Arguments: the image of functions.c, rounds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Piscina } from 'piscina';

const { boot, createPool } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, rounds] = process.argv.slice(2);
const image = readFileSync(file);
const CALLS = 2000;
const BATCH = 50;
const BATCHES = 200;
const WARM = 50;
const PAUSED = 30;
const BOOTS = 10;
const COMPUTE_MILLIONS = 150;
const memory = 32 << 20;

async function timed(list, work) {
  const begun = performance.now();
  await work();
  list.push(performance.now() - begun);
}

const machine = await boot(image, { serve: true, memory });
const isle = machine.isle(0);
const piscina = new Piscina({ filename: join(import.meta.dirname, 'empty.cjs'), minThreads: 1, maxThreads: 1 });
const samples = {
  call: [],
  piscina: [],
  paused: [],
  pausedPiscina: [],
  pool: [],
  boot: [],
  reboot: [],
  checked: [],
  unchecked: [],
};
for (let i = 0; i < CALLS; i++) {
  await isle.call('nothing');
  await piscina.run();
}
// By turns: the machine may be shared.
for (let round = 0; round < Number(rounds); round++) {
  for (let i = 0; i < CALLS; i++) await timed(samples.call, () => isle.call('nothing'));
  for (let i = 0; i < CALLS; i++) await timed(samples.piscina, () => piscina.run());
  for (let i = 0; i < PAUSED; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await timed(samples.paused, () => isle.call('nothing'));
    await new Promise((resolve) => setTimeout(resolve, 2));
    await timed(samples.pausedPiscina, () => piscina.run());
  }
}
await piscina.destroy();

// Calls that are checked by the function's declaration, and the same ones without: small batches by turns on one isle.
const args = [await isle.alloc(Float64Array, 16), await isle.alloc(Int32Array, 16), 16, 0.5];
await isle.call('checked', ...args);
// From now on, for functions that have not been called.
isle.takeAsDeclared();
async function batch(name) {
  const begun = performance.now();
  for (let i = 0; i < BATCH; i++) await isle.call(name, ...args);
  return (performance.now() - begun) / BATCH;
}
for (let turn = -WARM; turn < BATCHES * Number(rounds); turn++) {
  const names = turn % 2 === 0 ? ['checked', 'unchecked'] : ['unchecked', 'checked'];
  for (const name of names) {
    const took = await batch(name);
    if (turn >= 0) samples[name].push(took);
  }
}
await machine.halt();

// A pool: the next answer after a trap, which an isle gives that was ready; and what booting another one takes.
const pool = await createPool(image, { memory, ready: 2 });
for (let i = 0; i < BOOTS * Number(rounds); i++) {
  await pool.call('trap').catch(() => {});
  await timed(samples.pool, () => pool.call('nothing'));
  while (pool.statistics.isles < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await pool.close();
const booted = await boot(image, { serve: true, memory, ready: 3 });
for (let i = 0; i < BOOTS * Number(rounds); i++) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  let other;
  await timed(samples.boot, async () => {
    other = await booted.bootIsle(image, { serve: true, memory });
    await other.call('nothing');
  });
  await timed(samples.reboot, async () => (await booted.reboot(other)).call('nothing'));
  await booted.isle(other.number).halt();
}
await booted.halt();

// The event loop while two cores compute for seconds.
const busy = await boot(image, { serve: 2, cores: 2, memory });
await Promise.all([busy.isle(0).call('compute', 1), busy.isle(0).call('compute', 1)]);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const begun = performance.now();
await Promise.all([0, 1].map(() => busy.isle(0).call('compute', COMPUTE_MILLIONS * 4)));
const seconds = (performance.now() - begun) / 1000;
delay.disable();
await busy.halt();
// The timer's own millisecond is part of what is recorded.
const late = (percentile) => Math.max(0, delay.percentile(percentile) / 1e6 - 1);
console.log(JSON.stringify({ ...samples, seconds, delay: { p50: late(50), p99: late(99) } }));
