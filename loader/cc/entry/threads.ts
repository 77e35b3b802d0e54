/** The resident compiler's threads: jobs in order of arrival, each thread one at a time. */
import { Worker } from 'node:worker_threads';
import type { FromCompiler, Job, JobResult, ToCompiler } from '../messages';
import type { Ready, WorkerData } from './worker';

/** MiB of stack: clang recurses with the nesting of what it reads. */
export const STACK_MB = 256;
/** Milliseconds without work after which all threads but one go. */
const SHRINK = 5000;

type Done = (result: JobResult | null) => void;

interface Waiting {
  job: Job;
  done: Done;
}

interface Thread {
  worker: Worker;
  job: Waiting | null;
}

export class Threads {
  private readonly threads: Thread[] = [];
  private readonly queue: Waiting[] = [];
  /** Compiled by the first thread; the others wait for it. */
  private modules: Ready['ready'] | undefined;
  private shrink: NodeJS.Timeout | undefined;

  constructor(
    private readonly directory: string,
    private readonly max: number,
  ) {}

  /** Gets ready for the first job. */
  warm(): void {
    if (this.threads.length === 0) this.add();
  }

  /** `done` is told the result, or null when the thread ended by it. Returns what takes the job back. */
  run(job: Job, done: Done): () => void {
    const waiting = { job, done };
    this.queue.push(waiting);
    this.next();
    return () => this.cancel(waiting);
  }

  private cancel(waiting: Waiting): void {
    const at = this.queue.indexOf(waiting);
    if (at >= 0) this.queue.splice(at, 1);
    const thread = this.threads.find((one) => one.job === waiting);
    if (thread) this.remove(thread);
    this.next();
  }

  private next(): void {
    clearTimeout(this.shrink);
    while (this.queue.length > 0) {
      const free = this.threads.find(({ job }) => job === null);
      if (!free) {
        if (this.threads.length === 0 || (this.modules && this.threads.length < this.max)) {
          this.add();
          continue;
        }
        return;
      }
      const waiting = this.queue.shift()!;
      free.job = waiting;
      free.worker.postMessage({ id: 0, job: waiting.job } satisfies ToCompiler);
    }
    if (this.threads.every(({ job }) => job === null))
      this.shrink = setTimeout(() => {
        for (const thread of this.threads.slice(1)) this.remove(thread);
      }, SHRINK).unref();
  }

  private add(): void {
    const data: WorkerData = {
      directory: this.directory,
      resident: true,
      ...(this.modules && { modules: this.modules }),
    };
    const worker = new Worker(require.resolve('./worker'), {
      workerData: data,
      stdout: true,
      stderr: true,
      resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 4096 },
    });
    const thread: Thread = { worker, job: null };
    this.threads.push(thread);
    worker.on('message', (message: FromCompiler | Ready) => this.take(thread, message));
    worker.on('error', () => this.remove(thread));
    worker.on('exit', () => this.remove(thread));
  }

  private take(thread: Thread, message: FromCompiler | Ready): void {
    if ('ready' in message) this.modules ??= message.ready;
    else {
      const { job } = thread;
      thread.job = null;
      job?.done(message.result);
    }
    this.next();
  }

  private remove(thread: Thread): void {
    const at = this.threads.indexOf(thread);
    if (at < 0) return;
    this.threads.splice(at, 1);
    void thread.worker.terminate();
    thread.job?.done(null);
    this.next();
  }
}
