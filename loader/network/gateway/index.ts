/** Starts the gateway, and what the rest of the loader can do with it. */
import { readFileSync } from 'node:fs';
import { getServers } from 'node:dns';
import { join } from 'node:path';
import { MessageChannel, SHARE_ENV, type WorkerOptions } from 'node:worker_threads';
import { closeDevice, openDevice } from '../../../runtime/device/index.js';
import { ringOffset } from '../../../runtime/device/ring.js';
import { realtimeOffset } from '../../../runtime/clock.js';
import { HermitError } from '../../../runtime/errors.js';
import type { Fabric } from '../../../runtime/fabric/table.js';
import type { Peer } from '../../../runtime/messages.js';
import { LINUX_DEVICE } from '../../../runtime/generated/layout.js';
import { sysrootDirectory } from '../../cc/paths.js';
import type { NetworkOptions } from '../options.js';
import type { Backend, BackendEvents } from '../backend/backend.js';
import { startThread, type Thread } from '../backend/host.js';
import type { ToBackend } from '../backend/messages.js';
import { GATEWAY_DATA, GATEWAY_HEAP } from './layout.js';
import type { GatewayThreadData } from './thread-data.js';

/** Bytes of each isle's ring: two of TCP's windows. */
const RING_SIZE = 1 << 20;

/** How long (ms) its thread may take to end: longer than it lingers. */
const CLOSE_MS = 4000;

export interface GatewayOptions extends Pick<NetworkOptions, 'publish' | 'mtu' | 'allowed' | 'mode'>, BackendEvents {
  fabric: Fabric;
  /** Isles that there can be. */
  isles: number;
  /** Whether packets go to the recorder. */
  capture: boolean;
}

export interface Gateway extends Backend {
  /** The ports of `publish`, those that Linux has chosen among them. */
  ports: number[];
}

/** Resolves when all ports are open. @throws HermitError HERMIT_EPORT when one cannot be. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { fabric, isles, publish, mtu, mode, allowed, capture } = options;
  // Where lwIP's data begin does not depend on the rings before it.
  const scratch = GATEWAY_DATA + GATEWAY_HEAP - ringOffset(isles + 1, RING_SIZE);
  const { device, peer } = openDevice(fabric, { endpoint: LINUX_DEVICE, isles, ringSize: RING_SIZE, scratch });
  const { port1, port2 } = new MessageChannel();
  const data: GatewayThreadData = {
    module: new WebAssembly.Module(readFileSync(join(sysrootDirectory(), 'gateway.wasm'))),
    fabric: fabric.shared,
    device,
    mtu,
    publish,
    out: mode === 'out' ? { allowed, nameserver: getServers()[0] ?? null } : null,
    realtime: capture ? realtimeOffset() : undefined,
    peerPort: port2,
  };
  const release = (): void => {
    closeDevice(fabric, device);
    port1.close();
  };
  const { thread, ports } = await openPorts(data, options).catch((error: unknown) => {
    release();
    throw error;
  });
  thread.worker.unref();
  const meet = (isle: Peer): void => port1.postMessage({ kind: 'peer', peer: isle } satisfies ToBackend);
  return {
    ports,
    peer,
    start: (known) => known.forEach(meet),
    meet,
    ended: (isle, clean) => thread.tell({ kind: 'ended', isle, clean }),
    async close() {
      await end(thread);
      release();
    },
  };
}

/** Starts the thread. Until its ports are open, a fault ends it. */
async function openPorts(
  data: GatewayThreadData,
  { onWarning, onFault }: BackendEvents,
): Promise<{ thread: Thread; ports: number[] }> {
  const settings: WorkerOptions = { workerData: data, transferList: [data.peerPort], env: SHARE_ENV };
  let onReady: (ports: number[]) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const opened = new Promise<number[]>((resolve, reject) => {
    onReady = resolve;
    fail = reject;
  });
  const thread = startThread('gateway/entry/worker', settings, {
    onWarning,
    onReady,
    onFault(fault) {
      fail(new HermitError(fault.code, fault.message));
      onFault(fault);
    },
  });
  try {
    return { thread, ports: await opened };
  } catch (error) {
    await thread.worker.terminate();
    throw error;
  }
}

/** Lets the thread pass on what isles have sent. */
async function end({ worker, tell, exited }: Thread): Promise<void> {
  worker.ref();
  tell({ kind: 'close' });
  const late = setTimeout(() => void worker.terminate(), CLOSE_MS);
  await exited;
  clearTimeout(late);
}
