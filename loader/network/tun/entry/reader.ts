/** Takes packets that Linux sends into the device, and puts them into isles' rings. */
import { workerData } from 'node:worker_threads';
import { wallClock } from '../../../../runtime/clock.js';
import { HEADROOM, isStopped, PeerAccess, PACKET_MAX, scratchOf, Sender } from '../../../../runtime/device/index.js';
import { Fabric } from '../../../../runtime/fabric/table.js';
import { NET_PEERS } from '../../../../runtime/generated/layout.js';
import { packetReader } from '../descriptors.js';
import { destinationOf } from '../../backend/addresses.js';
import { memories, tell } from '../../backend/entry/thread.js';
import type { TunThreadData } from '../index.js';

/** While an isle's ring is full, packets wait in Linux's queue; those for an isle that takes none for so long (ms) are dropped. */
const STUCK_MS = 200;

const { device, fabric, known, name, fd, event, mtu, realtime } = workerData as TunThreadData;
const scratch = scratchOf(device);
const at = scratch + 64 + HEADROOM;
const { buffer } = device.memory;
const words = new Int32Array(buffer);
const peerAccess = new PeerAccess(new Fabric(fabric), device.endpoint, buffer, scratch, memories(known));
const sender = new Sender({ peerAccess, clock: realtime === undefined ? undefined : wallClock(realtime) });
const window = new Uint8Array(buffer, at, PACKET_MAX);
const reader = packetReader(fd, event, window)!;
const stopped = (): boolean => isStopped(words);
const stuck = new Uint8Array(NET_PEERS + 1);

function forward(length: number): void {
  const peer = length <= mtu ? destinationOf(window, 0, length) : 0;
  if (peer < 1) return;
  const patience = stuck[peer] ? 0 : STUCK_MS;
  stuck[peer] = sender.sendWaiting(peer, at, length, patience, stopped) === 'full' ? 1 : 0;
}

while (!stopped()) {
  const length = reader.read();
  if (length > 0) forward(length);
  else if (length === 0) reader.wait();
  else {
    const message = `TUN device ${name}: it can be read no more (error ${-length}); was it removed?`;
    tell({ kind: 'fault', code: 'HERMIT_ETUN', message });
    break;
  }
}
