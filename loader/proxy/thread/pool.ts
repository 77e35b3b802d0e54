/**
 * Threads for proxies, used again from isle to isle: each serves one at a time. One that hangs in a system call is ended, and another takes
 * its place when it is wanted.
 */
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, SHARE_ENV, Worker } from 'node:worker_threads';
import { HermitError } from '../../../runtime/errors.js';
import type { ListenAddress, OpenPort, OpenPorts } from '../../wasi/listen.js';
import { faultOf, type ProxyEvents, type ProxyOptions, type RunningProxy, type StartProxy } from '../start.js';
import { followTerminal, terminalWords } from '../vfs/streams/terminal-size.js';
import { Hosted } from './host.js';
import type { FromProxy, Message, StartOptions, ToProxy } from './messages.js';

const ENTRY = join(__dirname, 'entry/worker.js');

/** How long a proxy may take to stop by itself (ms): it may be in the middle of a long transfer. Then its thread is ended. */
const STOP_GRACE_MS = 500;
/** How often one that has not stopped is woken meanwhile (ms). */
const STOP_AGAIN_MS = 1;
/** How long that may take: a thread in a system call ends only behind it. */
const END_GRACE_MS = 500;

/**
 * What a proxy puts on its heap is what calls leave behind, and names that were listed. A guest that makes it keep more loses its proxy, not
 * the process.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512, stackSizeMb: 2 } as const;

/** One of a thread's open ports, for the program that it will start. */
class ThreadPort implements OpenPort {
  constructor(
    readonly port: number,
    readonly thread: ProxyThread,
    private readonly giveUp: () => void,
  ) {}

  close(): void {
    this.giveUp();
  }
}

class ProxyThread {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  /** Whom its messages are for. */
  private listener: (message: Message<FromProxy>) => void = () => {};
  /** Why it has ended; its listener is told. */
  private ended: (error: Error) => void = () => {};
  readonly gone: Promise<void>;
  alive = true;

  /** `keeps`: it keeps its process alive while it serves. */
  constructor(private readonly keeps: boolean) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(ENTRY, {
      workerData: { port: port2 },
      transferList: [port2],
      env: SHARE_ENV,
      // Not to be joined to this process's streams, which would have to be made for it.
      stdout: true,
      stderr: true,
      resourceLimits: RESOURCE_LIMITS,
    });
    let reason = new Error('its thread ended');
    this.worker.on('error', (error) => (reason = error));
    this.gone = new Promise((resolve) => {
      this.worker.once('exit', () => {
        this.alive = false;
        this.drain();
        this.ended(reason);
        port1.close();
        resolve();
      });
    });
    port1.on('message', (message: Message<FromProxy>) => this.listener(message));
    // It keeps no process alive while it serves nobody.
    this.worker.unref();
    port1.unref();
    this.post({ type: 'terminal', words: terminalWords() });
  }

  /** Binds it to one start, until release(). */
  serve(listener: (message: Message<FromProxy>) => void, ended: (error: Error) => void): void {
    this.listener = listener;
    this.ended = ended;
    if (this.keeps) this.port.ref();
  }

  release(): void {
    this.listener = () => {};
    this.ended = () => {};
    this.port.unref();
  }

  readonly post = (message: Message<ToProxy>): void => this.port.postMessage(message);

  /** Takes what it has posted, before the event loop would. */
  drain(): void {
    for (let one = receiveMessageOnPort(this.port); one; one = receiveMessageOnPort(this.port))
      this.listener(one.message);
  }

  /** Ends it wherever it is. */
  terminate(): void {
    this.alive = false;
    void this.worker.terminate();
  }
}

export class ProxyThreads {
  private readonly idle: ProxyThread[] = [];
  private readonly all = new Set<ProxyThread>();

  constructor(private readonly keeps = true) {}

  /** Starts threads until `count` are idle. */
  warm(count: number): void {
    while (this.idle.length < count) this.idle.push(this.make());
  }

  private make(): ProxyThread {
    const thread = new ProxyThread(this.keeps);
    this.all.add(thread);
    void thread.gone.then(() => this.all.delete(thread));
    return thread;
  }

  private take(): ProxyThread {
    for (let thread = this.idle.shift(); thread; thread = this.idle.shift()) if (thread.alive) return thread;
    return this.make();
  }

  private give(thread: ProxyThread): void {
    thread.release();
    if (thread.alive) this.idle.push(thread);
  }

  /** Opens ports for isles, each on the thread that then serves the isle. @throws HermitError HERMIT_EPORT, HERMIT_EPROXY. */
  readonly open = async (addresses: readonly ListenAddress[], isles: number): Promise<OpenPorts[]> => {
    const tried = await Promise.allSettled(Array.from({ length: isles }, () => this.listen(addresses)));
    const failed = tried.find((one) => one.status === 'rejected');
    const open = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    // The thread closes them when its isle has ended.
    if (!failed) return open.map((listening) => ({ listening, release: () => {} }));
    for (const one of open.flat()) one.close();
    throw failed.reason;
  };

  private async listen(addresses: readonly ListenAddress[]): Promise<OpenPort[]> {
    const thread = this.take();
    try {
      const ports = await new Promise<number[]>((resolve, reject) => {
        thread.serve(
          (message) => {
            if (message.type === 'listening') resolve(message.ports);
            else if (message.type === 'notListening') reject(new HermitError(message.code, message.message));
          },
          (error) => {
            const { code, message } = faultOf(error);
            reject(new HermitError(code, message));
          },
        );
        thread.post({ type: 'listen', addresses });
      });
      let kept = true;
      const giveUp = (): void => {
        if (!kept || this.reserved.get(thread) !== giveUp) return;
        kept = false;
        this.reserved.delete(thread);
        thread.post({ type: 'unlisten' });
        this.give(thread);
      };
      this.reserved.set(thread, giveUp);
      return ports.map((port) => new ThreadPort(port, thread, giveUp));
    } catch (error) {
      this.give(thread);
      throw error;
    }
  }

  /** Threads that hold ports for a program that has not begun. */
  private readonly reserved = new Map<ProxyThread, () => void>();

  /** As startProxy, on a thread of the proxy's own. */
  readonly start: StartProxy = (options, events) => {
    const [port] = options.wasi?.listening ?? [];
    const thread = port instanceof ThreadPort ? port.thread : this.take();
    this.reserved.delete(thread);
    return this.run(thread, options, events);
  };

  private run(thread: ProxyThread, options: ProxyOptions, events: ProxyEvents): RunningProxy {
    const unfollow = followTerminal();
    const hosted = new Hosted(options, events, thread.post);
    let over = false;
    let finish: (clean: boolean) => void = () => {};
    const finished = new Promise<boolean>((resolve) => (finish = resolve));
    const leave = (clean: boolean): void => {
      if (over) return;
      over = true;
      hosted.detach();
      unfollow();
      this.give(thread);
      finish(clean);
    };
    let stopping: Promise<boolean> | undefined;
    let begin: () => void = () => {};
    const started = new Promise<void>((resolve) => (begin = resolve));
    thread.serve(
      (message) => {
        if (message.type === 'stopped') return leave(true);
        if (message.type !== 'started') hosted.take(message);
        if (message.type === 'started' || message.type === 'fault') begin();
      },
      (error) => {
        if (!stopping) events.onFault(faultOf(error));
        begin();
        leave(true);
      },
    );
    thread.post({ type: 'start', options: told(options), control: hosted.control });
    const stop = async (): Promise<boolean> => {
      if (!over) hosted.tell({ type: 'stop' });
      const again = setInterval(() => !over && hosted.wake(), STOP_AGAIN_MS);
      const late = setTimeout(() => {
        thread.terminate();
        setTimeout(() => leave(false), END_GRACE_MS).unref();
      }, STOP_GRACE_MS);
      const clean = await finished;
      clearInterval(again);
      clearTimeout(late);
      return clean;
    };
    const deliver = (): void => {
      if (!over && hosted.behind) thread.drain();
    };
    return { started, deliver, stop: () => (stopping ??= stop()) };
  }

  /** Ends all threads. One that hangs in a system call is left to it. */
  async close(): Promise<void> {
    this.idle.length = 0;
    for (const thread of this.all) thread.terminate();
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_GRACE_MS).unref());
    await Promise.race([late, Promise.all([...this.all].map(({ gone }) => gone))]);
  }
}

/** What of the options can be told to another thread. */
function told({ outlet, inlet, wasi, ...options }: ProxyOptions): StartOptions {
  const { listening: _, ...grants } = wasi ?? {};
  return {
    ...options,
    takesOutput: outlet !== undefined,
    givesInput: inlet !== undefined,
    ...(wasi && { wasi: grants as StartOptions['wasi'] & {} }),
  };
}
