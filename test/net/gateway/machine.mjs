// A machine whose network is open to this process: what is left of it after its end. Run by gateway.test.ts with an image that echoes.
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { createRequire } from 'node:module';

const [library, image, port] = process.argv.slice(2);
const { Machine } = createRequire(import.meta.url)(library);
const threads = () => readdirSync('/proc/self/task').length;
const descriptors = () => readdirSync('/proc/self/fd').length;

function ask(text, at) {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(at), host: '127.0.0.1', allowHalfOpen: true });
    let all = '';
    socket.on('data', (part) => (all += part));
    socket.on('error', (error) => resolve(error.code));
    socket.on('close', () => resolve(all));
    socket.end(text);
  });
}

async function machine() {
  const made = new Machine({ network: { publish: [`${port}:isle1:80`] } });
  const program = readFileSync(image);
  const isle = { args: ['echo'], output: () => {} };
  await made.bootIsle(program, isle);
  const answers = [await ask('too early', port)];
  for (let round = 0; round < 2; round++) {
    const second = await made.bootIsle(program, isle);
    let answer = 'ECONNRESET';
    // Until it listens.
    while (answer === 'ECONNRESET') answer = await ask(`round ${round}, `, port);
    answers.push(answer);
    const open = connect({ port: Number(port), host: '127.0.0.1' });
    open.on('error', () => {});
    const closed = new Promise((resolve) => open.once('close', resolve));
    await new Promise((resolve) => open.once('connect', resolve));
    open.write('x');
    await new Promise((resolve) => open.once('data', resolve));
    await second.halt();
    await closed;
  }
  await made.halt();
  answers.push(await ask('too late', port));
  return answers;
}

const answers = await machine();
const before = [threads(), descriptors()];
await machine();
const after = () => [threads(), descriptors()];
// Threads that have ended are gone a little later.
for (let i = 0; i < 6000 && after().some((n, at) => n > before[at]); i++)
  await new Promise((resolve) => setTimeout(resolve, 10));
console.log(JSON.stringify({ answers, before, after: after() }));
