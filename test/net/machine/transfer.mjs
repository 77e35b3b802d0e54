// node transfer.mjs IMAGE OUT IN none|netem|own: an isle runs IMAGE (test/net/machine/transfer.c), and sends OUT megabytes to Linux and gets
// IN from it at once, through a TUN device, which loses and reorders packets, by the system's netem or our own. Prints a JSON report.
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { boot, built, MTU } from './boot.mjs';
import { lossyTun } from './lossy-side.mjs';

const { prepareTun } = built('loader/network/tun/index');

const PORT = 5001;
const PERIOD = 64507;
const CHUNK = 65536;

const [image, out, into, loss] = process.argv.slice(2);
const [expected, total] = [out, into].map((megabytes) => Number(megabytes) * 1e6);
const pattern = Buffer.alloc(PERIOD + 4 * CHUNK);
for (let i = 0; i < pattern.length; i++) pattern[i] = (Math.imul(i % PERIOD, i % PERIOD) * 7) >>> 4;

function side(fabric) {
  if (loss === 'own') return lossyTun(fabric, MTU);
  const onWarning = (text) => process.stderr.write(`${text}\n`);
  const onFault = ({ code, message }) => onWarning(`${code}: ${message}`);
  const tun = prepareTun({ fabric, isles: 1, mtu: MTU, name: null, capture: false, onWarning, onFault });
  if (loss === 'netem') netem();
  return tun;
}

/** What leaves Linux by the device, and what comes from it by way of another. */
function netem() {
  const bad = 'netem loss 1% delay 1ms reorder 99% limit 10000'.split(' ');
  const commands = [
    ['tc', 'qdisc', 'add', 'dev', 'hermit0', 'root', ...bad],
    ['ip', 'link', 'add', 'hermit-in', 'type', 'ifb'],
    ['ip', 'link', 'set', 'dev', 'hermit-in', 'mtu', String(MTU), 'up'],
    ['tc', 'qdisc', 'add', 'dev', 'hermit0', 'handle', 'ffff:', 'ingress'],
    'tc filter add dev hermit0 parent ffff: matchall action mirred egress redirect dev hermit-in'.split(' '),
    ['tc', 'qdisc', 'add', 'dev', 'hermit-in', 'root', ...bad],
  ];
  for (const [command, ...args] of commands) execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

let text = '';
let ready;
const isReady = new Promise((resolve) => (ready = resolve));
const output = (_, bytes) => {
  text += Buffer.from(bytes);
  if (text.includes('ready')) ready();
};

/** Streams both ways; resolves to what was wrong, or nothing. */
async function stream() {
  await isReady;
  const socket = connect(PORT, '192.168.28.2');
  const begun = performance.now();
  let got = 0;
  let problem;
  let last = begun;
  let slowest = 0;
  let inSeconds;
  socket.on('data', (data) => {
    const now = performance.now();
    slowest = Math.max(slowest, now - last);
    last = now;
    for (let at = 0; at < data.length; at += CHUNK) {
      const part = data.subarray(at, at + CHUNK);
      const place = (got + at) % PERIOD;
      if (!problem && !part.equals(pattern.subarray(place, place + part.length)))
        problem = `other bytes after ${got + at}`;
    }
    got += data.length;
    if (got === expected) inSeconds = (now - begun) / 1e3;
  });
  const over = new Promise((resolve) => {
    socket.once('end', resolve);
    socket.once('error', (error) => resolve((problem ??= error.message)));
  });
  for (let at = 0; at < total && !socket.destroyed;) {
    const part = pattern.subarray(at % PERIOD, (at % PERIOD) + Math.min(CHUNK, total - at));
    at += part.length;
    if (!socket.write(part)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), over]);
  }
  const outSeconds = (performance.now() - begun) / 1e3;
  await over;
  socket.end();
  return { problem, got, seconds: (performance.now() - begun) / 1e3, slowest, inSeconds, outSeconds };
}

const streamed = stream();
const code = await boot({ image, args: [out, into], mode: 'tun', side, output });
const report = await Promise.race([
  streamed,
  new Promise((resolve) => setTimeout(resolve, 240_000, { problem: 'no end of the stream' })),
]);
process.stdout.write(`${JSON.stringify({ code, text, ...report, rate: (expected + total) / 1e6 / report.seconds })}\n`);
process.exit(0);
