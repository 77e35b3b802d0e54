/** The recorder's thread: writes what lies in its rings to the file. */
import { workerData } from 'node:worker_threads';
import { closeDevice, PeerAccess, Receiver, scratchOf } from '../../../../runtime/device/index.js';
import { Fabric } from '../../../../runtime/fabric/table.js';
import { PcapWriter } from '../pcap.js';
import type { RecorderThreadData } from '../index.js';
import { memories, warn } from '../../backend/entry/thread.js';
import { Timeline } from '../timeline.js';

/** Longest time that a packet waits before it is in the file (ms). */
const FLUSH_MS = 500;

const { device, fabric: shared, known, file, fd } = workerData as RecorderThreadData;
const fabric = new Fabric(shared);
const peerAccess = new PeerAccess(fabric, device.endpoint, device.memory.buffer, scratchOf(device), memories(known));
const receiver = new Receiver({ device, peerAccess, onWarning: warn });
const timeline = new Timeline(receiver, device);
const pcap = new PcapWriter(fd);

function record(): void {
  let flushed = performance.now();
  pcap.flush();
  for (;;) {
    // Before the last look into the rings: what was put before the stop is written.
    const { stopped } = receiver;
    while (timeline.next()) {
      if (timeline.length > 0) pcap.add(timeline.time, receiver.bytes, timeline.at, timeline.length);
    }
    const now = performance.now();
    if (stopped || now - flushed >= FLUSH_MS) {
      pcap.flush();
      flushed = now;
    }
    if (stopped) return;
    receiver.wait(pcap.dirty ? FLUSH_MS - (now - flushed) : Infinity);
  }
}

try {
  record();
} catch (error) {
  closeDevice(fabric, device);
  // Those that wait for room look again, and find that the recorder is gone.
  for (let n = 0; n < device.peers; n++) peerAccess.ring(n);
  const { code, message } = error as { code?: string; message: string };
  const why = code === 'ENOSPC' ? 'the disk is full' : message;
  warn(`--pcap ${file}: HERMIT_EPCAP: recording ended early: ${why}; the packets before are in the file`);
}
