/** Threads for cores: fresh ones here, in a process that runs one program; pooled.ts has those that are used again. */
import { type RunningCore, startCore } from '../../runtime/core.js';
import { enter, peers } from '../../runtime/entry/enter.js';
import type { CoreEnd, CoreTask, Entrance, Peer, PeerReply } from '../../runtime/messages.js';
import { type CoreThread, startThread } from '../../runtime/threads.js';
import { pinOthers } from '../native/affinity.js';
import { timeKeeper } from './clock.js';
import { binder } from './cpus/binder.js';

/** Events of a core before and while it runs the program. */
export interface CoreListener {
  /** It enters it, and that cannot fail any more; a fresh thread says so at its start. */
  entering(): void;
  /** A line of its kernel's last words; a fresh thread writes them to standard error itself. */
  said(line: string): void;
  /** Serves its requests, where that is done on its own thread; false: they have ended it. */
  serve(): boolean;
  /** The isle that has this number in this life, for a core that wants to reach it and does not know it. */
  who(isle: number, life: number): PeerReply;
}

export interface Threads {
  /** Makes a thread a core on these CPUs (none: not bound). */
  start(task: CoreTask, cpus: readonly number[], listener: CoreListener): RunningCore;
  /** Keeps whatever else the process has off the CPUs of cores: these are left for it. */
  keepAway(cpus: readonly number[]): void;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** Core 0 is the thread that starts it, from the event loop's next turn on. */
export class ThisThread implements Threads {
  /** `others`: for what is no core 0. */
  constructor(private readonly others: Threads) {}

  start(task: CoreTask, cpus: readonly number[], listener: CoreListener): RunningCore {
    if (!task.boot) return this.others.start(task, cpus, listener);
    let finish: (end: CoreEnd) => void = () => {};
    const finished = new Promise<CoreEnd>((resolve) => (finish = resolve));
    const keepTime = timeKeeper(task.memory);
    const run = (entrance: Entrance, isles: Peer[]): void =>
      finish(
        enter(
          { task, entrance, isles },
          peers(isles),
          () => listener.entering(),
          undefined,
          () => {
            keepTime();
            return listener.serve();
          },
        ),
      );
    return { finished, start: (entrance, isles) => void setImmediate(run, entrance, isles), terminate: () => finished };
  }

  keepAway(cpus: readonly number[]): void {
    this.others.keepAway(cpus);
  }

  close(): Promise<void> {
    return this.others.close();
  }
}

export class FreshThreads implements Threads {
  private readonly bound = new Set<number>();
  private readonly bind;
  private readonly running = new Set<RunningCore>();

  /** `first`: one that was started already, for the first core. */
  constructor(
    onWarning: (text: string) => void,
    protected first?: CoreThread,
  ) {
    this.bind = binder(onWarning, this.bound);
  }

  start(task: CoreTask, cpus: readonly number[], listener: CoreListener): RunningCore {
    const core = startCore(task, cpus, this.bind, this.first);
    this.first = undefined;
    this.running.add(core);
    return {
      ...core,
      start: (entrance, isles) => {
        core.start(entrance, isles);
        listener.entering();
      },
    };
  }

  /**
   * The proxy, the network's threads, V8's own (which collect garbage of any thread, and compile), and those that are started later, which
   * take after the one that starts them.
   */
  keepAway(cpus: readonly number[]): void {
    if (cpus.length > 0) pinOthers(this.bound, cpus);
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((core) => core.terminate()));
  }
}

/** Those of a machine that keeps no process alive. */
export class BackgroundThreads extends FreshThreads {
  override start(task: CoreTask, cpus: readonly number[], listener: CoreListener): RunningCore {
    const thread = startThread();
    this.first = thread;
    const core = super.start(task, cpus, listener);
    thread.worker.unref();
    return core;
  }

  /** The process has other threads that its owner wants where they are. */
  override keepAway(): void {}
}
