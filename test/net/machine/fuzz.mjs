// node fuzz.mjs IMAGE PACKETS SEED: isles run IMAGE (test/net/machine/fuzzed.c), isle 0 gets so many bad packets, and a good datagram now and then,
// which it has to answer. Prints a JSON report; exits with the isles' code, or 1 when an answer does not come.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { boot, built } from './boot.mjs';
import { badPacket, bareSegment, datagram, random, readDatagram, readSegment, straySegment } from './packets.mjs';

const { HEADROOM, PeerAccess, openDevice, PACKET_MAX, Receiver, scratchOf, Sender, stopDevice } =
  built('runtime/device/index');
const { Fabric } = built('runtime/fabric/table');
const L = built('runtime/generated/layout');

const ISLES = 2;
/** After so many bad packets a good one. */
const GOOD_EVERY = 500;
/** How long its answer may take (ms). */
const PATIENCE = 240_000;
const MY_PORT = 40_000;
/** Connections that strays belong to come from here on; so many are kept. */
const FIRST_PORT = 41_000;
const CONNECTIONS = 8;
const SYN = 2;
const ACK = 0x10;
const SYN_ACK = 0x12;
const RST = 4;
const ECHO_PORT = 7;
const QUIET_PORT = 8;
const STOP_PORT = 9;

async function main() {
  const [image, packets, seed] = process.argv.slice(2);
  let out = '';
  let ready;
  const isReady = new Promise((resolve) => (ready = resolve));
  let report;
  const side = (fabric) => {
    const { device, peer } = openDevice(fabric, {
      endpoint: L.LINUX_DEVICE,
      isles: ISLES,
      scratch: 256 + HEADROOM + PACKET_MAX,
    });
    let ended;
    return {
      peer,
      start(known) {
        ended = isReady.then(
          () =>
            new Promise((resolve) => {
              const data = { device, fabric: fabric.shared, known, packets: Number(packets), seed: Number(seed) };
              const worker = new Worker(new URL(import.meta.url), { workerData: data });
              worker.on('message', (message) => (report = message));
              worker.on('error', (error) => {
                process.stderr.write(`${error.stack}\n`);
                process.exit(1);
              });
              worker.on('exit', resolve);
            }),
        );
      },
      async close() {
        stopDevice(device);
        // Isles that have ended before they were ready.
        if (out.includes('ready')) await ended;
      },
    };
  };
  const output = (_, text) => {
    out += Buffer.from(text);
    if (out.includes('ready')) ready();
  };
  const code = await boot({ image, isles: ISLES, side, output });
  process.stdout.write(`${JSON.stringify({ code, out, ...report })}\n`);
  process.exit(code || (report?.failed ? 1 : 0));
}

function fuzz({ device, fabric, known, packets, seed }) {
  const scratch = scratchOf(device);
  const at = scratch + 64 + HEADROOM;
  const memoryOf = (isle) => known.find((n) => n.isle === isle)?.memory;
  const peerAccess = new PeerAccess(new Fabric(fabric), device.endpoint, device.memory.buffer, scratch, memoryOf);
  const sender = new Sender({ peerAccess });
  const receiver = new Receiver({ device, peerAccess, onWarning: (text) => process.stderr.write(`${text}\n`) });
  const { bytes } = receiver;
  const pick = random(seed);
  let answer = -1;
  let replies = 0;
  let opened = 0;
  let strays = 0;
  const connections = new Map();
  /** What completes connections. */
  const begun = [];
  let bytesSent = 0;

  /** Knows where each connection stands. */
  const follow = ({ from, to, sequence, acknowledged, flags, data }) => {
    if (flags & RST) return void connections.delete(to);
    const known = connections.get(to);
    if ((flags & SYN_ACK) !== SYN_ACK && !known) return;
    const next = (sequence + data + ((flags & 3) !== 0 ? 1 : 0)) >>> 0;
    const connection = { from: to, to: from, sequence: acknowledged, acknowledged: next };
    connections.set(to, connection);
    if (!known) begun.push(bareSegment(connection, ACK));
  };
  const stray = () => {
    if (begun.length) return begun.pop();
    const list = [...connections.values()];
    if (list.length >= CONNECTIONS || (list.length && pick(20))) {
      strays++;
      return straySegment(list[pick(list.length)], pick);
    }
    const from = FIRST_PORT + (opened++ % 20_000);
    return bareSegment({ from, to: QUIET_PORT, sequence: pick(2 ** 32), acknowledged: 0 }, SYN);
  };
  const drain = () => {
    while (receiver.next()) {
      replies++;
      const got = readDatagram(bytes, receiver.at, receiver.length);
      const segment = readSegment(bytes, receiver.at, receiver.length);
      if (segment && segment.to >= FIRST_PORT) follow(segment);
      if (got?.port === MY_PORT && got.data.length === 4) answer = new DataView(got.data.buffer).getUint32(0);
    }
  };
  const send = (packet) => {
    bytes.set(packet, at);
    const end = performance.now() + PATIENCE;
    for (;;) {
      const result = sender.sendWaiting(1, at, packet.length, 1, () => false);
      if (result === 'sent') break;
      // What isle 0 answers must be taken, or it waits for us as we wait for it.
      drain();
      if (result === 'absent' || performance.now() > end) throw new Error(`isle 0 takes no packets: ${result}`);
    }
    bytesSent += packet.length;
  };
  const number = (n) => new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);
  const expectAnswer = (n) => {
    const end = performance.now() + PATIENCE;
    for (let tries = 0; answer !== n; tries++) {
      // UDP: one that met full memory may be lost.
      if (tries % 50 === 0) send(datagram(MY_PORT, ECHO_PORT, number(n)));
      receiver.wait(10);
      drain();
      if (performance.now() > end) return false;
    }
    return true;
  };

  const start = performance.now();
  let failed;
  let sent = 0;
  let slowest = 0;
  for (; sent < packets && !failed; sent++) {
    send(pick(4) ? badPacket(pick) : stray());
    if (sent % 16 === 0) drain();
    if (sent % GOOD_EVERY !== GOOD_EVERY - 1) continue;
    const asked = performance.now();
    if (!expectAnswer(sent)) failed = `no answer after packet ${sent}`;
    slowest = Math.max(slowest, performance.now() - asked);
  }
  const seconds = (performance.now() - start) / 1e3;
  send(datagram(MY_PORT, STOP_PORT, Buffer.from('stop')));
  parentPort.postMessage({
    failed,
    sent,
    replies,
    opened,
    strays,
    seconds,
    slowest,
    megabytes: bytesSent / 1e6,
  });
  // What isles still send is taken until they have ended.
  while (receiver.wait(1000) || !receiver.stopped) drain();
}

if (isMainThread) await main();
else fuzz(workerData);
