// What the library promises, in whatever runs this: a line for each step. Arguments: the library's file, an image of runtimes.c, a C file.
import { readFileSync } from 'node:fs';

const [file, image, source] = process.argv.slice(2);
const { boot, compile, createPool } = await import(file);
const bytes = readFileSync(image);
const memory = 64 << 20;

async function step(name, run) {
  try {
    console.log(name, JSON.stringify(await run()));
  } catch (error) {
    console.log(name, error.code ?? error);
  }
}

/** One isle for a step, gone after it. */
async function withIsle(options, use) {
  const machine = await boot(bytes, { serve: true, memory, ...options });
  try {
    return await use(machine.isles[0]);
  } finally {
    await machine.halt();
  }
}

await step('call', () => withIsle({}, (isle) => isle.call('square', 12)));
await step('text', () => withIsle({}, (isle) => isle.callWith({ returns: 'string' }, 'name')));
await step('array', () =>
  withIsle({}, async (isle) => isle.call('sum', (await isle.alloc(Float64Array, 1000)).fill(0.5), 1000)),
);
await step('threads', () => withIsle({}, (isle) => isle.call('threads', 4)));
await step('output', async () => {
  const said = [];
  const output = (fd, text) => void said.push(fd, Buffer.from(text).toString());
  await withIsle({ output }, (isle) => isle.call('say'));
  return said;
});
await step('trap', () => withIsle({}, (isle) => isle.call('trap')));
await step('pool', async () => {
  const pool = await createPool(bytes, { size: 2, memory });
  const results = await Promise.all([1, 2, 3, 4].map((x) => pool.call('square', x)));
  await pool.close();
  return results;
});
await step('compile', async () => (await compile(source)).length > 1000);
if (process.versions.deno || process.versions.bun)
  await step('contain', () => withIsle({ contain: 'process' }, (isle) => isle.call('square', 5)));
