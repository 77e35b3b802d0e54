/** Takes packets that isles send to Linux, and beyond it, and gives them to the device. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { PACKET_MAX, PeerAccess, Receiver, scratchOf } from '../../../../runtime/device/index.js';
import { Fabric } from '../../../../runtime/fabric/table.js';
import { destinationOf, EXTERNAL, sourceOf } from '../../backend/addresses.js';
import { memories, tell, warn } from '../../backend/entry/thread.js';
import type { TunThreadData } from '../index.js';

/** Looks at the rings (some ten nanoseconds each) before the thread sleeps: the next packet of a stream is often near. */
const LOOKS = 500;
/** What a packet can bring about that is the packet's own fault, or passes by. */
const HARMLESS = new Set(['EINVAL', 'EAGAIN', 'ENOBUFS', 'ENOMEM', 'EIO']);

const { device, fabric, known, name, fd } = workerData as TunThreadData;
const peerAccess = new PeerAccess(
  new Fabric(fabric),
  device.endpoint,
  device.memory.buffer,
  scratchOf(device) + 8,
  memories(known),
);
const receiver = new Receiver({ device, peerAccess, onWarning: warn });
/** The packet that is looked at: isles can write what lies in the rings at any time. */
const packet = new Uint8Array(PACKET_MAX);

/** An isle sends in its own name only, and to nobody in the network but Linux. */
function allowed(from: number, length: number): boolean {
  if (sourceOf(packet, 0, length) !== from) return false;
  const to = destinationOf(packet, 0, length);
  return to === 0 || to === EXTERNAL;
}

function write(length: number): boolean {
  try {
    writeSync(fd, packet, 0, length);
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (HARMLESS.has(code ?? '')) return true;
    tell({
      kind: 'fault',
      code: 'HERMIT_ETUN',
      message: `TUN device ${name}: it can no longer be written (${message}); was it removed?`,
    });
    return false;
  }
}

Error.stackTraceLimit = 0;
let writable = true;
for (let stopped = false; writable && !stopped;) {
  receiver.wait(Infinity, LOOKS);
  // Before the last look: what isles have sent before they ended is passed on.
  ({ stopped } = receiver);
  while (writable && receiver.next()) {
    const { from, length } = receiver;
    packet.set(receiver.packet);
    if (allowed(from, length)) writable = write(length);
  }
}
