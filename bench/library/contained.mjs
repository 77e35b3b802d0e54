// Round trips of calls with arrays of some sizes: in this process, in a process of its own, and a message of child_process beside them. Prints
// milliseconds as JSON. Arguments: the image of functions.c, rounds.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { boot } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, rounds] = process.argv.slice(2);
const image = readFileSync(file);
const memory = 64 << 20;
const SIZES = [0, 256, 64 << 10, 1 << 20];
const CALLS = { 0: 1000, 256: 1000, [64 << 10]: 300, [1 << 20]: 50 };

const [here, contained] = [
  await boot(image, { serve: true, memory }),
  await boot(image, { serve: true, memory, contain: 'process' }),
];
const echo = fork(join(import.meta.dirname, 'echo.cjs'), { serialization: 'advanced' });
const answer = () => new Promise((resolve) => echo.once('message', resolve));

const ways = {};
for (const size of SIZES) {
  for (const [name, machine] of Object.entries({ here, contained })) {
    const isle = machine.isle(0);
    const array = size > 0 ? await isle.alloc(Uint8Array, size) : null;
    ways[`${name} ${size}`] = () => isle.call('touch', array);
  }
  const bytes = new Uint8Array(size);
  ways[`fork ${size}`] = () => {
    const back = answer();
    echo.send(bytes);
    return back;
  };
}
const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (const call of Object.values(ways)) for (let i = 0; i < 20; i++) await call();
// By turns: the machine may be shared.
for (let round = 0; round < Number(rounds); round++)
  for (const [name, call] of Object.entries(ways))
    for (let i = 0; i < CALLS[name.split(' ')[1]]; i++) {
      const begun = performance.now();
      await call();
      samples[name].push(performance.now() - begun);
    }
echo.disconnect();
await Promise.all([here.halt(), contained.halt()]);
console.log(JSON.stringify(samples));
