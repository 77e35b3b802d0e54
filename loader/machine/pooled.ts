/**
 * Threads for cores, used again. Each is a piscina of one thread: a core is one task that lasts as long as its isle, so there must
 * never be more cores than threads, or those that wait for each other would never meet; and one that computes can be ended alone.
 */
import { threadFault } from '../../runtime/errors.js';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { RunningCore } from '../../runtime/core.js';
import { HostThreads } from '../../runtime/host-threads.js';
import type { CoreEnd, CoreNews, CoreStart, CoreTask } from '../../runtime/messages.js';
import { coreOptions, withThreadId } from '../../runtime/threads.js';
import { processAffinity } from '../native/affinity.js';
import { binder } from './cpus/binder.js';
import type { CoreListener, Threads } from './threads.js';

const ENTRY = join(__dirname, '../../runtime/entry/pooled.js');

interface PooledThread {
  piscina: Piscina;
  /** Linux's; null: not known. */
  id: number | null;
  bound: boolean;
}

export class PooledThreads implements Threads {
  private readonly idle: PooledThread[] = [];
  private readonly all = new Set<PooledThread>();

  private readonly bind;
  /** CPUs of the process, for cores that are not bound. */
  private readonly anyCpu: readonly number[] = processAffinity() ?? [];

  /** `ready`: threads that are started at once. */
  constructor(onWarning: (text: string) => void, ready: number) {
    this.bind = binder(onWarning);
    while (this.idle.length < ready) this.idle.push(this.make());
  }

  /** What else the process does is its own affair. */
  keepAway(): void {}

  private make(): PooledThread {
    const { made: piscina, id } = withThreadId(
      () =>
        new Piscina({
          filename: ENTRY,
          minThreads: 1,
          maxThreads: 1,
          idleTimeout: Infinity,
          // Its wait for tasks would keep the thread from collecting what an isle left behind.
          atomics: 'disabled',
          ...coreOptions(),
        }),
    );
    // A thread that ends by itself while it is idle: the next task finds a new one.
    piscina.on('error', () => {});
    const thread = { piscina, id, bound: false };
    this.all.add(thread);
    return thread;
  }

  start(task: CoreTask, cpus: readonly number[], listener: CoreListener): RunningCore {
    // The one that has been idle for longest: the last one may still collect what its isle left behind.
    const thread = this.idle.shift() ?? this.make();
    let state: 'reserved' | 'running' | 'left' = 'reserved';
    let finish: (end: CoreEnd) => void = () => {};
    const finished = new Promise<CoreEnd>((resolve) => (finish = resolve));
    const leave = (): void => {
      state = 'left';
      // The next isle's core is not to stay where this one's guest has moved it.
      thread.bound ||= new HostThreads(task.threads).moved(task.core);
      this.idle.push(thread);
    };
    if (cpus.length > 0 || thread.bound) this.bind(thread.id, cpus.length > 0 ? cpus : this.anyCpu);
    thread.bound = cpus.length > 0;
    return {
      finished,
      // A memory that a thread knows is not used again, so the thread gets no isle before it asks.
      start: (entrance) => {
        state = 'running';
        const { port1, port2 } = new MessageChannel();
        const hear = (news: CoreNews): void => {
          if (news.kind === 'entering') listener.entering();
          else if (news.kind === 'said') listener.said(news.line);
          else port1.postMessage(listener.who(news.isle, news.life));
        };
        port1.on('message', hear);
        port1.unref();
        const start: CoreStart = { task, isles: [], entrance };
        thread.piscina.run({ start, port: port2 }, { transferList: [port2] }).then(
          (end: CoreEnd) => {
            // Its last words come before its end.
            for (let mail = receiveMessageOnPort(port1); mail; mail = receiveMessageOnPort(port1))
              hear(mail.message as CoreNews);
            port1.close();
            if (state === 'running') leave();
            finish(end);
          },
          (error: Error) => {
            port1.close();
            if (state === 'left') return finish({ kind: 'halted' });
            void this.drop(thread);
            state = 'left';
            finish({ kind: 'fault', ...threadFault(error) });
          },
        );
      },
      terminate: async () => {
        if (state === 'left') return;
        if (state === 'reserved') return leave();
        state = 'left';
        await this.drop(thread);
      },
    };
  }

  /** Ends a thread, in the image or not. */
  private async drop(thread: PooledThread): Promise<void> {
    this.all.delete(thread);
    await thread.piscina.destroy();
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.idle.length = 0;
    await Promise.all([...this.all].map((thread) => this.drop(thread)));
  }
}
