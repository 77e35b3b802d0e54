/**
 * Linux's ids of the threads that are an isle's cores. They lie in memory that no guest reaches: a guest that could write them would choose
 * which threads of the process are bound to CPUs, and whose time is read.
 *
 * A core enters its id and takes it back. Who does something to the thread claims the id meanwhile, so that the thread is not another isle's
 * core by then.
 */
import { NETWORK_CORE } from './generated/layout.js';
import { pause } from './sync/index.js';

const CORES = NETWORK_CORE + 1;
/** Between two looks at an id that is claimed (ms). */
const LOOK_MS = 0.2;

export class HostThreads {
  /** A word for each core: its thread's id, 0 for none, minus the id while it is claimed; then a word for each: 1 once it was moved. */
  private readonly words: Int32Array;

  constructor(readonly shared = new SharedArrayBuffer(2 * CORES * Int32Array.BYTES_PER_ELEMENT)) {
    this.words = new Int32Array(shared);
  }

  /** On the core's thread. 0: the id is not known. */
  enter(core: number, id: number): void {
    Atomics.store(this.words, core, id);
  }

  /** On the core's thread, before it is anything else. */
  leave(core: number): void {
    const { words } = this;
    for (let id = Atomics.load(words, core); id !== 0; id = Atomics.load(words, core)) {
      if (id < 0) pause(LOOK_MS);
      else if (Atomics.compareExchange(words, core, id, 0) === id) return;
    }
  }

  /** The id of the core's thread; 0: there is none. */
  id(core: number): number {
    return Math.abs(Atomics.load(this.words, core));
  }

  /** Binds the core's thread to other CPUs by `bind`, if it has one. One thread at a time may. */
  move(core: number, bind: (id: number) => void): void {
    const { words } = this;
    const id = Atomics.load(words, core);
    if (id <= 0 || Atomics.compareExchange(words, core, id, -id) !== id) return;
    Atomics.store(words, CORES + core, 1);
    try {
      bind(id);
    } finally {
      Atomics.store(words, core, id);
    }
  }

  /** The core's thread was bound to other CPUs than it was started on. */
  moved(core: number): boolean {
    return Atomics.load(this.words, CORES + core) !== 0;
  }
}
