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
  /** Called for what does not work as it should, such as binding to CPUs; by default nothing is. */
  onWarning?: ((text: string) => void) | undefined;
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
