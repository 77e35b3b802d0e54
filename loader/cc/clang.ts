/** Compilers: the resident one, or processes of our own, started when first needed, reused for many jobs, thrown away after a failure. */
import { HermitError } from '../../runtime/errors';
import type { NativeCompiler } from './find';
import { abortError, FAULT, type RunOptions, TIME_LIMIT } from './limits';
import type { Job, JobResult } from './messages';
import type { CompilerProcess } from './process';
import { askResident, type Policy } from './resident';

interface Waiting {
  job: Job;
  options: RunOptions;
  resolve(result: JobResult): void;
  reject(error: Error): void;
}

/** Asks the resident compiler as long as there is one, else its own process. */
class Compiler {
  private process: CompilerProcess | undefined;
  private cancel: (() => void) | undefined;
  constructor(
    private resident: Policy,
    private readonly native: NativeCompiler | null,
  ) {}

  get alive(): boolean {
    return this.process?.alive ?? true;
  }

  kill(): void {
    this.cancel?.();
    this.process?.kill();
  }

  async run(job: Job, options: RunOptions): Promise<JobResult> {
    if (this.native) {
      const { runNative } = require('./native.js') as typeof import('./native.js');
      return runNative(job, this.native, options);
    }
    if (!this.process && this.resident !== 'no') {
      const result = await askResident(job, options, this.resident, (cancel) => (this.cancel = cancel));
      if (result) return result;
      this.resident = 'no';
    }
    if (!this.process) {
      const own = require('./process.js') as typeof import('./process.js');
      this.process = new own.CompilerProcess();
    }
    return this.process.run(job, options);
  }
}

/** Up to `size` compilers at work at the same time; more jobs wait in a queue. */
export class Compilers {
  private readonly size: number;
  private readonly resident: Policy;
  private readonly native: NativeCompiler | null;
  private readonly idle: Compiler[] = [];
  private readonly busy = new Set<Compiler>();
  private readonly queue: Waiting[] = [];

  constructor(size: number, resident: Policy, native: NativeCompiler | null = null) {
    this.size = size;
    this.resident = resident;
    this.native = native;
  }

  /**
   * Runs a job. A program with errors is a result like any other (status, stderr); rejects with HERMIT_ECOMPILER when the
   * compiler crashes, does not end in time or can't be started, and with the signal's reason when aborted.
   */
  run(
    job: Job,
    { signal, timeLimitMs = TIME_LIMIT }: { signal?: AbortSignal | undefined; timeLimitMs?: number | undefined } = {},
  ): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ job, options: { signal, timeLimitMs }, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.busy.size >= this.size) return;
    const waiting = this.queue.shift();
    if (!waiting) return;
    if (waiting.options.signal?.aborted) {
      waiting.reject(abortError(waiting.options.signal));
      return this.next();
    }
    let compiler = this.idle.pop();
    while (compiler && !compiler.alive) compiler = this.idle.pop();
    compiler ??= new Compiler(this.resident, this.native);
    const used = compiler;
    this.busy.add(used);
    used
      .run(waiting.job, waiting.options)
      .then(
        (result) => (result.crash === null ? waiting.resolve(result) : waiting.reject(crashError(result))),
        waiting.reject,
      )
      .finally(() => {
        this.busy.delete(used);
        if (used.alive) this.idle.push(used);
        this.next();
      });
  }

  /** Ends the processes; jobs under way are rejected. */
  close(): void {
    for (const compiler of [...this.idle.splice(0), ...this.busy]) compiler.kill();
  }
}

/** Constructs that this clang is known to crash on, by what it says then; and what to write instead. */
const crashes: readonly (readonly [said: string, text: string])[] = [
  [
    'Cannot create binary operator with two operands of differing type',
    'it crashes on a reduction over a whole variable-length array, and on an inscan reduction over any whole array: write its section, `reduction(+: a[:n])` for `double a[n]` and a[:n][:m] for two dimensions (in scan as well)',
  ],
];

function crashError(result: JobResult): HermitError {
  const said = Buffer.from(result.stderr).toString().trim().split('\n').slice(0, 12).join('\n');
  const stack = /stack|out of bounds/i.test(result.crash ?? '')
    ? ' (perhaps its stack overflowed: is something nested very deeply?)'
    : '';
  const known = crashes.find(([text]) => said.includes(text))?.[1];
  const advice = known ? `\n${known}` : '';
  return new HermitError(
    'HERMIT_ECOMPILER',
    `the compiler crashed: ${result.crash}${stack}; ${FAULT}.${said && `\n${said}`}${advice}`,
  );
}
