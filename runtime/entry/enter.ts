/** A core's way through the image: entered once, left when the isle halts. Between the two it runs no JavaScript of ours but the host
 * interface. */
import { readlinkSync } from 'node:fs';
import { CORE_SLOTS, CORE_SLOT_SIZE, HALT, NETWORK_CORE, SLOT_HOST_TID, SLOT_TID } from '../generated/layout.js';
import { HostThreads } from '../host-threads.js';
import { oneSided } from '../fabric/access.js';
import { Fabric, type MemoryOf } from '../fabric/table.js';
import type { CoreEnd, CoreStart, Peer, Say } from '../messages.js';
import { HV_MODULE, hostInterface, type Serve, type Thunk } from './hv.js';
import { hasLeft } from './leave.js';

/** Linux's id of this thread, by which its processor time is found; 0 where there is no /proc. */
function hostThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop());
  } catch {
    return 0;
  }
}

/** Memories of the isles that were there from the start. */
export function peers(known: readonly Peer[]): MemoryOf {
  return (isle, life) => known.find((n) => n.isle === isle && n.life === life)?.memory;
}

/** `entering` is called before the image is entered, once that cannot fail any more. */
export function enter(
  { task, entrance }: CoreStart,
  memoryOf: MemoryOf,
  entering = (): void => {},
  say?: Say,
  serve?: Serve,
): CoreEnd {
  const { memory, core, isle, boot, fabric } = task;
  const threads = new HostThreads(task.threads);
  let instance: WebAssembly.Instance;
  const thunks: Thunk[] = [];
  try {
    const access = oneSided(new Fabric(fabric), isle, memory.buffer, memoryOf);
    instance = new WebAssembly.Instance(entrance.module, {
      env: { memory },
      [HV_MODULE]: hostInterface(memory, isle, core, access, thunks, say, serve),
    });
    if (entrance.thunks) {
      const calls = new WebAssembly.Instance(entrance.thunks, { env: { memory }, image: instance.exports });
      for (let i = 0; calls.exports[i]; i++) thunks.push(calls.exports[i] as Thunk);
    }
  } catch (error) {
    const { printable } = require('../printable.js') as typeof import('../printable.js');
    return {
      kind: 'fault',
      code: 'HERMIT_EBOOT',
      message: `the image could not be started: ${printable((error as Error).message)}`,
    };
  }
  const slot = (CORE_SLOTS + core * CORE_SLOT_SIZE) >> 2;
  const words = new Int32Array(memory.buffer);
  const host = hostThread();
  threads.enter(core, host);
  // For programs that measure themselves. Nobody reads it here.
  words[slot + (SLOT_HOST_TID >> 2)] = host;
  const { hermit_boot, hermit_core, hermit_network } = instance.exports as Record<
    string,
    ((core?: number) => void) | undefined
  >;
  // The whole stack of a trap, not V8's first ten frames.
  Error.stackTraceLimit = 100;
  entering();
  try {
    if (boot) hermit_boot!();
    else if (core === NETWORK_CORE) hermit_network!();
    else hermit_core!(core);
    if (Atomics.load(words, HALT >> 2) !== 0) return { kind: 'halted' };
    return {
      kind: 'fault',
      code: 'HERMIT_EINTERNAL',
      message: 'the image returned from its entry point without being halted',
    };
  } catch (error) {
    if (hasLeft(error)) return { kind: 'halted' };
    const { trapped } = require('./trapped.js') as typeof import('./trapped.js');
    return trapped(error, words[slot + (SLOT_TID >> 2)] ?? 0);
  } finally {
    threads.leave(core);
  }
}
