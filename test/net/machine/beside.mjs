// node beside.mjs COMMAND OPTION…: runs `hermit-wasm run OPTION…`, and once it has printed "ready" the shell's COMMAND; when either ends, the
// other is ended.
// A server of Linux's on port 4000 answers what it is told. Prints {out, err, code, told, ended} as JSON.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const [command, ...options] = process.argv.slice(2);
const main = new URL('../../../dist/loader/cli/main.js', import.meta.url).pathname;

let told = '';
const server = createServer((socket) => {
  socket.on('data', (data) => {
    told += data;
    socket.end('hello from Linux');
  });
  socket.on('error', () => {});
});
server.listen(4000);

const machine = spawn(process.execPath, [main, 'run', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
let out = '';
let err = '';
const ended = new Promise((resolve) => machine.once('close', (code, signal) => resolve(code ?? signal)));
const ready = new Promise((resolve) =>
  machine.stdout.on('data', (data) => {
    out += data;
    if (out.includes('ready')) resolve();
  }),
);
machine.stderr.on('data', (data) => (err += data));
await Promise.race([ready, ended]);

const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (data) => (out += data));
void ended.then(() => shell.kill('SIGTERM'));
const code = await new Promise((resolve) => shell.once('close', resolve));
machine.kill('SIGTERM');
const how = await ended;
server.close();
process.stdout.write(`${JSON.stringify({ out, err, code, told, ended: how })}\n`);
