/** The cores of one isle: threads that run its image in its memory, and what can be done to them from outside. */
import { type BootSpec, slot } from './bootpage.js';
import { milliseconds } from './clock.js';
import type { RunningCore, StartCore } from './core.js';
import type { Fabric } from './fabric/table.js';
import { HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from './generated/public.js';
import { NETWORK_CORE, SLOT_CPU } from './generated/layout.js';
import type { HostThreads } from './host-threads.js';
import { MasterChannel } from './master.js';
import type { CoreEnd, Entrance, Peer } from './messages.js';

export interface CoresOptions {
  isle: number;
  spec: Pick<BootSpec, 'cores' | 'threads'>;
  /** Its boot page is filled. */
  memory: WebAssembly.Memory;
  /** For each pinned core the CPUs it is bound to; empty: not bound. */
  cpus: number[][];
  fabric: Fabric;
  threads: HostThreads;
  startCore: StartCore;
  /** A core left the image other than by a halt. */
  onEnd(core: number, end: Exclude<CoreEnd, { kind: 'halted' }>): void;
}

/** How long starting cores may hold the event loop at a time, in milliseconds. */
const START_MS = 1;
/** How long cores may take to notice a halt before their threads are ended, in milliseconds. */
const HALT_GRACE = 50;
/** How often those that have not left are woken meanwhile (ms). */
const HALT_AGAIN = 1;

export class Cores {
  /** Which of the isles that have its number after each other it is. */
  readonly life: number;
  readonly master: MasterChannel;
  private readonly cores = new Map<number, RunningCore>();
  private entrance: Entrance | undefined;
  private network: RunningCore | undefined;
  private halting = false;
  /** More cores are started in the event loop's next turn. */
  private starting = false;
  private peers: Peer[] = [];

  constructor(private readonly options: CoresOptions) {
    this.master = new MasterChannel(options.memory, () => this.cores.size);
    this.life = options.fabric.begin(options.isle);
  }

  /** Starts core 0's thread; it waits for the image. */
  prepare(): void {
    this.startCore(0);
  }

  /** Before the boot: the isles that its cores know from the start, this one among them. */
  meet(isles: Peer[]): void {
    this.peers = isles;
  }

  /** As others know it. */
  get peer(): Peer {
    return { isle: this.options.isle, life: this.life, memory: this.options.memory };
  }

  /** Enters the program. One that cannot have a second thread gets no second core. */
  boot(entrance: Entrance): void {
    this.entrance = entrance;
    this.options.fabric.setState(this.options.isle, HERMIT_ISLE_RUNNING);
    this.cores.get(0)?.start(entrance, this.peers);
    if (entrance.alone) this.master.wantCores(1);
    this.startWantedCores();
  }

  /** Starts the cores that the kernel asks for, but no more than the isle may have threads, whatever the image says. */
  startWantedCores(): void {
    if (this.starting) return;
    const { cores, threads } = this.options.spec;
    const wanted = Math.min(this.master.coresWanted, this.entrance?.alone ? 1 : Math.max(cores, threads));
    const began = milliseconds();
    while (this.cores.size < wanted && !this.halting) {
      // A thread takes this one half a millisecond to start, and a guest may want hundreds at once.
      if (milliseconds() - began > START_MS) return this.startLater();
      this.startCore(this.cores.size);
    }
  }

  private startLater(): void {
    this.starting = true;
    setImmediate(() => {
      this.starting = false;
      this.startWantedCores();
    });
  }

  /** Starts the network thread, which is on no core's CPU if there is another. */
  startNetwork(): void {
    if (!this.network && !this.halting) this.network = this.startThread(NETWORK_CORE, []);
  }

  /** Threads that were started as cores. */
  get coresStarted(): number {
    return this.cores.size;
  }

  private startCore(core: number): void {
    const own = this.options.cpus[core] ?? [];
    if (own.length === 1) new Int32Array(this.options.memory.buffer)[(slot(core) + SLOT_CPU) >> 2] = own[0]!;
    this.cores.set(core, this.startThread(core, own));
  }

  private startThread(core: number, own: number[]): RunningCore {
    const { isle, memory, fabric, threads, onEnd } = this.options;
    const task = { isle, core, memory, boot: core === 0, fabric: fabric.shared, threads: threads.shared };
    const running = this.options.startCore(task, own);
    if (this.entrance) running.start(this.entrance, this.peers);
    void running.finished.then((end) => {
      if (end.kind !== 'halted') onEnd(core, end);
    });
    return running;
  }

  /** Ends every core: those that wait or call leave the image, the others are ended. Resolves when no thread is left. */
  async halt(): Promise<void> {
    this.halting = true;
    this.options.fabric.setState(this.options.isle, HERMIT_ISLE_ENDED);
    this.master.halt();
    const threads = [...this.cores.values(), ...(this.network ? [this.network] : [])];
    // One that was just about to sleep when it was woken has not noticed: woken again until all have left.
    const again = setInterval(() => this.master.halt(), HALT_AGAIN);
    let late: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => (late = setTimeout(resolve, HALT_GRACE)));
    await Promise.race([grace, Promise.all(threads.map(({ finished }) => finished))]);
    clearInterval(again);
    clearTimeout(late);
    await Promise.all(threads.map((core) => core.terminate()));
  }
}
