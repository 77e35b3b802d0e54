/** A machine's options, results and events. */
import type { NetworkChoice } from '../network/values.js';
import type { IsleOutcome } from './ends.js';
import type { Isle, IsleStats } from './isle.js';

export interface MachineOptions {
  /** Threads for cores, and as many for proxies, to start at once for isles to come; 0 by default. */
  ready?: number | undefined;
  /** The network of its isles; by default they reach each other. */
  network?: NetworkChoice | undefined;
  /** Called for what does not work as it should, such as binding to CPUs; by default nothing is. */
  onWarning?: ((text: string) => void) | undefined;
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
