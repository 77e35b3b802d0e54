/** The process that holds a machine: how it is started, what reaches it, and what its end is called. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { HermitError } from '../../runtime/errors.js';
import { Cgroup } from './cgroup.js';
import { FrameReader, frame, LONGEST, TO_CHILD, TO_SERVICE } from './frames.js';
import { type ChildLimits, limited } from './limits.js';
import { type StartMessage, Untrue } from './messages.js';
import { PagesFile } from './pages.js';

const ENTRY = join(__dirname, 'entry/main.js');
/** Descriptors of the child: the connection, and the file of its isles' memories. */
const CONNECTION = 3;
/** Between looks at how much memory it has (ms). */
const WATCH_MS = 100;
const PAGE = 4096;
const MIB = 1024 ** 2;
/** For its start (ms). */
const START_MS = 20_000;
/** For what it has said before it ended (ms). */
const LAST_WORDS_MS = 50;
/** Warnings that are passed on. */
const WARNINGS_MAX = 100;

/** Who hears what the child says. */
export interface ChildListener {
  /** Longest answer of that isle that can come now. */
  longestAnswer(id: number): number;
  /** @throws Untrue. */
  frame(kind: number, id: number, body: Buffer): void;
  warning(text: string): void;
  /** It has ended: called once. */
  gone(error: HermitError): void;
}

export class Child {
  /** The file of its isles' memories; undefined without koffi. */
  readonly pages: PagesFile | undefined;
  /** Resolves when it is ready for isles, or has ended. */
  readonly ready: Promise<void>;
  private readonly process: ChildProcess;
  private readonly socket: Socket;
  private readonly reader: FrameReader;
  private readonly cgroup: Cgroup | undefined;
  private listener: ChildListener | undefined;
  private isReady: () => void = () => {};
  /** Resolves when nothing of it is left. */
  readonly ending: Promise<void>;
  private finish: () => void = () => {};
  private why: string | undefined;
  private over = false;
  /** Why it has ended. */
  failure: HermitError | undefined;
  private warnings = 0;
  private pagesUsed = 0;
  private watch: NodeJS.Timeout | undefined;
  /** Bytes that it may have beside what its isles may. */
  private readonly allowance: number;
  /** Bytes that its isles may have together. */
  private granted = 0;

  /** `entry`: another script in the place of the child's. */
  constructor(limits: ChildLimits, entry = ENTRY) {
    this.allowance = limits.memory;
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.ending = new Promise((resolve) => (this.finish = resolve));
    this.pages = PagesFile.make();
    const { command, args } = limited(limits, process.execPath, [
      entry,
      JSON.stringify({ ...limits, parent: process.pid }),
    ]);
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', ...(this.pages ? [this.pages.descriptor] : [])] as const;
    this.process = spawn(command, args, { cwd: '/', env: environment(), stdio: [...stdio], detached: true });
    this.socket = this.process.stdio[CONNECTION] as Socket;
    this.reader = new FrameReader(
      (kind, id) => (kind === TO_SERVICE.ANSWER ? (this.listener?.longestAnswer(id) ?? 0) : LONGEST[kind]),
      (kind, id, body) => this.heard(kind, id, body),
    );
    this.process.on('error', (error) => this.ended(`could not be started: ${error.message}`));
    this.process.on('exit', (code, signal) => this.exited(code, signal));
    this.socket?.on('data', (chunk: Buffer) => this.take(chunk));
    // It is gone, or going: its exit tells how.
    this.socket?.on('error', () => {});
    this.cgroup = this.process.pid === undefined ? undefined : Cgroup.make(this.process.pid, limits);
    const words = `did not start within ${START_MS / 1000} s, and was ended`;
    const start = setTimeout(() => this.kill(words), START_MS).unref();
    void this.ready.then(() => clearTimeout(start));
    this.ref(false);
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get hasEnded(): boolean {
    return this.over || this.why !== undefined;
  }

  /** Whether this process waits for it. */
  private ref(held: boolean): void {
    const how = held ? 'ref' : 'unref';
    this.process[how]();
    this.socket?.[how]();
  }

  /** It has a machine from now on. */
  begin(message: Omit<StartMessage, 'pages'>, listener: ChildListener): void {
    this.listener = listener;
    this.ref(true);
    this.watch = setInterval(() => this.look(), WATCH_MS).unref();
    this.send(TO_CHILD.START, 0, serialize({ ...message, pages: this.pages !== undefined } satisfies StartMessage));
  }

  /** Its isles may have so many bytes more. */
  grant(bytes: number): void {
    this.granted += bytes;
    this.cgroup?.memory(this.allowance + this.granted);
  }

  send(kind: number, id: number, ...parts: readonly Uint8Array[]): void {
    if (!this.over && this.socket.writable) this.socket.write(frame(kind, id, ...parts));
  }

  private take(chunk: Buffer): void {
    if (this.over || this.why !== undefined) return;
    try {
      if (!this.reader.push(chunk)) this.kill('said what is no frame, and was ended');
    } catch (error) {
      if (!(error instanceof Untrue)) throw error;
      this.kill(`said what cannot be (${error.message}), and was ended`);
    }
  }

  private heard(kind: number, id: number, body: Buffer): void {
    if (kind === TO_SERVICE.READY) return this.isReady();
    if (!this.listener) throw new Untrue('words before it was asked');
    if (kind !== TO_SERVICE.WARNING) return this.listener.frame(kind, id, body);
    if (++this.warnings > WARNINGS_MAX) throw new Untrue('too many warnings');
    this.listener.warning(body.toString());
  }

  /** How much memory it has: what Linux counts as its own, and what lies in the file. */
  private look(): void {
    const { pid } = this;
    if (pid === undefined || this.over) return;
    readFile(`/proc/${pid}/statm`, 'latin1', (error, text) => {
      const [, resident, shared] = error ? [] : text.split(' ').map(Number);
      if (resident === undefined || shared === undefined || this.over) return;
      const used = (resident - shared) * PAGE + this.pagesUsed;
      const most = this.allowance + this.granted;
      if (used > most)
        this.kill(
          `had ${Math.round(used / MIB)} MiB of memory, ${Math.round(most / MIB)} MiB are its limit, and was ended`,
        );
    });
    void this.pages?.used().then((bytes) => (this.pagesUsed = bytes));
  }

  /** Ends it and all that it has started. `why` stands behind "its process". */
  kill(why?: string): void {
    if (this.over || this.why !== undefined) return;
    this.why = why ?? '';
    this.reader.stop();
    const { pid } = this;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  private exited(code: number | null, signal: string | null): void {
    // What else is in its group: programs that it was allowed to start.
    try {
      process.kill(-this.pid!, 'SIGKILL');
    } catch {
      // Nobody.
    }
    const end = signal ? `ended by ${signal}` : `ended with exit code ${code}`;
    const done = (): void => this.ended(this.why || end);
    if (this.why !== undefined || !this.socket || this.socket.closed) return done();
    const timer = setTimeout(done, LAST_WORDS_MS);
    this.socket.once('close', () => {
      clearTimeout(timer);
      done();
    });
    this.socket.resume();
    this.socket.end();
  }

  private ended(how: string): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watch);
    this.reader.stop();
    this.socket?.destroy();
    this.cgroup?.remove();
    this.isReady();
    this.failure = new HermitError('HERMIT_ECONTAIN', `its process ${how}`);
    this.listener?.gone(this.failure);
    this.pages?.close();
    this.finish();
  }

  /** Ends it; resolves when nothing of it is left. */
  async end(): Promise<void> {
    // Also one in reserve, which nobody else waits for: its end has to be seen.
    if (!this.over) this.ref(true);
    this.kill();
    await this.ending;
  }
}

/** Made from nothing: what the machine's programs learn of the host they learn from their options. */
function environment(): NodeJS.ProcessEnv {
  const { TZ } = process.env;
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(TZ === undefined ? {} : { TZ }) };
}
