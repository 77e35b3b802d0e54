// Isles that trap in called functions, one for each image, while another one is called. Prints what their callers were told, how often the other
// one answered, and for how long the event loop stood still at most (ms).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const images = process.argv.slice(2).map((file) => readFileSync(file));
const options = { serve: true, memory: 32 << 20, output() {} };
const machine = new Machine();
const other = await machine.bootIsle(images.at(-2), options);
const told = [];
let longest = 0;
let answered = 0;
for (const image of images) {
  const isle = await machine.bootIsle(image, options);
  const trap = isle.call('divide', 1, 0).catch(({ code, message }) => told.push(`${code} ${message.split('\n')[0]}`));
  let over = false;
  void trap.then(() => (over = true));
  for (let last = performance.now(); !over;) {
    if ((await other.call('add', answered, 1)) === answered + 1) answered++;
    await new Promise(setImmediate);
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
}
await machine.halt();
process.stdout.write(JSON.stringify({ told, longest, answered }));
