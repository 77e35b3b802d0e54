/** Starts the gateway, and what the rest of the loader can do with it. */
import { readFileSync } from 'node:fs';
import { getServers } from 'node:dns';
import { join } from 'node:path';
import { MessageChannel, SHARE_ENV, Worker } from 'node:worker_threads';
import { closeDevice, openDevice } from '../../../runtime/device/index.js';
import { ringOffset } from '../../../runtime/device/ring.js';
import { realtimeOffset } from '../../../runtime/clock.js';
import { HermitError } from '../../../runtime/errors.js';
import type { Fabric } from '../../../runtime/fabric.js';
import { LINUX_DEVICE } from '../../../runtime/generated/layout.js';
import type { Peer } from '../../../runtime/messages.js';
import { sysrootDirectory } from '../../cc/paths.js';
import type { NetworkOptions } from '../options.js';
import type { LinuxSide, SideEvents } from '../backend/backend.js';
import { GATEWAY_DATA, GATEWAY_HEAP } from './layout.js';
import type { FromGateway, GatewayData, ToGateway } from './messages.js';

/** Bytes of each isle's ring: two of TCP's windows. */
const RING_SIZE = 1 << 20;

/** How long (ms) its thread may take to end: longer than it lingers. */
const CLOSE_MS = 4000;

export interface GatewayOptions extends Pick<NetworkOptions, 'publish' | 'mtu' | 'allowed' | 'mode'>, SideEvents {
  fabric: Fabric;
  /** Isles that there can be. */
  isles: number;
  /** Whether packets go to the recorder. */
  capture: boolean;
}

export interface Gateway extends LinuxSide {
  /** The ports of `publish`, those that Linux has chosen among them. */
  ports: number[];
  /** Isles may boot at any time: each is told of before it does. */
  meet(isle: Peer): void;
  /** An isle has ended; `clean`: by itself. */
  ended(isle: number, clean: boolean): void;
}

/** Resolves when all ports are open. @throws HermitError HERMIT_EPORT when one cannot be. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { fabric, isles, publish, mtu, mode, allowed, capture, onWarning, onFault } = options;
  // Where lwIP's data begin does not depend on the rings before it.
  const scratch = GATEWAY_DATA + GATEWAY_HEAP - ringOffset(isles + 1, RING_SIZE);
  const { device, peer } = openDevice(fabric, { endpoint: LINUX_DEVICE, isles, ringSize: RING_SIZE, scratch });
  const { port1, port2 } = new MessageChannel();
  const data: GatewayData = {
    module: new WebAssembly.Module(readFileSync(join(sysrootDirectory(), 'gateway.wasm'))),
    fabric: fabric.shared,
    device,
    mtu,
    publish,
    out: mode === 'out' ? { allowed, nameserver: getServers()[0] ?? null } : null,
    realtime: capture ? realtimeOffset() : undefined,
    introductions: port2,
  };
  const worker = new Worker(join(__dirname, 'entry/worker.js'), {
    workerData: data,
    transferList: [port2],
    env: SHARE_ENV,
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const tell = (message: ToGateway): void => worker.postMessage(message);
  const opened = new Promise<number[]>((resolve, reject) => {
    worker.on('message', (message: FromGateway) => {
      if (message.kind === 'ready') resolve(message.ports);
      else if (message.kind === 'warning') onWarning(message.text);
      else reject(new HermitError(message.code, message.message));
    });
    worker.on('error', (error) => {
      reject(error);
      onFault({ code: 'HERMIT_ENETWORK', message: `the gateway's thread failed: ${error.message}` });
    });
  });
  let ports: number[];
  try {
    ports = await opened;
  } catch (error) {
    await worker.terminate();
    closeDevice(fabric, device);
    port1.close();
    throw error;
  }
  worker.unref();
  return {
    ports,
    peer,
    start: (known) => known.forEach((one) => port1.postMessage(one)),
    meet: (isle) => port1.postMessage(isle),
    ended: (isle, clean) => tell({ kind: 'ended', isle, clean }),
    async close() {
      worker.ref();
      tell({ kind: 'close' });
      const late = setTimeout(() => void worker.terminate(), CLOSE_MS);
      await exited;
      clearTimeout(late);
      closeDevice(fabric, device);
      port1.close();
    },
  };
}
