// A peer at isle 0's address that answers ICMP echo, over the rings as an isle's own stack would: node echo-isle.mjs COMMAND…
// Makes the TUN device, runs the command, and prints {code, stdout, warnings, answered} as JSON. ENDS=1: until the device is gone.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const dist = new URL('../../../dist/', import.meta.url).pathname;
const device = require(`${dist}runtime/device/index.js`);
const { Fabric } = require(`${dist}runtime/fabric/table.js`);

const MTU = 9000;
const ICMP = 1;
const ECHO = 8;

async function main() {
  const { prepareTun } = require(`${dist}loader/network/tun/index.js`);
  const { prepareRecorder } = require(`${dist}loader/network/recorder/index.js`);
  const { PCAP: file, TUN: name = 'hermit0', ENDS } = process.env;
  const fabric = new Fabric();
  const warnings = [];
  const onWarning = (text) => warnings.push(text);
  const onFault = ({ code, message }) => onWarning(`${code}: ${message}`);
  const options = { fabric, isles: 1, onWarning, onFault };
  const recorder = file ? prepareRecorder({ ...options, file }) : undefined;
  const tun = prepareTun({ ...options, mtu: MTU, name, capture: Boolean(file) });
  const isle = device.openDevice(fabric, { endpoint: 0, isles: 1, scratch: 1 << 17 });
  const known = [isle.peer, tun.peer, ...(recorder ? [recorder.peer] : [])];
  recorder?.start(known);
  tun.start(known);
  const data = { device: isle.device, fabric: fabric.shared, known, capture: Boolean(file) };
  const peer = new Worker(new URL(import.meta.url), { workerData: data });
  const answered = new Promise((resolve) => peer.once('message', resolve));
  const [command, ...args] = process.argv.slice(2);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (text) => (stdout += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  while (ENDS && warnings.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  device.stopDevice(isle.device);
  const count = await answered;
  await tun.close();
  await recorder?.close();
  process.stdout.write(`${JSON.stringify({ code, stdout, warnings, answered: count })}\n`);
}

/** The Internet checksum over bytes, which start at an even offset. */
function checksum(bytes, at, length) {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += i & 1 ? bytes[at + i] : bytes[at + i] << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function peer({ device: own, fabric, known, capture }) {
  const memoryOf = (isle) => known.find((n) => n.isle === isle)?.memory;
  const scratch = device.scratchOf(own);
  const peerAccess = new device.PeerAccess(new Fabric(fabric), 0, own.memory.buffer, scratch, memoryOf);
  const onWarning = (text) => process.stderr.write(`peer: ${text}\n`);
  const receiver = new device.Receiver({ device: own, peerAccess, onWarning });
  const clock = () => Date.now() * 1e6;
  const sender = new device.Sender({ peerAccess, me: 1, clock: capture ? clock : undefined });
  const { bytes } = receiver;
  const reply = scratch + 64;
  let answered = 0;
  while (receiver.wait(Infinity, 200)) {
    while (receiver.next()) {
      const { at, length } = receiver;
      const header = (bytes[at] & 15) * 4;
      // No fragments: they would have to be put together.
      if (bytes[at + 9] !== ICMP || bytes[at + header] !== ECHO || (bytes[at + 6] & 0x3f) !== 0) continue;
      bytes.copyWithin(reply, at, at + length);
      bytes.copyWithin(reply + 12, at + 16, at + 20);
      bytes.copyWithin(reply + 16, at + 12, at + 16);
      bytes[reply + header] = 0;
      bytes[reply + header + 2] = bytes[reply + header + 3] = 0;
      const sum = checksum(bytes, reply + header, length - header);
      bytes[reply + header + 2] = sum >> 8;
      bytes[reply + header + 3] = sum & 255;
      if (sender.sendWaiting(0, reply, length, 60_000, () => receiver.stopped) === 'sent') answered++;
    }
  }
  parentPort.postMessage(answered);
}

if (isMainThread) await main();
else peer(workerData);
