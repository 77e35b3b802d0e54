/** A number for an isle in a machine: what boots under it, and what it then holds. */
import type { Peer } from '../../runtime/messages.js';
import type { Isle } from './isle.js';
import type { Process, StandardStreams } from './process.js';
import type { Load } from './program.js';
import type { IsleSpec } from './spec.js';
import type { IsleStreams } from './streams.js';
import type { OpenPorts } from '../wasi/listen.js';

export const NO_PORTS: OpenPorts = { listening: [], release: () => {} };

/** An isle to boot. */
export interface Boot {
  spec: IsleSpec;
  streams: StandardStreams;
  owned?: IsleStreams;
  /** A number to have if it is free. */
  number?: number | undefined;
}

export class Slot {
  /** Running isles whose cores know its memory. */
  readonly told = new Set<Isle>();

  constructor(
    readonly isle: Isle,
    readonly process: Process,
    readonly load: Load,
    /** Resolves when its first core is about to enter the program, and its calls are served. */
    readonly entered: Promise<unknown>,
  ) {}

  get peer(): Peer {
    return this.process.cores.peer;
  }

  get ended(): boolean {
    return this.isle.ended;
  }
}
