/** A core's way through a WASI program: core 0 runs `_start` or `_initialize`, the others the threads that the program spawns, one after the other. */
import { hasLeft } from '../../../runtime/entry/leave.js';
import { slot } from '../../../runtime/bootpage.js';
import { SLOT_TID, THREADS } from '../../../runtime/generated/layout.js';
import type { CoreEnd, CoreStart } from '../../../runtime/messages.js';
import { calls, MODULE, UNSTABLE } from '../preview1.js';
import { unstableCalls } from './unstable.js';
import { COUNTS_AT, type Guest, TAKEN, WORDS } from '../staging.js';
import { type Imported, remote } from './imports.js';
import { ProxyClient } from './proxy-client.js';
import { localCalls } from './local.js';
import { GuestMemory } from './memory.js';
import { traced } from './strace.js';
import { freeCore, spawnThread, takeWork } from './threads.js';

class Unusable extends Error {}

/** Everything that a module may import; a module that imports less gets the rest all the same. */
function importsFor(
  proxy: ProxyClient,
  memory: GuestMemory,
  guest: Guest,
  isle: number,
  tid: () => number,
  own: WebAssembly.Memory | undefined,
): WebAssembly.Imports {
  const local = localCalls(proxy, memory);
  const where = (): string => `${isle}.${proxy.core} ${tid()}`;
  const all: Record<string, Imported> = {};
  for (const call of calls) {
    let imported = local[call.name] ?? remote(call, proxy, memory);
    if (guest.strace) imported = traced(call, imported, memory, where);
    if (guest.countCalls) imported = counted(imported, proxy.words, (COUNTS_AT >> 2) + call.index);
    all[call.name] = imported;
  }
  const imports: WebAssembly.Imports = {
    [MODULE]: all,
    [UNSTABLE]: unstableCalls(all, memory),
    wasi: { 'thread-spawn': (argument: number) => spawnThread(proxy, argument) },
  };
  if (guest.memory) {
    const { module, name } = guest.memory;
    imports[module] = { ...imports[module], [name]: own! };
  }
  return imports;
}

function counted(imported: Imported, words: Int32Array, at: number): Imported {
  return (...values) => {
    Atomics.add(words, at, 1);
    return imported(...values);
  };
}

/** An instance whose start function has run. */
function instantiate(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
  memory: GuestMemory,
): WebAssembly.Exports {
  let exports: WebAssembly.Exports;
  try {
    ({ exports } = new WebAssembly.Instance(module, imports));
  } catch (error) {
    if (error instanceof WebAssembly.LinkError || error instanceof RangeError) throw new Unusable(error.message);
    if (error instanceof WebAssembly.RuntimeError) throw new Unusable(`its start function trapped: ${error.message}`);
    throw error;
  }
  if (exports.memory instanceof WebAssembly.Memory) memory.attach(exports.memory);
  return exports;
}

type Entry = (...values: number[]) => void;

/** The memory that the module imports. Only a module without threads has one that is not shared. */
function importedMemory({ memory }: Guest): WebAssembly.Memory | undefined {
  if (!memory) return undefined;
  try {
    return memory.shared ?? new WebAssembly.Memory(memory.limits);
  } catch (error) {
    throw new Unusable(`its memory cannot be created: ${(error as Error).message}`);
  }
}

/** `entering` is called on core 0 before the program's entry, once that cannot fail any more. */
export function enter({ task, entrance }: CoreStart, entering = (): void => {}): CoreEnd {
  const { module } = entrance;
  const guest = entrance.guest!.data as Guest;
  const proxy = new ProxyClient(task.memory, task.core);
  const memory = new GuestMemory();
  const thread = (slot(task.core) + SLOT_TID) >> 2;
  const { words } = proxy;
  Error.stackTraceLimit = 100;
  try {
    const own = importedMemory(guest);
    if (own) memory.attach(own);
    const imports = importsFor(proxy, memory, guest, task.isle, () => words[thread]!, own);
    if (task.boot) {
      Atomics.add(words, THREADS >> 2, 1);
      words[(proxy.window + WORDS.work) >> 2] = TAKEN;
      const exports = instantiate(module, imports, memory);
      entering();
      ((exports._start ?? exports._initialize) as Entry)();
      proxy.exit(0);
    }
    for (;;) {
      const { tid, argument } = takeWork(proxy);
      words[thread] = tid;
      // Each thread is an instance of its own: globals, the stack's pointer among them, are its own.
      (instantiate(module, imports, memory).wasi_thread_start as Entry)(tid, argument);
      words[thread] = 0;
      freeCore(proxy);
    }
  } catch (error) {
    if (hasLeft(error)) return { kind: 'halted' };
    const { printable } = require('../../../runtime/printable.js') as typeof import('../../../runtime/printable.js');
    if (error instanceof Unusable) return { kind: 'unusable', message: printable(error.message) };
    const { trapped } =
      require('../../../runtime/entry/trapped.js') as typeof import('../../../runtime/entry/trapped.js');
    return trapped(error, words[thread] ?? 0);
  }
}
