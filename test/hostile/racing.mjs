// Reads the texts of an isle whose threads rewrite them, by every way that the library has. Arguments: the image, rounds. Prints how many it read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [file, rounds] = process.argv.slice(2);
const image = readFileSync(file);
const machine = new Machine();
const isle = await machine.bootIsle(image, { serve: true, memory: 64 << 20, threads: 8, output() {} });
const address = await isle.call('race', 2);
let read = 0;
for (let i = 0; i < rounds; i++) {
  if (isle.string(address + (i % 97)).length >= 0) read++;
  const text = await isle.callWith({ returns: 'string' }, 'text_of');
  if (text.length >= 0) read++;
}
// An image that lies in memory which an isle writes is another one at every look.
const shared = new Uint8Array(new SharedArrayBuffer(image.length));
shared.set(image);
const other = await machine.bootIsle(shared, { args: ['2'], memory: 64 << 20, threads: 8, output() {} });
await other.done;
await isle.halt();
await machine.halt();
process.stdout.write(`${read}\n`);
