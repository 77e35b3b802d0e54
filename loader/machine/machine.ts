/** A machine whose isles are booted and halted while others run. */
import { EventEmitter } from 'node:events';
import type { Channel } from '../../runtime/channels/channel.js';
import { Channels, type ConnectOptions } from '../../runtime/channels/channels.js';
import type { Listener } from '../../runtime/channels/listener.js';
import { realtimeOffset } from '../../runtime/clock.js';
import { HermitError } from '../../runtime/errors.js';
import { Fabric, LinuxAccess } from '../../runtime/fabric.js';
import {
  BOOT_REALTIME,
  LINUX_DEVICE,
  LOADER,
  MAX_CORES,
  MAX_ISLES,
  NET_PEERS,
} from '../../runtime/generated/layout.js';
import type { Introduction } from '../../runtime/messages.js';
import { availableParallelism } from 'node:os';
import { processAffinity } from './cpus/affinity.js';
import { binder } from './cpus/binder.js';
import { startNetwork, type Network } from '../network/index.js';
import { bootNet, needsLinux, type NetworkOptions } from '../network/options.js';
import { machineNetwork, type NetworkChoice } from '../network/values.js';
import { identity } from '../proxy/vfs/identity.js';
import type { Listening } from '../wasi/listen.js';
import { FDS_MAX, type RunOutcome, ServedIsle } from './process.js';
import { callable, compileImage, compileWasi, memoryBytes, wasiProgram } from './program.js';
import { openPorts, wasiGuest } from './wasi.js';
import { Isle, type IsleOptions, type IsleStats } from './isle.js';
import type { IsleOutcome } from './ends.js';
import { checkBytes, checkOptions } from './spec.js';
import { Memories } from './memories.js';
import { needPermission } from './permission.js';
import { CorePool } from './pooled.js';
import { functionOutlet, InputQueue, type OutputFunction, OutputStreams } from '../library/streams.js';

export interface MachineOptions {
  /** Threads that are started at once, for the cores of isles to come; 0 by default. */
  ready?: number;
  /** The network of its isles; by default they reach each other. */
  network?: NetworkChoice;
  /** Told what does not work as it should, such as binding to CPUs; nobody by default. */
  onWarning?: (text: string) => void;
}

/** What Machine.run answers. */
export interface RunResult {
  outcome: IsleOutcome;
  /** What the program wrote, as text. */
  stdout: string;
  stderr: string;
}

export interface MachineEvents {
  /** An isle has ended, for whatever reason. */
  exit: [isle: Isle, outcome: IsleOutcome];
  /** Before that, if it trapped. */
  trap: [isle: Isle, trap: Extract<RunOutcome, { kind: 'trap' }>];
  /** Before that, its last statistics. */
  stats: [isle: Isle, stats: IsleStats];
}

const THREADS_MAX = 256;
/** The standard streams are always there. */
const FDS_LEAST = 3;
/** Longest time limit (ms): a timer of Node's cannot wait longer. */
const TIME_MAX = 2 ** 31 - 1;
/** Isles that programs know by name: those that their devices have rings for (kernel/net/device.c). */
const NAMED_ISLES = 8;
/** How often the isles' real-time clocks are set to Linux's (ms). */
const CLOCK_PERIOD = 1000;

/** What a slot for an isle holds. */
interface Slot {
  isle: Isle;
  served: ServedIsle;
  cores: number;
  /** Isles that run, and whose cores were told of its memory. */
  told: Set<Isle>;
}

export class Machine extends EventEmitter<MachineEvents> {
  private readonly fabric = new Fabric();
  private readonly memories = new Memories();
  private readonly pool: CorePool;
  private readonly slots: (Slot | undefined)[] = [];
  /** The last isle of each number. */
  private readonly known: Isle[] = [];
  /** What each was booted with. */
  private readonly images = new WeakMap<Isle, { image: Uint8Array; options: IsleOptions }>();
  private readonly affinity = processAffinity();
  private readonly ids = identity();
  private readonly onWarning: (text: string) => void;
  private readonly wanted: NetworkOptions;
  /** Linux's side of the network, begun with the first isle. */
  private starting: Promise<Network> | undefined;
  private network: Network | undefined;
  /** One-sided access to regions that isles have opened. */
  readonly access = new LinuxAccess(this.fabric, (isle) => this.slots[isle]?.served.isle.memory);
  private channels: Channels | undefined;
  private readonly clock: NodeJS.Timeout;
  private closing: Promise<void> | undefined;

  /** @throws HermitError HERMIT_EINVAL for a network that is none, HERMIT_EPERMISSION. */
  constructor({ ready = 0, network, onWarning = () => {} }: MachineOptions = {}) {
    super();
    checkOptions({ ready, network, onWarning });
    needPermission('worker', 'isles run on threads');
    this.wanted = machineNetwork(network);
    this.onWarning = onWarning;
    this.pool = new CorePool(binder(onWarning), this.affinity ?? []);
    this.pool.warm(ready);
    this.clock = setInterval(() => {
      for (const slot of this.running())
        new Float64Array(slot.served.isle.memory.buffer, BOOT_REALTIME, 1)[0] = realtimeOffset();
    }, CLOCK_PERIOD).unref();
  }

  /** The isles that run now. */
  get isles(): Isle[] {
    return this.running().map(({ isle }) => isle);
  }

  /** The isle that has this number now, or had it last; undefined if none had. */
  isle(number: number): Isle | undefined {
    return this.known[number];
  }

  private running(): Slot[] {
    return this.slots.filter((slot) => slot !== undefined);
  }

  /**
   * Boots an image as a new isle, which gets the lowest free number; resolves when its first core is about to enter it.
   * `wanted`: a number to have if it is free.
   * @throws HermitError HERMIT_EMEMORY, HERMIT_EISLES, HERMIT_EINVAL, HERMIT_ECLOSED, HERMIT_EBOOT, or what checkImage throws.
   */
  async bootIsle(image: Uint8Array, options: IsleOptions = {}, wanted?: number): Promise<Isle> {
    checkBytes(image);
    checkOptions(options);
    options.signal?.throwIfAborted();
    if (needsLinux(this.wanted)) await this.startNetwork();
    const listening = await openPorts(options.listen ?? []);
    try {
      return await this.bootNumbered(image, options, listening, wanted);
    } catch (error) {
      for (const one of listening) one.close();
      throw error;
    }
  }

  private async bootNumbered(
    image: Uint8Array,
    options: IsleOptions,
    listening: Listening[],
    wanted: number | undefined,
  ): Promise<Isle> {
    if (this.closing) throw new HermitError('HERMIT_ECLOSED', 'the machine is halted: boot another one');
    const free = this.slots.findIndex((slot) => slot === undefined);
    const number = wanted !== undefined && !this.slots[wanted] ? wanted : free < 0 ? this.slots.length : free;
    if (number >= MAX_ISLES) throw new HermitError('HERMIT_EISLES', `expected at most ${MAX_ISLES} isles at once`);
    try {
      return await this.boot(number, image, options, listening);
    } catch (error) {
      if (!(error instanceof HermitError)) throw error;
      throw new HermitError(error.code, `isle ${number}: ${error.message}`);
    }
  }

  private async boot(number: number, image: Uint8Array, options: IsleOptions, listening: Listening[]): Promise<Isle> {
    const { name = 'app', cores = 1, cpus = null, threads = THREADS_MAX, signal } = options;
    count('cores', cores, MAX_CORES);
    count('isles', options.isles ?? 1, MAX_ISLES);
    count('threads', threads, THREADS_MAX);
    const program = wasiProgram(name, image);
    const guest = program && wasiGuest(name, program, options, listening);
    if (!program && listening.length > 0)
      throw new HermitError(
        'HERMIT_EINVAL',
        `listen: ${name} is no WASI program; an image's ports are published (network)`,
      );
    const { module, bytes } = program
      ? { module: compileWasi(program, image, options.memory ?? null), bytes: guest!.staging }
      : imageFor(name, image, options.memory);
    const lanes = Number(options.serve ?? 0);
    if (lanes !== 0) count('serve', lanes, threads);
    if (options.callTimeLimit !== undefined) count('callTimeLimit', options.callTimeLimit, TIME_MAX);
    if (options.timeLimit !== undefined) count('timeLimit', options.timeLimit, TIME_MAX);
    const calls = lanes > 0 ? callable(name, image) : undefined;
    const { outputLimit, writeLimit, tmpLimit, files, stdio } = options;
    for (const [what, value] of Object.entries({ outputLimit, writeLimit, tmpLimit }))
      if (value !== undefined) amount(what, value);
    if (files !== undefined) count('files', files, FDS_MAX, FDS_LEAST);
    const output = stdio && !options.output ? new OutputStreams() : undefined;
    const input = stdio || options.input !== undefined ? new InputQueue(options.input) : undefined;
    const memory = this.memories.take(bytes);
    let entered: () => void = () => {};
    const entering = new Promise<void>((resolve) => (entered = resolve));
    let served: ServedIsle;
    try {
      served = new ServedIsle({
        run: {
          name,
          args: options.args ?? [],
          env: guest ? {} : (options.env ?? {}),
          ranks: 1,
          bind: cpus ? 'cores' : 'none',
          dirs: guest?.dirs ?? options.dirs ?? [],
          ...(guest && { wasi: guest.grants }),
          cwd: options.cwd ?? '/',
          allowRun: options.allowRun ?? [],
          strace: false,
          stats: options.countCalls ?? false,
          threadsMax: threads,
          net: bootNet(this.wanted),
          mtu: this.wanted.mtu,
          ...(lanes > 0 && { lanes }),
          ...(files !== undefined && { filesMax: files }),
          ...(outputLimit !== undefined && { outputLimit }),
          ...(writeLimit !== undefined && { writeLimit }),
          ...(tmpLimit !== undefined && { tmpLimit }),
          onWarning: this.onWarning,
        },
        place: { cores, cpus },
        isle: number,
        isles: options.isles ?? Math.max(number + 1, this.slots.length),
        // Others may boot later.
        named: NAMED_ISLES,
        memory,
        fabric: this.fabric,
        startCore: (task, on) =>
          this.pool.start(task, on, {
            entering: entered,
            who: (other, life) => this.introduce(other, life, isle),
          }),
        thunks: calls?.thunks,
        ids: this.ids,
        affinity: this.affinity,
        cpuCount: 0,
        // The event loop is there for others too: the proxy sleeps when nothing is asked.
        spin: 0,
        input: false,
        outlet: output ?? functionOutlet(options.output, options.outputLimit),
        inlet: input,
        // The proxy may fail before there is an isle to end.
        onEnd: (outcome, machine) => queueMicrotask(() => this.onEnd(isle, outcome, machine)),
      });
    } catch (error) {
      this.memories.give(memory, false);
      throw error;
    }
    const isle = new Isle(
      number,
      served,
      {
        connect: (to, port, how) => this.board().connect(to, port, how),
        clear: (ended, outcome) => {
          guest?.release();
          this.clear(ended, outcome);
        },
        lend: (lent) => this.memories.lend(lent),
      },
      calls && { image, functions: calls.functions, callTimeLimit: options.callTimeLimit },
      { input, output },
      guest,
    );
    this.slots[number] = { isle, served, cores, told: new Set() };
    this.known[number] = isle;
    this.shareCpus();
    try {
      this.network?.meet([served.isle.peer]);
      served.isle.prepare();
      served.isle.boot(module, guest?.begin());
    } catch (error) {
      await isle.halt();
      throw error;
    }
    // Already before it is entered: a start function may take its time.
    if (options.timeLimit !== undefined) this.limitTime(isle, options.timeLimit);
    if (signal) {
      const abort = (): void => void isle.halt();
      signal.addEventListener('abort', abort);
      void isle.done.then(() => signal.removeEventListener('abort', abort));
      if (signal.aborted) abort();
    }
    await Promise.race([entering, isle.done]);
    if (signal?.aborted) {
      await isle.halt();
      throw signal.reason;
    }
    const outcome = isle.ended ? await isle.done : undefined;
    if (outcome?.kind === 'unusable') throw new HermitError('HERMIT_EWASI', `${name}: ${outcome.message}`);
    if (outcome?.kind === 'fault') throw new HermitError(outcome.code, outcome.message);
    this.images.set(isle, { image, options });
    // One that ended first tells why.
    if (lanes > 0)
      await isle.serving.catch((error: Error) => Promise.reject(signal?.aborted ? (signal.reason as Error) : error));
    if (signal?.aborted) {
      await isle.halt();
      throw signal.reason;
    }
    return isle;
  }

  private limitTime(isle: Isle, limit: number): void {
    const message = `isle ${isle.number} ran longer than its ${limit} ms`;
    const timer = setTimeout(() => void isle.end({ kind: 'limit', code: 'HERMIT_ETIMELIMIT', message }), limit);
    void isle.done.then(() => clearTimeout(timer));
  }

  /**
   * Boots the image of an isle again, with the options that it had, after ending it if it still runs; it has the same number if that
   * is free. Threads and memory are there already, so this takes milliseconds. @throws as bootIsle.
   */
  async reboot(isle: Isle | undefined = this.known[0]): Promise<Isle> {
    const known = isle && this.images.get(isle);
    if (!known) throw new HermitError('HERMIT_EINVAL', 'reboot: expected an isle of this machine');
    await isle.halt();
    return this.bootIsle(known.image, known.options, isle.number);
  }

  /** Each isle is told how many CPUs it can count on: its cores' own and those that nobody's cores take. */
  private shareCpus(): void {
    const taken = this.running().reduce((sum, { cores }) => sum + cores, 0);
    const cpus = this.affinity?.length ?? availableParallelism();
    for (const { served, cores } of this.running())
      served.isle.master.shareCpus(taken > cpus ? 0 : cores + cpus - taken);
  }

  /** Begins Linux's side of the network before the first isle boots. @throws HermitError HERMIT_EPORT. */
  private async startNetwork(): Promise<void> {
    const { fabric, onWarning } = this;
    this.starting ??= startNetwork({ ...this.wanted, fabric, isles: NET_PEERS - 1, onWarning });
    if (!this.network) {
      this.network = await this.starting;
      void this.network.failed.then(({ code, message }) => onWarning(`${code}: ${message}`));
    }
  }

  private introduce(number: number, life: number, asker: Isle): Introduction {
    if (this.fabric.life(number) !== life) return { isle: number, life };
    if (number === LOADER)
      return { isle: number, life, ...(this.channels && { memory: { buffer: this.channels.buffer } }) };
    if (number === LINUX_DEVICE)
      return this.network?.peers.find(({ isle }) => isle === number) ?? { isle: number, life };
    const slot = this.slots[number];
    if (!slot || slot.isle.ended) return { isle: number, life };
    slot.told.add(asker);
    return slot.served.isle.peer;
  }

  /** The loader's board of channels, made when it is first needed. */
  private board(): Channels {
    if (this.closing) throw new HermitError('HERMIT_ECLOSED', 'the machine is halted');
    this.channels ??= new Channels(this.fabric, (number) =>
      number === LOADER ? this.channels : this.slots[number]?.served.isle.memory,
    );
    return this.channels;
  }

  /**
   * Runs the program once more, with other arguments, in an isle of its own, and waits for its end. The image and the options are those
   * of the first isle unless given; what it writes is kept unless `output` takes it. @throws as bootIsle, and the signal's reason.
   */
  async run(args: string[] = [], { image, ...options }: IsleOptions & { image?: Uint8Array } = {}): Promise<RunResult> {
    const first = this.known[0] && this.images.get(this.known[0]);
    const program = image ?? first?.image;
    if (!program) throw new HermitError('HERMIT_EINVAL', 'run: expected an image, this machine has none yet');
    const kept: { fd: number; text: Uint8Array }[] = [];
    const output: OutputFunction = (fd, text) => void kept.push({ fd, text });
    // An isle for one run serves no calls, and streams would be nobody's.
    const { serve: _, stdio: __, signal: ___, ...like } = first?.options ?? {};
    const isle = await this.bootIsle(program, { ...(image ? {} : like), output, ...options, args });
    const outcome = await isle.done;
    options.signal?.throwIfAborted();
    const text = (of: number): string =>
      Buffer.concat(kept.filter(({ fd }) => fd === of).map((part) => part.text)).toString();
    return { outcome, stdout: text(1), stderr: text(2) };
  }

  /** Lets isles connect to the loader: hermit_connect(HERMIT_LOADER, port). @throws as Channels.listen. */
  listen(port: number): Listener {
    return this.board().listen(port);
  }

  /** Connects to an isle by its number: see Channels.connect. */
  async connect(isle: number, port: number, options: ConnectOptions = {}): Promise<Channel> {
    return this.board().connect(isle, port, options);
  }

  private onEnd(isle: Isle, outcome: RunOutcome, machine: boolean): void {
    void isle.end(outcome);
    // hermit_end() is for all of them; the end of one, by a trap too, is not.
    if (machine && outcome.kind === 'exit') for (const other of this.isles) void other.end(outcome);
  }

  /** What is left of an isle whose threads have ended. */
  private clear(isle: Isle, outcome: IsleOutcome): void {
    const { number } = isle;
    const slot = this.slots[number]!;
    this.slots[number] = undefined;
    while (this.slots.length > 0 && this.slots.at(-1) === undefined) this.slots.pop();
    for (const { told } of this.running()) told.delete(isle);
    this.network?.ended(number, outcome.kind === 'exit');
    // The network's threads are not asked whether they still read.
    this.memories.give(slot.served.isle.memory, slot.told.size > 0 || this.network !== undefined);
    for (const { served } of this.running()) served.isle.master.isleEnded();
    this.channels?.wake();
    this.shareCpus();
    this.emit('stats', isle, isle.stats());
    if (outcome.kind === 'trap') this.emit('trap', isle, outcome);
    this.emit('exit', isle, outcome);
  }

  /** Ends all isles and threads. */
  halt(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private async close(): Promise<void> {
    clearInterval(this.clock);
    await Promise.all(this.isles.map((isle) => isle.halt()));
    this.channels?.close();
    await (await this.starting?.catch(() => undefined))?.close();
    await this.pool.close();
    this.memories.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.halt();
  }
}

/** An image, and the bytes of memory that its isle gets. */
function imageFor(
  name: string,
  image: Uint8Array,
  asked: number | undefined,
): { module: WebAssembly.Module; bytes: number } {
  const { module, memoryMin } = compileImage(name, image);
  return { module, bytes: memoryBytes(asked, memoryMin) };
}

/** Checks a number of bytes. */
function amount(what: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 0))
    throw new HermitError('HERMIT_EINVAL', `${what}: expected a number of bytes, got ${value}`);
}

function count(what: string, value: number, most: number, least = 1): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new HermitError('HERMIT_EINVAL', `${what}: expected a number from ${least} to ${most}, got ${value}`);
}
