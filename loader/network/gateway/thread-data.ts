/** What the gateway's thread is given. */
import type { MessagePort } from 'node:worker_threads';
import type { Device } from '../../../runtime/device/index.js';
import type { Destination, Publication } from '../options.js';

export interface GatewayThreadData {
  module: WebAssembly.Module;
  fabric: WebAssembly.Memory;
  device: Device;
  mtu: number;
  publish: Publication[];
  /** Isles may reach other destinations: those, or all (null). */
  out: { allowed: Destination[] | null; nameserver: string | null } | null;
  /** If packets go to the recorder: nanoseconds between the monotonic clock and the time since 1970. */
  realtime: number | undefined;
  /** For messages of kind 'peer', taken out when a memory is first needed; nobody listens here. */
  peerPort: MessagePort;
}
