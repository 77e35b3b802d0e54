/** What isles boot: an image, or a WASI module. Each answers here what differs; nobody else asks which of the two it is. */
import type { MasterChannel } from '../../runtime/master.js';
import type { Entrance } from '../../runtime/messages.js';
import type { WasiGrants } from '../wasi/grants.js';
import type { OpenPorts } from '../wasi/listen.js';
import type { Signature } from '../wasm/signatures.js';
import type { CountedCall } from './counts.js';
import type { IsleOptions, IsleSpec } from './spec.js';

export interface Program {
  readonly image: Uint8Array;
  /** It can put into and get from other isles, as MPI does. */
  readonly reachesOthers: boolean;
  /** One thread can run it and serve its system calls: nothing else has to be looked after meanwhile. */
  readonly direct: boolean;
  /** Its isles can serve calls; one that cannot is run from its beginning to its end. */
  readonly serves: boolean;
  /** Options that mean nothing to it. */
  readonly foreign: readonly (keyof IsleOptions)[];
  /** The guest's name of a granted directory: `typed` by the user, or its `path` on the host. @throws HermitError HERMIT_EUSAGE. */
  nameOf(directory: { typed: string | null; host: string; path: string }): string;
  /**
   * An isle's part of it, before it boots.
   * @throws HermitError HERMIT_EMEMORY, HERMIT_ECALLS, HERMIT_EINVAL, HERMIT_EUSAGE, HERMIT_EIMAGE.
   */
  load(spec: IsleSpec, how: LoadPolicy, ports: OpenPorts): Load;
}

export interface LoadPolicy {
  compile(bytes: Uint8Array): WebAssembly.Module;
  /** Bytes of memory of an image's isle, unless its spec says otherwise. */
  memory: number;
}

/** What can be called. */
export interface Callable {
  /** By name; undefined where calls cannot pass the types. */
  functions: ReadonlyMap<string, Signature | undefined>;
  /** C declarations of those that have one, as texts (../wasm/declared.ts). */
  declarations: ReadonlyMap<string, string> | undefined;
  thunks: WebAssembly.Module;
}

export interface Load {
  /** The spec for its kernel and proxy: the program may change its part of it. */
  spec: IsleSpec;
  /** It makes preview 1's calls, with these grants. */
  wasi: WasiGrants | undefined;
  /** Bytes of the isle's memory, and the most that the program may have. */
  bytes: number;
  bytesMax: number;
  /** Ports that it listens on by `listen`. */
  ports: number[];
  callable: Callable | undefined;
  /** Compiles it, once for all isles. */
  enter(): Entrance;
  /** Calls that it has made, where they are counted. */
  counts(master: MasterChannel, memory: WebAssembly.Memory): CountedCall[];
  /** Its threads have ended, and this process lives on. */
  release(): Promise<void>;
}
