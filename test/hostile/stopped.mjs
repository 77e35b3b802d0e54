// A service that calls isles, boots and halts them for some seconds, and looks at all results. Argument: the image of functions.c.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Machine } = createRequire(import.meta.url)('../../dist/loader/library/index.js');
const image = readFileSync(process.argv[2]);
const machine = new Machine();
const options = { serve: 2, memory: 32 << 20, output() {} };
const wrong = [];

async function calls() {
  const isle = await machine.bootIsle(image, options);
  for (let i = 0; i < 1000; i++) {
    const [sum, text] = await Promise.all([
      isle.call('add', i, 7),
      isle.callWith({ returns: 'string' }, 'greet', `n${i}`),
    ]);
    if (sum !== i + 7 || text !== `hello n${i}`) wrong.push(`${sum} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await isle.halt();
}
async function boots() {
  for (let i = 0; i < 30; i++) {
    const isle = await machine.bootIsle(image, { ...options, serve: true, timeLimit: 200_000 });
    if ((await isle.call('add', i, 1)) !== i + 1) wrong.push(`boot ${i}`);
    await isle.halt();
  }
}
/** A limit counts the time that passes, stopped or not, and ends its isle alone. */
async function limits() {
  for (let i = 0; i < 5; i++) {
    // It may be over before the isle has booted.
    const booted = await machine.bootIsle(image, { ...options, timeLimit: 300 }).catch((error) => error);
    const error = booted.code ? booted : await booted.call('spin').catch((reason) => reason);
    if (!['HERMIT_ETIMELIMIT', 'HERMIT_EENDED'].includes(error.code)) wrong.push(`limit ${i}: ${error}`);
  }
}
await Promise.all([calls(), boots(), limits()]);
await machine.halt();
console.log(wrong.length === 0 ? 'all right' : wrong.slice(0, 5).join('\n'));
