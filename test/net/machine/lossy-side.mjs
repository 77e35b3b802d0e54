// A TUN device that loses and reorders packets both ways, where the system's own netem is not to be had: for 1 in 100 packets each.
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { built } from './boot.mjs';
import { random } from './packets.mjs';

const { HEADROOM, isStopped, PeerAccess, openDevice, PACKET_MAX, Receiver, scratchOf, Sender, stopDevice } =
  built('runtime/device/index');
const { Fabric } = built('runtime/fabric/table');
const { LINUX_DEVICE } = built('runtime/generated/layout');
const { LINUX_V4, LINUX_V6 } = built('loader/network/backend/addresses');
const { makeEvent, packetReader } = built('loader/network/tun/descriptors');
const { openTun } = built('loader/network/tun/tun');

/** Of 1000 packets so many are lost, and so many come LATE packets later. */
const LOST = 10;
const REORDERED = 10;
const LATE = 3;

/** A Backend as prepareTun makes it. */
export function lossyTun(fabric, mtu) {
  const tun = openTun({ name: 'hermit0', mtu, v4: LINUX_V4, v6: LINUX_V6 });
  const event = makeEvent();
  const { device, peer } = openDevice(fabric, {
    endpoint: LINUX_DEVICE,
    isles: 1,
    scratch: 128 + HEADROOM + PACKET_MAX,
  });
  let ended;
  return {
    peer,
    start(known) {
      const data = { device, fabric: fabric.shared, known, fd: tun.fd, event: event.fd };
      const start = (direction) =>
        new Promise((resolve) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { ...data, direction } });
          worker.once('exit', resolve);
        });
      ended = Promise.all(['in', 'out'].map(start));
    },
    async close() {
      stopDevice(device);
      event.happen();
      await ended;
      event.close();
      tun.close();
    },
  };
}

/** Hands packets on to `send`, but for some. */
function impaired(seed, send) {
  const pick = random(seed);
  let held;
  let after = 0;
  const release = () => {
    if (held) send(held);
    held = undefined;
  };
  return {
    release,
    take(packet) {
      const luck = pick(1000);
      if (luck < LOST) return;
      if (luck < LOST + REORDERED && !held) {
        held = packet.slice();
        after = LATE;
        return;
      }
      send(packet);
      if (held && --after === 0) release();
    },
  };
}

function run({ device, fabric, known, fd, event, direction }) {
  const { buffer } = device.memory;
  const words = new Int32Array(buffer);
  const scratch = scratchOf(device);
  const memoryOf = (isle) => known.find((n) => n.isle === isle)?.memory;
  const peerAccess = new PeerAccess(
    new Fabric(fabric),
    device.endpoint,
    buffer,
    direction === 'in' ? scratch : scratch + 8,
    memoryOf,
  );
  const stopped = () => isStopped(words);
  if (direction === 'in') {
    const at = scratch + 64 + HEADROOM;
    const bytes = new Uint8Array(buffer);
    const window = new Uint8Array(PACKET_MAX);
    const reader = packetReader(fd, event, window);
    const sender = new Sender({ peerAccess });
    const way = impaired(7, (packet) => {
      bytes.set(packet, at);
      sender.sendWaiting(1, at, packet.length, 1000, stopped);
    });
    while (!stopped()) {
      const length = reader.read();
      if (length > 0) way.take(window.subarray(0, length));
      else {
        way.release();
        reader.wait();
      }
    }
  } else {
    const receiver = new Receiver({ device, peerAccess, onWarning: (text) => process.stderr.write(`${text}\n`) });
    const way = impaired(11, (packet) => writeSync(fd, packet));
    while (!receiver.stopped) {
      receiver.wait(Infinity, 500);
      while (receiver.next()) way.take(receiver.packet);
      way.release();
    }
  }
}

if (!isMainThread && workerData?.direction) run(workerData);
