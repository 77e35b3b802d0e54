// A service with one isle that takes all it can: node holds.mjs IMAGE THING TIMES FOLDER. Prints a line of JSON: what the isle said, the
// bytes of host memory that it then cost, and those of the process when it has been halted, and when two more like it have been.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const [image, thing, times, folder] = process.argv.slice(2);
const MIB = 2 ** 20;
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Anonymous memory: files that are mapped, such as Node itself, come and go. */
const held = () => Number(/^RssAnon:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;

const machine = new Machine({ ready: 1 });
/** Boots one that does something, and answers what it said and the most that it cost meanwhile. */
async function cost(bytes, options) {
  const before = held();
  let said = '';
  const isle = await machine.bootIsle(bytes, options);
  isle.stderr.on('data', (text) => (said += text));
  let most = 0;
  while (!said.endsWith('\n') && !isle.ended) {
    await rest(20);
    most = Math.max(most, held() - before);
  }
  // Calls that wait have begun, too.
  for (let i = 0; i < 10; i++) {
    await rest(50);
    most = Math.max(most, held() - before);
  }
  const ended = isle.ended ? await isle.done : undefined;
  await isle.halt();
  return { said: said.trim(), most, ended };
}

const bytes = readFileSync(image);
const options = (...args) => ({
  args,
  memory: 16 * MIB,
  stdio: 'stream',
  allowRun: ['sleep'],
  dirs: [{ host: folder, guest: '/d', readOnly: true }],
});
// Once for what every isle costs, and what is loaded late.
const usual = await cost(bytes, options('nothing', '0'));
const { said, most, ended } = await cost(bytes, options(thing, times));
await rest(500);
const left = held();
// What is left is for the next one, and does not add up.
for (let i = 0; i < 2; i++) await cost(bytes, options(thing, times));
await rest(500);
const later = held();
await machine.halt();
console.log(JSON.stringify({ said, most, usual: usual.most, left, later, ended }));
