/** What a WASI program is given, beside what every program is. */
import type { OpenPort } from './listen.js';

export interface WasiGrants {
  args: string[];
  env: Record<string, string>;
  /** Granted directories: where they are in the name space, and what the program calls them. */
  preopens: { guest: string; name: string }[];
  /** The name of its directory in memory; null: a granted one has it. */
  memoryDirectory: string | null;
  /** Sockets that listen, its first descriptors behind the standard streams; they are of the thread that the proxy is on. */
  listening?: OpenPort[];
}
