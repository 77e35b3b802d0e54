/** The main thread's side of a proxy: starts its worker, starts the guest's children, keeps its timers. */
import { type Fault, HermitError } from '../../../runtime/errors.js';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import type { WriteStream } from 'node:tty';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { DOORBELL } from '../../../runtime/generated/layout.js';
import { E, errnoOf } from '../abi/errno.js';
import {
  CONTROL,
  type HostMessage,
  type ProxyMessage,
  type ProxyOptions,
  type ProxyWorkerData,
  type SpawnCommand,
} from './messages.js';
import { watchTerminalSize } from '../vfs/streams/terminal.js';
import { childProcesses, isTerminal } from '../vfs/files/late-modules.js';
import { Timers } from './timers.js';

/** What a proxy tells the machine. */
export interface ProxyEvents {
  /**
   * The guest called exit_group: 0 to 255, or EXIT_SIGNAL plus the signal that ended it; `machine`: the other isles are to end too.
   * The proxy serves nothing more.
   */
  onExit(code: number, machine: boolean): void;
  /** CORES_WANTED changed. */
  onCores(): void;
  /** The kernel wants its network thread. */
  onNetwork(): void;
  /** A signal for the guest: SIGALRM and its like from timers, SIGCHLD. */
  onSignal(signal: number): void;
  /** The proxy cannot go on. */
  onFault(fault: Fault): void;
  /** A call failed in a way that it should not have. */
  onWarning(message: string): void;
}

const SIGCHLD = 17;
/** How long a proxy may take to stop by itself (ms): it may be in the middle of a long transfer. */
const STOP_GRACE_MS = 500;

/** Output that is a terminal. Others are not looked at: Node would make their descriptors non-blocking. */
const terminalStream = (): WriteStream | undefined =>
  isTerminal(1) ? process.stdout : isTerminal(2) ? process.stderr : undefined;

/** Proxies that want to know the terminal's size; one listener for all of them. */
const resizing = new Set<() => void>();
const resizeAll = (): void => {
  for (const resized of resizing) resized();
};

export class ProxyHost {
  private readonly control = new SharedArrayBuffer(4 * CONTROL.WORDS);
  private readonly words = new Int32Array(this.control);
  private readonly doorbell: Int32Array;
  private readonly port: MessagePort;
  private readonly timers: Timers;
  private readonly children = new Set<ChildProcess>();
  private readonly ended: Promise<void>;
  private terminate = (): void => {};
  private stopping = false;
  private exited = false;

  constructor(
    options: ProxyOptions,
    private readonly events: ProxyEvents,
    /** A worker of its own leaves the calling thread free; a process that waits for the guest anyway saves the worker's start and memory. */
    place: 'worker' | 'this thread',
  ) {
    this.doorbell = new Int32Array(options.memory.buffer);
    this.timers = new Timers((signal) => events.onSignal(signal));
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.unref();
    this.watchTerminal(true);
    const data: ProxyWorkerData = { ...options, control: this.control, port: port2 };
    this.ended = place === 'worker' ? this.inWorker(data) : this.here(data);
  }

  private inWorker(workerData: ProxyWorkerData): Promise<void> {
    const worker = new Worker(path.join(__dirname, 'entry', 'worker.js'), {
      workerData,
      transferList: [workerData.port],
      stdout: true,
      stderr: true,
    });
    worker.on('message', (message: ProxyMessage) => this.take(message));
    worker.on('error', (error) => this.fault(error));
    this.terminate = () => void worker.terminate();
    return new Promise((resolve) => {
      worker.once('exit', () => {
        if (!this.stopping && !this.exited) this.fault(new Error('its thread ended'));
        resolve();
      });
    });
  }

  private async here(data: ProxyWorkerData): Promise<void> {
    const { Proxy } = require('./ring.js') as typeof import('./ring.js');
    watchTerminalSize(this.words);
    let proxy: InstanceType<typeof Proxy> | undefined;
    try {
      proxy = new Proxy(data, (message) => this.take(message));
      await proxy.attend();
    } catch (error) {
      this.fault(error);
    } finally {
      proxy?.close();
      data.port.close();
    }
  }

  private fault(error: unknown): void {
    this.exited = true;
    if (error instanceof HermitError) return this.events.onFault({ code: error.code, message: error.message });
    const { message } = error as Error;
    this.events.onFault({ code: 'HERMIT_EPROXY', message: `the proxy failed: ${message}` });
  }

  private take(message: ProxyMessage): void {
    switch (message.type) {
      case 'exit':
        this.exited = true;
        return this.events.onExit(message.code, message.machine);
      case 'cores':
        return this.events.onCores();
      case 'network':
        return this.events.onNetwork();
      case 'timer':
        return this.timers.set(message.which, message.first, message.interval);
      case 'spawn':
        return this.spawn(message.request, message.command);
      case 'warning':
        return this.events.onWarning(message.message);
    }
  }

  /** Posts a message and wakes the proxy to take it. */
  private tell(message: HostMessage): void {
    this.port.postMessage(message);
    Atomics.add(this.words, CONTROL.MAIL, 1);
    this.ring();
  }

  private ring(): void {
    Atomics.add(this.doorbell, DOORBELL >> 2, 1);
    Atomics.notify(this.doorbell, DOORBELL >> 2);
  }

  private spawn(request: number, { file, argv, env, cwd, stdio }: SpawnCommand): void {
    const failed = (error: unknown): void =>
      this.tell({ type: 'not-spawned', request, errno: errnoOf(error) || E.EIO });
    let child: ChildProcess;
    try {
      const argv0 = argv[0] as string;
      child = childProcesses().spawn(file, argv.slice(1), {
        argv0,
        env,
        cwd,
        stdio: stdio.map((fd) => fd ?? 'ignore'),
      });
    } catch (error) {
      return failed(error);
    }
    const { pid } = child;
    if (pid === undefined) return void child.once('error', failed);
    this.children.add(child);
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      this.children.delete(child);
      const status = signal ? constants.signals[signal] : ((code ?? 0) & 255) << 8;
      this.tell({ type: 'ended', pid, status });
      this.events.onSignal(SIGCHLD);
    });
    this.tell({ type: 'spawned', request, pid });
  }

  private readonly resized = (): void => {
    const terminal = terminalStream();
    Atomics.store(this.words, CONTROL.COLUMNS, terminal?.columns ?? 0);
    Atomics.store(this.words, CONTROL.ROWS, terminal?.rows ?? 0);
  };

  private watchTerminal(on: boolean): void {
    if (on) {
      this.resized();
      if (resizing.size === 0) terminalStream()?.on('resize', resizeAll);
      resizing.add(this.resized);
    } else {
      resizing.delete(this.resized);
      if (resizing.size === 0) terminalStream()?.off('resize', resizeAll);
    }
  }

  /** Ends the proxy. Children that still run are left to themselves. */
  async stop(): Promise<void> {
    if (!this.stopping) {
      this.stopping = true;
      this.timers.stop();
      this.watchTerminal(false);
      for (const child of this.children) child.removeAllListeners('exit').unref();
      Atomics.store(this.words, CONTROL.STOP, 1);
      this.ring();
      const late = setTimeout(() => this.terminate(), STOP_GRACE_MS);
      void this.ended.then(() => {
        clearTimeout(late);
        this.port.close();
      });
    }
    return this.ended;
  }
}
