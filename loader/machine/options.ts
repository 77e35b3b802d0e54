/** What a service gives a machine, and what it is told. */
import type { NetworkChoice } from '../network/values.js';
import type { IsleOutcome } from './ends.js';
import type { Isle, IsleStats } from './isle.js';

export interface MachineOptions {
  /** Threads that are started at once, for the cores of isles to come; 0 by default. */
  ready?: number | undefined;
  /** The network of its isles; by default they reach each other. */
  network?: NetworkChoice | undefined;
  /** Told what does not work as it should, such as binding to CPUs; nobody by default. */
  onWarning?: ((text: string) => void) | undefined;
}

/** What Machine.run answers. */
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
