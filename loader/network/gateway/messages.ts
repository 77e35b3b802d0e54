/** What the gateway's worker is given, and what it and the loader say to each other. */
import type { Fault } from '../../../runtime/errors.js';
import type { MessagePort } from 'node:worker_threads';
import type { Device } from '../../../runtime/device/index.js';
import type { Destination, Publication } from '../options.js';

export interface GatewayData {
  module: WebAssembly.Module;
  fabric: WebAssembly.Memory;
  device: Device;
  mtu: number;
  publish: Publication[];
  /** Isles may reach other destinations: those, or all (null). */
  out: { allowed: Destination[] | null; nameserver: string | null } | null;
  /** If packets go to the recorder: nanoseconds between the monotonic clock and the time since 1970. */
  realtime: number | undefined;
  /** Memories of isles and the recorder, taken out when they are first needed; nobody listens here. */
  introductions: MessagePort;
}

export type ToGateway =
  /** The isle is no more; `clean`: its program has ended by itself, so what it did not say the end of ends now. */
  | { kind: 'ended'; isle: number; clean: boolean }
  /** No isle is left: what they have sent is passed on, then the worker ends. */
  | { kind: 'close' };

export type FromGateway =
  /** All ports are open: `ports` are those of `publish`. */
  { kind: 'ready'; ports: number[] } | ({ kind: 'failed' } & Fault) | { kind: 'warning'; text: string };
