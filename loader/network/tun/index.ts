/** `--net tun`: Linux's own stack is the isles' peer, through a TUN device. */
import { realtimeOffset } from '../../../runtime/clock.js';
import { HEADROOM, openDevice, PACKET_MAX, stopDevice } from '../../../runtime/device/index.js';
import { HermitError } from '../../../runtime/errors.js';
import type { Fabric } from '../../../runtime/fabric/table.js';
import { LINUX_DEVICE } from '../../../runtime/generated/layout.js';
import { makeEvent } from './descriptors.js';
import { openTun } from './tun.js';
import { LINUX_V4, LINUX_V6 } from '../backend/addresses.js';
import type { Backend, BackendEvents, ThreadData } from '../backend/backend.js';
import { startThread } from '../backend/host.js';

export interface TunBackendOptions extends BackendEvents {
  fabric: Fabric;
  /** Isles of the machine. */
  isles: number;
  mtu: number;
  /** Name of the device; null: DEFAULT_TUN. */
  name: string | null;
  /** Whether packets go to the recorder. */
  capture: boolean;
}

export interface TunThreadData extends ThreadData {
  name: string;
  fd: number;
  mtu: number;
  /** Happens when the reader has to end. */
  event: number;
  /** For the times of packets that are recorded: nanoseconds between the monotonic clock and the time since 1970. */
  realtime: number | undefined;
}

export const DEFAULT_TUN = 'hermit0';

const ENTRIES = ['tun/entry/reader', 'tun/entry/writer'];

/** Makes or joins the device. @throws HermitError HERMIT_ETUN. */
export function prepareTun({ fabric, isles, mtu, name: asked, capture, ...events }: TunBackendOptions): Backend {
  const name = asked ?? DEFAULT_TUN;
  const tun = openTun({ name, mtu, v4: LINUX_V4, v6: LINUX_V6 });
  const event = makeEvent();
  if (!event) {
    tun.close();
    throw new HermitError('HERMIT_ETUN', `TUN device ${name}: the process has no descriptors left; raise ulimit -n`);
  }
  // The scratch: words of two threads' PeerAccess, then the packet that the reader sends.
  const scratch = 128 + HEADROOM + PACKET_MAX;
  const { device, peer } = openDevice(fabric, { endpoint: LINUX_DEVICE, isles, scratch });
  let ended: Promise<unknown> = Promise.resolve();
  return {
    peer,
    start(known) {
      const realtime = capture ? realtimeOffset() : undefined;
      const data: TunThreadData = {
        device,
        fabric: fabric.shared,
        known,
        name,
        mtu,
        fd: tun.fd,
        event: event.fd,
        realtime,
      };
      const options = { workerData: data, stdout: true, stderr: true };
      ended = Promise.all(ENTRIES.map((entry) => startThread(entry, options, events).exited));
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
