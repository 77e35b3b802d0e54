/** The host interface, runtime's side: the functions of kernel/include/hv.h. test/kernel/hv.test.ts compares the two. */
import { writeSync } from 'node:fs';
import type { Access } from '../fabric/access.js';
import type { Say } from '../messages.js';
import { CORE_SLOTS, CORE_SLOT_SIZE, HV_VERSION, SLOT_TIME } from '../generated/layout.js';
import { copied, sharedBytes } from '../shared-bytes.js';
import { leave } from './leave.js';

/** Module that images import the host interface from; its number is the interface's version. */
export const HV_MODULE = `hermit_${HV_VERSION}`;

/** The functions' names. */
export const hostCalls: readonly string[] =
  'clock halt log serve call isle_state open close bind put get fetch_add compare_swap ring put_line'.split(' ');

/** Calls an exported function with what stands in a frame. */
export type Thunk = (frame: number) => void;

/** Serves the request that core 0 has posted, on its own thread; false: it has ended the isle. */
export type Serve = () => boolean;

/** Longest text that hv_log writes, in bytes, and how many texts it writes for a core: last words of a kernel, not a stream. */
const LOG_LIMIT = 1024;
const LOGS = 16;

function sayOnError(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads standard error.
  }
}

export function hostInterface(
  memory: WebAssembly.Memory,
  isle: number,
  core: number,
  access: Access,
  /** Filled once the image is there. */
  thunks: readonly Thunk[] = [],
  /** Takes a line of the kernel's last words. */
  say: Say = sayOnError,
  /** Where calls are served on this thread. */
  serve?: Serve,
): Record<string, WebAssembly.ExportValue> {
  // Once V8 has optimised it, this call stores the 64 bits that process.hrtime has read, and makes no object: 30 ns where
  // clock_gettime takes 25 natively. A number that goes back to the image would be allocated: 50 ns, and a garbage collection
  // every million calls.
  const { bigint } = process.hrtime;
  const words = new BigInt64Array(memory.buffer);
  const shared = sharedBytes(memory.buffer);
  const time = (CORE_SLOTS + core * CORE_SLOT_SIZE + SLOT_TIME) >> 3;
  let logs = 0;
  const calls = {
    clock: () => {
      words[time] = bigint();
    },
    halt: () => {
      leave();
    },
    serve: () => {
      if (serve && !serve()) leave();
    },
    // Two small integers in, nothing on the heap: the values stay in the memory.
    call: (index: number, frame: number) => thunks[index]!(frame),
    log: (text: number, length: number) => {
      const start = text >>> 0;
      const size = Math.min(length >>> 0, LOG_LIMIT);
      if (start + size > memory.buffer.byteLength || ++logs > LOGS) return;
      const { printable, readableText } = require('../printable.js') as typeof import('../printable.js');
      say(
        `hermit-wasm: isle ${isle}, core ${core}: ${printable(readableText(copied(shared, start, start + size)).trimEnd(), LOG_LIMIT)}\n`,
      );
    },
  };
  // Not spread: what an image does not import is not made.
  return Object.defineProperties(calls, Object.getOwnPropertyDescriptors(access));
}
