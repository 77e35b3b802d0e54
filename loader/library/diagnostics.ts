/** What diagnostics channels tell, by their names. */
import type { IsleOutcome } from '../machine/ends.js';
import type { Isle } from '../machine/isle.js';
import type { IslePool } from './isle-pool.js';
import type { Machine } from './machine.js';

export interface Diagnostics {
  /** An isle has entered its image. `milliseconds`: since it was asked for. */
  'hermit-wasm:isle:boot': { machine: Machine; isle: Isle; milliseconds: number };
  /** An isle has ended, for whatever reason. */
  'hermit-wasm:isle:end': { machine: Machine; isle: Isle; outcome: IsleOutcome };
  /** Before that, if it trapped. */
  'hermit-wasm:isle:trap': { machine: Machine; isle: Isle; outcome: Extract<IsleOutcome, { kind: 'trap' }> };
  /** A call was rejected. `name`: the function's. */
  'hermit-wasm:call:error': { isle: Isle; name: string; error: unknown };
  /** A pool has booted an isle in the place of another. */
  'hermit-wasm:pool:replace': { pool: IslePool; isle: Isle };
}
