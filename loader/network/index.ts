/** Linux's side of a machine's network: which of its parts have to run, from before the first isle boots until the last has ended. */
import type { Fault } from '../../runtime/errors.js';
import type { Fabric } from '../../runtime/fabric/table.js';
import type { Peer } from '../../runtime/messages.js';
import type { NetworkOptions } from './options.js';
import type { Backend, BackendEvents } from './backend/backend.js';

export interface Network {
  fabric: Fabric;
  /** What isles find beside each other. */
  peers: Peer[];
  /** The port of this machine of each publication. */
  ports: number[];
  /** Isles are about to boot: all of them, unless there is nothing but the gateway. */
  meet(isles: readonly Peer[]): void;
  /** An isle has ended; `clean`: by itself. Its number may be another's from now on. */
  ended(isle: number, clean: boolean): void;
  /** Resolves, with the reason, when a part of it cannot go on. */
  failed: Promise<Fault>;
  /** Passes on what isles have sent, then ends everything: no thread and no handle is left. */
  close(): Promise<void>;
}

export interface StartOptions extends NetworkOptions, Pick<BackendEvents, 'onWarning'> {
  fabric: Fabric;
  /** Isles that there can be. */
  isles: number;
}

/** Resolves when isles may boot. @throws HermitError HERMIT_EPORT, HERMIT_EISLES, HERMIT_ETUN, HERMIT_EPCAP. */
export async function startNetwork(options: StartOptions): Promise<Network> {
  const { mode, publish, pcap, tun } = options;
  const capture = pcap !== null;
  const backends: Backend[] = [];
  let ports: number[] = [];
  let started = false;
  let onFault: (fault: Fault) => void = () => {};
  const failed = new Promise<Fault>((resolve) => (onFault = resolve));
  const each = { ...options, capture, onFault };
  const close = async (): Promise<void> => {
    // The recorder, which was made first, hears the others to their end.
    for (const backend of [...backends].reverse()) await backend.close();
  };
  try {
    if (capture) {
      const { prepareRecorder } = require('./recorder/index.js') as typeof import('./recorder/index.js');
      backends.push(prepareRecorder({ ...each, file: pcap }));
    }
    if (mode === 'tun') {
      const { prepareTun } = require('./tun/index.js') as typeof import('./tun/index.js');
      backends.push(prepareTun({ ...each, name: tun }));
    } else if (mode === 'out' || publish.length > 0) {
      const { startGateway } = require('./gateway/index.js') as typeof import('./gateway/index.js');
      const gateway = await startGateway(each);
      backends.push(gateway);
      ({ ports } = gateway);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const peers = backends.map(({ peer }) => peer);
  return {
    fabric: options.fabric,
    peers,
    ports,
    meet(isles) {
      const known = [...isles, ...peers];
      if (!started) for (const backend of backends) backend.start(known);
      else for (const backend of backends) isles.forEach((isle) => backend.meet?.(isle));
      started = true;
    },
    failed,
    ended: (isle, clean) => backends.forEach((backend) => backend.ended?.(isle, clean)),
    close,
  };
}
