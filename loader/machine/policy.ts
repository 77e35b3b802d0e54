/** What differs between a command's machine, which is all that its process is for, and a service's, whose process does other work too. */
import { NAMED_ISLES } from '../../runtime/generated/param.js';
import { compileOnCall } from '../../runtime/compile.js';
import { HermitError } from '../../runtime/errors.js';
import type { CoreThread } from '../../runtime/threads.js';
import type { startNetwork } from '../network/index.js';
import { startDirectProxy, type StartProxy, startProxy } from '../proxy/index.js';
import type { ListenAddress, OpenPorts } from '../wasi/listen.js';
import type { Isle } from './isle.js';
import type { LoadPolicy } from './program.js';
import { BackgroundThreads, FreshThreads, ThisThread, type Threads } from './threads.js';

const MIB = 1024 ** 2;

/** Where proxies are: on this thread, or each on one of its own. */
interface Proxies {
  start: StartProxy;
  /** Opens ports for isles that are about to boot, for each of them. @throws HermitError HERMIT_EPORT, HERMIT_EPROXY. */
  open(addresses: readonly ListenAddress[], isles: number): Promise<OpenPorts[]>;
  close(): Promise<void>;
}

export interface Policy extends LoadPolicy {
  threads: Threads;
  proxies: Proxies;
  /**
   * The machine is there for isles that boot at once: it ends with the last of them, or with the first that does not end by its program's
   * exit, and then without tidying up. Else isles come and go.
   */
  together: boolean;
  /** One isle runs on this thread, which serves its calls too. */
  direct: boolean;
  /** Isles that programs know by name; null: as many as boot. */
  named: number | null;
  /** Gives a fresh memory other pages, where others than this process read it. */
  place?(memory: WebAssembly.Memory): void;
  /** An isle begins to end. */
  onEnding?(isle: Isle): void;
  /** Starts Linux's side of the network, where there is one. */
  startNetwork: typeof startNetwork;
  /** Polls of the doorbell (some nanoseconds each) before the proxy sleeps, while a CPU is free for it. */
  spin: number;
}

const sharedPorts: Proxies['open'] = (addresses, isles) => {
  const ports = require('../wasi/listen.js') as typeof import('../wasi/listen.js');
  return ports.sharedPorts(addresses, isles);
};

const onLinux: typeof startNetwork = (options) => {
  const network = require('../network/index.js') as typeof import('../network/index.js');
  return network.startNetwork(options);
};

/** `first`: a thread that was started already, for the first core. */
export function commandPolicy(onWarning: (text: string) => void, first?: CoreThread): Policy {
  return {
    threads: new FreshThreads(onWarning, first),
    proxies: { start: startProxy, open: sharedPorts, close: async () => {} },
    compile: compileOnCall,
    memory: 1024 * MIB,
    together: true,
    direct: false,
    named: null,
    startNetwork: onLinux,
    spin: 20_000,
  };
}

/** The same for a program that runs on this thread. */
export function directPolicy(onWarning: (text: string) => void): Policy {
  const policy = commandPolicy(onWarning);
  return {
    ...policy,
    threads: new ThisThread(policy.threads),
    proxies: { ...policy.proxies, start: startDirectProxy },
    direct: true,
  };
}

/** That of a machine whose isles keep no process alive: who calls them does. @throws HermitError HERMIT_EPERMISSION. */
export function backgroundPolicy(onWarning: (text: string) => void): Policy {
  const { ProxyThreads } = require('../proxy/thread/pool.js') as typeof import('../proxy/thread/pool.js');
  return {
    ...servicePolicy(onWarning, 0),
    threads: new BackgroundThreads(onWarning),
    proxies: new ProxyThreads(false),
  };
}

/** `ready`: threads that are started at once. @throws HermitError HERMIT_EPERMISSION. */
export function servicePolicy(onWarning: (text: string) => void, ready: number): Policy {
  const { needPermission } = require('./permission.js') as typeof import('./permission.js');
  needPermission('worker', 'isles run on threads');
  const { ProxyThreads } = require('../proxy/thread/pool.js') as typeof import('../proxy/thread/pool.js');
  const proxies = new ProxyThreads();
  proxies.warm(ready);
  const { PooledThreads } = require('./pooled.js') as typeof import('./pooled.js');
  return {
    threads: new PooledThreads(onWarning, ready),
    proxies,
    // That was done on a thread (modules.ts).
    compile: () => {
      throw new HermitError('HERMIT_EINTERNAL', 'a module was to be compiled on the event loop');
    },
    memory: 64 * MIB,
    together: false,
    direct: false,
    named: NAMED_ISLES,
    startNetwork: onLinux,
    // The CPUs are there for others too: the proxy sleeps when nothing is asked.
    spin: 0,
  };
}
