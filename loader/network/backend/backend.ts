/** Workers of Linux's side of the network: how they are started, what they tell, how they end. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Fault } from '../../../runtime/errors.js';
import type { MemoryOf } from '../../../runtime/fabric.js';
import type { Device } from '../../../runtime/device/index.js';
import type { Peer } from '../../../runtime/messages.js';

/** A device on Linux's side: what gives isles a peer, or records what is sent. */
export interface LinuxSide {
  /** As isles know it: before they boot they are told. */
  peer: Peer;
  /** Starts its threads. They know these memories: isles', and those of the other devices. */
  start(known: readonly Peer[]): void;
  /** Ends it; resolves when all that came before was done. */
  close(): Promise<void>;
}

/** What a worker needs to reach the isles. */
export interface SideData {
  device: Device;
  fabric: WebAssembly.Memory;
  known: readonly Peer[];
}

export type SideMessage = { kind: 'warning'; text: string } | ({ kind: 'fault' } & Fault);

export interface SideEvents {
  onWarning(text: string): void;
  /** It cannot go on. */
  onFault(fault: Fault): void;
}

/** Memories that are known from the start. */
export function memories(known: readonly Peer[]): MemoryOf {
  return (endpoint, life) => known.find((n) => n.isle === endpoint && n.life === life)?.memory;
}

/** Starts dist/loader/network/NAME.js; resolves when it has ended. */
export function startSide(name: string, workerData: object, { onWarning, onFault }: SideEvents): Promise<void> {
  const worker = new Worker(join(__dirname, '..', `${name}.js`), { workerData, stdout: true, stderr: true });
  worker.on('message', (message: SideMessage) => {
    if (message.kind === 'warning') onWarning(message.text);
    else onFault(message);
  });
  worker.on('error', (error) =>
    onFault({ code: 'HERMIT_ENETWORK', message: `the network's thread ${name} failed: ${error.message}` }),
  );
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}
