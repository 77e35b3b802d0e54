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
  /** Threads for cores, and as many for proxies, to start at once for isles to come; 0 by default. */
  ready?: number | undefined;
  /** The network of its isles; by default they reach each other. */
  network?: NetworkChoice | undefined;
  /** 'process': its isles run in a process of their own, whose end, whatever it is, is an error of theirs. */
  contain?: 'process' | undefined;
  /** What that process may have at most. */
  processLimits?: ProcessLimits | undefined;
  /** Called for what does not work as it should, such as binding to CPUs; by default nothing is. */
  onWarning?: ((text: string) => void) | undefined;
}

/** What the process of a contained machine may have at most. */
export interface ProcessLimits {
  /** Bytes of memory that the process may have beside its isles'; 1 GiB by default. */
  memory?: number;
  /** Seconds of CPU time, of all its threads together; no limit by default. */
  cpuTime?: number;
  /** Descriptors; 4096 by default. */
  descriptors?: number;
  /** Where it can have a control group (cgroup v2): processes and threads; 1024 by default. */
  tasks?: number;
  /** The same: CPUs' worth of time; no limit by default. */
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

/** What Machine.run resolves to. */
export interface RunResult {
  outcome: IsleOutcome;
  /** What the program wrote, as text. */
  stdout: string;
  stderr: string;
}

export interface MachineEvents {
  /** An isle has ended, for whatever reason. */
  exit: [isle: Isle, outcome: IsleOutcome];
  /** Before that, if it trapped. */
  trap: [isle: Isle, trap: Extract<IsleOutcome, { kind: 'trap' }>];
  /** Before that, its last statistics. */
  stats: [isle: Isle, stats: IsleStats];
}
