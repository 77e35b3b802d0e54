/**
 * Programs for a process that does other things too: their modules are checked and compiled on threads, so that the event loop has no
 * more of them than their bytes to copy. A thread has one module at a time, with a time limit.
 */
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { holdFlags } from '../../runtime/compile.js';
import { copiedInTurns } from '../../runtime/copy-in-turns.js';
import { HermitError, threadFault } from '../../runtime/errors.js';
import { limits } from '../wasm/limits.js';
import { Image } from './image.js';
import { type FromModule, type Made, toldCallable, type ToModule } from './module-messages.js';
import type { Program } from './program.js';
import { WasiModule } from './wasi-module.js';

const ENTRY = join(__dirname, 'entry/module.js');

/** Modules that are compiled at once; others wait. V8 compiles all of them on the same threads of its own. */
const THREADS_MAX = 4;
/** Longest that a module may take, checks and compilation (ms): 16 MiB of code are optimised in about 20 s on one CPU. */
const TIME_MAX = 120_000;
/** Types of functions that this process may have given to V8, which keeps them all: newer versions end the process at a million. */
const TYPES_MAX = 500_000;

/** The heap is for the check, and for the module of thunks of an image that exports as much as it may. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256, stackSizeMb: 4 } as const;

/** Digests of all types that V8 was given. */
const types = new Set<number>();

/** Counts them. @throws HermitError HERMIT_EMODULE when they are too many for this process. */
function admit(name: string, digests: Float64Array): void {
  const fresh = new Set([...digests].filter((digest) => !types.has(digest)));
  if (types.size + fresh.size > TYPES_MAX)
    throw new HermitError(
      'HERMIT_EMODULE',
      `${name} has ${fresh.size} types that are new to this process, which has compiled ${types.size}, expected at most ${TYPES_MAX} in all: ` +
        'V8 keeps them until the process ends; if programs come from others, start a new process from time to time',
    );
  for (const digest of fresh) types.add(digest);
}

interface Job {
  name: string;
  image: Uint8Array;
  memory: number | undefined;
  resolve(made: Made): void;
  reject(error: Error): void;
}

const queue: Job[] = [];
let threads = 0;

class ModuleThread {
  private readonly worker: Worker;
  private job: Job | undefined;
  private release: () => void = () => {};
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    threads++;
    this.worker = new Worker(ENTRY, {
      env: SHARE_ENV,
      // Not to be joined to this process's streams, which would have to be made for it.
      stdout: true,
      stderr: true,
      trackUnmanagedFds: false,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.worker.on('message', (message: FromModule) => this.hear(message));
    let reason: NodeJS.ErrnoException = new Error('its thread ended');
    this.worker.on('error', (error) => (reason = error));
    this.worker.once('exit', () => {
      threads--;
      const outOfMemory = reason.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const { code, message } = threadFault(reason, "a module's");
      this.fail(
        outOfMemory
          ? new HermitError(
              'HERMIT_EMODULE',
              `${this.job?.name} takes more than ${RESOURCE_LIMITS.maxOldGenerationSizeMb} MiB to be checked`,
            )
          : new HermitError(code, message),
      );
      pump();
    });
  }

  begin(job: Job): void {
    this.job = job;
    this.timer = setTimeout(() => {
      this.fail(
        new HermitError(
          'HERMIT_ETIMELIMIT',
          `${job.name} took longer than ${TIME_MAX / 1000} s to be checked and compiled`,
        ),
      );
      void this.worker.terminate();
    }, TIME_MAX);
    // Before it is checked: its owner could change it meanwhile.
    void copiedInTurns(job.image).then(
      (bytes) => this.post({ name: job.name, bytes, memory: job.memory }, [bytes.buffer]),
      (error: Error) => this.settle(() => job.reject(error)),
    );
  }

  private post(message: ToModule, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private hear(message: FromModule): void {
    const { job } = this;
    if (!job) return;
    if (message.kind === 'made') return this.settle(() => job.resolve(message));
    if (message.kind === 'fault') return this.settle(() => job.reject(new HermitError(message.code, message.message)));
    try {
      admit(job.name, message.types);
      this.release = holdFlags(message.tier);
      this.post('compile');
    } catch (error) {
      this.post('drop');
      this.settle(() => job.reject(error as Error));
    }
  }

  /** The job has its answer. There is another one, or the thread ends: a process that boots nothing has none for it. */
  private settle(answer: () => void): void {
    this.end();
    answer();
    const next = queue.shift();
    if (next) this.begin(next);
    else void this.worker.terminate();
  }

  private end(): void {
    clearTimeout(this.timer);
    this.release();
    this.job = undefined;
  }

  private fail(error: HermitError): void {
    const { job } = this;
    this.end();
    job?.reject(error);
  }
}

function pump(): void {
  while (queue.length > 0 && threads < THREADS_MAX) new ModuleThread().begin(queue.shift()!);
}

interface Known {
  /** An image: it has the memory that it is given, and its module says nothing about it. */
  image?: Program;
  /** A WASI program, by the bytes of memory that its module is made to say; or what is not known yet. */
  byMemory: Map<number | undefined, Promise<Program>>;
}

const known = new WeakMap<Uint8Array, Known>();

/**
 * Tells which program it is, checks and compiles it; once for the same bytes. `memory`: bytes that a WASI program may have.
 * @throws HermitError HERMIT_EMODULE, HERMIT_EIMAGE, HERMIT_EVERSION, HERMIT_EWASI, HERMIT_ETIMELIMIT.
 */
export async function preparedProgram(name: string, image: Uint8Array, memory: number | undefined): Promise<Program> {
  let entry = known.get(image);
  if (!entry) known.set(image, (entry = { byMemory: new Map() }));
  if (entry.image) return entry.image;
  const { byMemory } = entry;
  let program = byMemory.get(memory);
  if (!program) {
    byMemory.set(memory, (program = prepare(name, image, memory)));
    // Another time there may be more time, or memory.
    program.catch(() => byMemory.delete(memory));
  }
  const made = await program;
  if (made.serves) entry.image = made;
  return made;
}

async function prepare(name: string, image: Uint8Array, memory: number | undefined): Promise<Program> {
  if (image.length > limits.bytes.most)
    throw new HermitError(
      'HERMIT_EMODULE',
      `${name} has ${image.length} bytes, expected at most ${limits.bytes.most} (bytes): ${limits.bytes.why}`,
    );
  const { facts, module, callable } = await new Promise<Made>((resolve, reject) => {
    queue.push({ name, image, memory, resolve, reject });
    pump();
  });
  return facts.kind === 'image'
    ? new Image(image, facts, module, callable && toldCallable(callable))
    : new WasiModule(image, facts, memory, module);
}
