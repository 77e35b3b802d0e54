/** A machine's options, results and events. */
import type { EventEmitter } from 'node:events';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import type { Listener } from '../../runtime/channels/listener.js';
import type { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import type { NetworkChoice } from '../network/values.js';
import type { IsleOutcome } from './ends.js';
import type { Isle, IsleStats } from './isle.js';
import type { IsleOptions } from './spec.js';

export interface MachineOptions {
  /** How many threads for cores, and as many for proxies, to start in advance; 0 by default. */
  ready?: number | undefined;
  /** The network of its isles; by default they reach only each other. */
  network?: NetworkChoice | undefined;
  /** 'process': its isles run in a separate process; if that ends for any reason, they end with an error. */
  contain?: 'process' | undefined;
  /** Limits of that process. */
  processLimits?: ProcessLimits | undefined;
  /** Receives warnings, for example if cores cannot be bound to CPUs; they are ignored by default. */
  onWarning?: ((text: string) => void) | undefined;
}

/** Limits of a contained machine's process. */
export interface ProcessLimits {
  /** Bytes of memory outside its isles' memories; 1 GiB by default. */
  memory?: number;
  /** Seconds of CPU time of all its threads together; no limit by default. */
  cpuTime?: number;
  /** Open descriptors; 4096 by default. */
  descriptors?: number;
  /** Processes and threads, if it can have a control group (cgroup v2); 1024 by default. */
  tasks?: number;
  /** CPU time in CPUs, if it can have a control group; no limit by default. */
  cpus?: number;
}

/** What a machine is behind its name: isles of this process, or of another one. */
export interface MachineForm extends EventEmitter<MachineEvents> {
  readonly isles: Isle[];
  isle(number: number): Isle | undefined;
  readonly access: LinuxAccess;
  bootIsles(count: number, image: Uint8Array, options: IsleOptions, wanted?: number): Promise<Isle[]>;
  listen(port: number): Listener;
  connect(isle: number, port: number, options?: ConnectOptions): Promise<Channel>;
  halt(): Promise<void>;
}

/** Result of Machine.run. */
export interface RunResult {
  outcome: IsleOutcome;
  /** The program's output, as text. */
  stdout: string;
  stderr: string;
}

export interface MachineEvents {
  /** An isle has ended, for any reason. */
  exit: [isle: Isle, outcome: IsleOutcome];
  /** Before that, if it trapped. */
  trap: [isle: Isle, trap: Extract<IsleOutcome, { kind: 'trap' }>];
  /** Before that, its final statistics. */
  stats: [isle: Isle, stats: IsleStats];
}
