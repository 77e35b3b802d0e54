/** One run of an image: an isle, the proxy that serves it, and what becomes of them. */
import { readTopology } from '../runtime/topology.js';
import { compileOnCall } from '../runtime/compile.js';
import { TRACE_COUNT, TRACE_PRINT, EXIT_SIGNAL } from '../runtime/generated/layout.js';
import { Isle } from '../runtime/isle.js';
import { pinThread, processAffinity, threadId } from './linux/affinity.js';
import { ProxyHost } from './proxy/host.js';
import type { Grant } from './proxy/messages.js';
import { identity } from './proxy/identity.js';
import { parseStack, type WasmFrame } from './wasm/stack.js';

export type { Grant, WasmFrame };

export interface RunOptions {
  image: Uint8Array;
  /** argv[0]. */
  name: string;
  /** Arguments without argv[0]. */
  args: string[];
  env: Record<string, string>;
  /** Pinned cores. */
  cores: number;
  /** CPUs that the cores take in this order; null: not bound. */
  cpus: number[] | null;
  bind: 'cores' | 'none';
  /** Bytes, a multiple of 65,536. */
  memory: number;
  dirs: Grant[];
  /** Guest's working directory. */
  cwd: string;
  allowRun: string[];
  strace: boolean;
  stats: boolean;
  /** Threads that may exist at once. */
  threadsMax: number;
  label?: boolean;
  onWarning(text: string): void;
}
