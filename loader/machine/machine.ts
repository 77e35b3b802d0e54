/** A machine: isles that boot and halt while others run, what links them, and how they end. */
import { EventEmitter } from 'node:events';
import { pid } from 'node:process';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import type { Listener } from '../../runtime/channels/listener.js';
import { onAbort } from '../../runtime/aborts.js';
import { HermitError } from '../../runtime/errors.js';
import type { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import { MAX_ISLES } from '../../runtime/generated/layout.js';
import { printableLines } from '../../runtime/printable.js';
import { bootNet, type NetworkOptions } from '../network/options.js';
import { LentArrays, type Slots } from '../calls/posting.js';
import { identity } from '../proxy/vfs/identity.js';
import { checkAll, checkBytes, from, FUNCTION, OBJECT } from './checks.js';
import { keepTime } from './clock.js';
import { processAffinity } from '../native/affinity.js';
import { cpuShare, freeCpus } from './cpus/shares.js';
import { bootError, endedWhileRunning, here, type IsleOutcome, KILLED } from './ends.js';
import { Isle, type IsleMachine, type IsleParts } from './isle.js';
import { Links, networkOf } from './links.js';
import { Memories } from './memories.js';
import type { MachineEvents, MachineForm, MachineOptions } from './options.js';
import { type Policy, servicePolicy } from './policy.js';
import { Process } from './process.js';
import type { OpenPorts } from '../wasi/listen.js';
import type { Load, Program } from './program.js';
import { type Boot, NO_PORTS, Slot } from './slot.js';
import { checkedSpec, type IsleOptions, type IsleSpec } from './spec.js';

/** The form of a machine whose isles run on threads of this process. */
export class LocalMachine extends EventEmitter<MachineEvents> implements MachineForm {
  private readonly policy: Policy;
  private readonly onWarning: (text: string) => void;
  private readonly wanted: NetworkOptions;
  private readonly memories = new Memories();
  private readonly slots: (Slot | undefined)[] = [];
  /** The last isle of each number. */
  private readonly known: Isle[] = [];
  private readonly affinity = processAffinity();
  private readonly ids = identity();
  private readonly links: Links;
  private readonly clock: NodeJS.Timeout;
  private closing: Promise<void> | undefined;
  /** The first exit code that was not 0. */
  private code = 0;
  private finish: (outcome: IsleOutcome) => void = () => {};
  /** Of isles that boot together: how they have ended, with the first exit code that was not 0. */
  readonly finished = new Promise<IsleOutcome>((resolve) => (this.finish = resolve));

  /**
   * The second argument is the command's.
   * @throws HermitError HERMIT_EINVAL for a network that is none, HERMIT_EPERMISSION.
   */
  constructor(options: MachineOptions = {}, command?: { policy: Policy; network: NetworkOptions }) {
    super();
    checkAll(options, { ready: from(0, 256), network: OBJECT, onWarning: FUNCTION });
    const { ready = 0, network, onWarning: warn = () => {} } = options;
    const onWarning = (text: string): void => warn(printableLines(text));
    this.wanted = command?.network ?? networkOf(network);
    this.policy = command?.policy ?? servicePolicy(onWarning, ready);
    this.onWarning = onWarning;
    this.links = new Links({
      network: this.wanted,
      startNetwork: this.policy.startNetwork,
      find: (number) => this.slots[number],
      onFault: (fault) => {
        if (this.policy.together) void this.end({ kind: 'fault', ...fault });
        else onWarning(fault.message);
      },
      onWarning,
    });
    this.clock = keepTime(() =>
      this.isles.flatMap((isle) => (isle.ended ? [] : [this.slots[isle.number]!.process.memory])),
    );
  }

  /** The isles that run now. */
  get isles(): Isle[] {
    return this.running().map(({ isle }) => isle);
  }

  /** The isle that has this number now, or had it last; undefined if none had. */
  isle(number: number): Isle | undefined {
    return this.known[number];
  }

  /** The last isle of every number. */
  get all(): readonly Isle[] {
    return this.known;
  }

  private running(): Slot[] {
    return this.slots.filter((slot) => slot !== undefined);
  }

  /** One-sided access to regions that isles have opened. */
  get access(): LinuxAccess {
    return this.links.access;
  }

  /** Boots an image as several isles at once: see Machine.bootIsle. `streams`: where each one's lead, if not as the options say. */
  async bootIsles(
    count: number,
    given: Uint8Array,
    options: IsleOptions,
    wanted?: number,
    streams?: readonly Pick<Boot, 'streams' | 'owned'>[],
  ): Promise<Isle[]> {
    const image = checkBytes(given);
    const spec = this.naming(this.free(wanted), true, () => checkedSpec(options));
    const { signal } = options;
    signal?.throwIfAborted();
    const { streamsOf } = require('./streams.js') as typeof import('./streams.js');
    const program = await this.prepared(spec, image, options);
    signal?.throwIfAborted();
    const boots = Array.from({ length: count }, (_, at) => ({
      spec,
      number: wanted,
      ...(streams?.[at] ?? streamsOf(options)),
    }));
    const isles = await this.begin(() => program, boots);
    for (const isle of isles) {
      const deaf = signal && onAbort(signal, () => void isle.halt());
      if (deaf) void isle.done.then(deaf);
    }
    await Promise.all(isles.map((isle) => this.arrived(isle, spec, signal)));
    return isles;
  }

  /** Checks and compiles a program; `name` and more are its spec's. */
  private async prepared({ name, memory }: IsleSpec, image: Uint8Array, options: IsleOptions): Promise<Program> {
    const { preparedProgram } = require('./modules.js') as typeof import('./modules.js');
    try {
      const program = await unlessAborted(preparedProgram(name, image, memory), options.signal);
      const foreign = program.foreign.find((option) => options[option] !== undefined);
      if (foreign === undefined) return program;
      throw new HermitError('HERMIT_EINVAL', `${foreign}: ${name} is a WASI program, this is for images`);
    } catch (error) {
      return this.naming(this.free(undefined), true, () => raise(here(error)));
    }
  }

  /** Opens what the isles need of Linux, then boots all at once: resolves when their cores are on their way. */
  async begin(program: () => Program, boots: readonly Boot[]): Promise<Isle[]> {
    await this.links.begin(this.policy.together ? boots.length : undefined);
    const { listen } = boots[0]!.spec;
    const ports = listen.length > 0 ? await this.policy.proxies.open(listen, boots.length) : [];
    const slots: Slot[] = [];
    try {
      this.start(program, boots, ports, slots);
      return slots.map(({ isle }) => isle);
    } catch (error) {
      await Promise.all(slots.map(({ isle }) => isle.halt()));
      for (const { listening } of ports) for (const one of listening) one.close();
      throw error;
    }
  }

  /** First their threads begin, core 0's before all others; meanwhile the program is compiled. */
  private start(program: () => Program, boots: readonly Boot[], ports: readonly OpenPorts[], slots: Slot[]): void {
    if (this.closing) throw new HermitError('HERMIT_ECLOSED', 'the machine is halted: boot another one');
    const several = !this.policy.together || boots.length > 1;
    const of = this.policy.together ? boots.length : undefined;
    for (const [at, boot] of boots.entries()) {
      const number = this.free(boot.number);
      slots.push(this.naming(number, several, () => this.make(number, program(), boot, ports[at] ?? NO_PORTS), of));
    }
    this.shareCpus();
    const { network } = this.links;
    network?.meet(slots.map(({ peer }) => peer));
    const known = [...this.running().map(({ peer }) => peer), ...(network?.peers ?? [])];
    for (const { process } of slots) process.cores.meet(known);
    for (const { process } of slots) process.cores.prepare();
    this.policy.threads.keepAway(
      freeCpus(
        slots.map(({ load }) => load.spec),
        this.affinity,
      ),
    );
    for (const { process, load, isle } of slots) {
      this.naming(isle.number, several, () => process.cores.boot(load.enter()), of);
      // Already before it is entered: a start function may take its time.
      if (load.spec.timeLimit !== undefined) isle.limitTime(load.spec.timeLimit);
    }
  }

  private free(wanted: number | undefined): number {
    if (wanted !== undefined && !this.slots[wanted]) return wanted;
    const free = this.slots.findIndex((slot) => slot === undefined);
    return free < 0 ? this.slots.length : free;
  }

  /** Errors name the isle, where there are several; `of` so many that boot together. */
  private naming<T>(number: number, several: boolean, make: () => T, of?: number): T {
    try {
      return make();
    } catch (error) {
      if (!several || !(error instanceof HermitError)) throw error;
      throw new HermitError(error.code, `isle ${number}${of === undefined ? '' : ` of ${of}`}: ${error.message}`);
    }
  }

  private make(number: number, program: Program, boot: Boot, ports: OpenPorts): Slot {
    if (number >= MAX_ISLES) throw new HermitError('HERMIT_EISLES', `expected at most ${MAX_ISLES} isles at once`);
    const { policy, links, ids, affinity, onWarning } = this;
    const load = program.load(boot.spec, policy, ports);
    const isles = boot.spec.isles ?? Math.max(number + 1, this.slots.length);
    const memory = this.memories.take(load.bytes);
    if (load.callable) policy.place?.(memory);
    let entering: () => void = () => {};
    const entered = new Promise<void>((resolve) => (entering = resolve));
    let process: Process;
    try {
      process = new Process({
        load,
        memory,
        isle: number,
        isles,
        pid: pid + number,
        ids,
        net: bootNet(this.wanted),
        mtu: this.wanted.mtu,
        direct: policy.direct,
        fabric: links.fabric,
        startCore: (task, cpus) =>
          policy.threads.start(task, cpus, {
            entering,
            said: (line) => process.said(line),
            serve: () => process.serveHere(),
            who: (other, life) => links.reply(other, life, () => this.slots[other]!.told.add(isle)),
          }),
        startProxy: policy.proxies.start,
        affinity,
        named: policy.named ?? isles,
        spin: policy.spin,
        streams: boot.streams,
        onEnd: (outcome, all) => this.onEnd(isle, outcome, all),
        onWarning,
      });
    } catch (error) {
      void this.memories.give(memory, false);
      throw error;
    }
    const isle = new Isle(number, this.parts(number, process, load, program, boot), this.hooks);
    this.known[number] = isle;
    return (this.slots[number] = new Slot(isle, process, load, Promise.all([entered, process.served])));
  }

  private parts(number: number, process: Process, load: Load, program: Program, { owned = {} }: Boot): IsleParts {
    const { callable } = load;
    const slots = (): Slots => {
      const { CallSlots } = require('../calls/slots.js') as typeof import('../calls/slots.js');
      return new CallSlots(process.memory);
    };
    return {
      process,
      memory: load.bytesMax,
      ports: load.ports,
      serves: program.serves,
      calls: callable && { functions: callable.functions, declarations: callable.declarations, slots: slots() },
      wasm: process.memory,
      arrays: new LentArrays(() => this.memories.lend(process.memory)),
      callTimeLimit: load.spec.callTimeLimit,
      streams: owned,
      whileRunning: (outcome) => endedWhileRunning(outcome, number, program.image),
    };
  }

  private readonly hooks: IsleMachine = {
    connect: (isle, port, options) => this.connect(isle, port, options),
    stats: ({ number }) => {
      const { process, load } = this.slots[number]!;
      const { master, coresStarted } = process.cores;
      return { threads: master.threads, cores: coresStarted, calls: load.counts(master, process.memory) };
    },
    expire: (isle, outcome) => this.onEnd(isle, outcome, true),
    ending: (isle) => {
      for (const slot of this.running()) if (slot.isle !== isle) slot.process.cores.master.isleEnded();
      this.links.wake();
      this.policy.onEnding?.(isle);
    },
    clear: (isle, outcome) => this.clear(isle, outcome),
  };

  /** Waits until an isle runs its program. @throws HermitError that says why it does not, or the signal's reason. */
  private async arrived(isle: Isle, spec: IsleSpec, signal: AbortSignal | undefined): Promise<void> {
    const halt = async (): Promise<void> => {
      if (!signal?.aborted) return;
      await isle.halt();
      throw signal.reason;
    };
    await Promise.race([this.slots[isle.number]?.entered, isle.done]);
    await halt();
    const failed = isle.ended ? bootError(spec.name, await isle.done) : undefined;
    if (failed) this.naming(isle.number, true, () => raise(failed));
    if (spec.serve === 0) return;
    try {
      // One that ended first tells why.
      await isle.serving;
    } catch (error) {
      throw signal?.aborted ? signal.reason : here(error);
    }
    await halt();
  }

  /** Tells each isle how many CPUs it can count on. */
  private shareCpus(): void {
    const running = this.running();
    const all = running.reduce((sum, { load }) => sum + load.spec.cores, 0);
    for (const { process, load } of running)
      process.cores.master.shareCpus(cpuShare(load.spec.cores, all, this.affinity));
  }

  /** Ports of this machine, one for each that is published. */
  get published(): readonly number[] {
    return this.links.network?.ports ?? [];
  }

  /** Lets isles connect to the loader: hermit_connect(HERMIT_LOADER, port). @throws as Channels.listen. */
  listen(port: number): Listener {
    return this.links.board.listen(port);
  }

  /** Connects to an isle by its number: see Channels.connect. */
  async connect(isle: number, port: number, options: ConnectOptions = {}): Promise<Channel> {
    return this.links.board.connect(isle, port, options);
  }

  /** `all`: its program asked for the others to end too, or it ended in another way than by exit. */
  private onEnd(isle: Isle, outcome: IsleOutcome, all: boolean): void {
    if (outcome.kind === 'exit') this.code ||= outcome.code;
    if (this.policy.together && (all || this.isles.every((other) => other === isle || other.ended))) {
      void this.end(outcome.kind === 'exit' ? { ...outcome, code: this.code } : outcome);
      return;
    }
    void isle.end(outcome);
    // hermit_end() is for all of them; the end of one, by a trap too, is not.
    if (all && outcome.kind === 'exit') for (const other of this.isles) void other.end(outcome);
  }

  /** Isles that boot together have ended: what they have sent is still delivered, their threads are left as they are. */
  async end(outcome: IsleOutcome = KILLED): Promise<void> {
    const isles = this.isles.map(({ number }) => number);
    await this.links.close(isles, outcome.kind === 'exit');
    this.finish(outcome);
  }

  /** What is left of an isle whose threads have ended. */
  private async clear(isle: Isle, outcome: IsleOutcome): Promise<void> {
    const { number } = isle;
    const { load, process, told } = this.slots[number]!;
    const released = load.release();
    for (const slot of this.running()) slot.told.delete(isle);
    this.links.network?.ended(number, outcome.kind === 'exit');
    // The network's threads are not asked whether they still read. Those that boot together leave no memory to later ones.
    const known = told.size > 0 || this.links.network !== undefined || !process.memoryIsFree;
    if (!this.policy.together) await this.memories.give(process.memory, known);
    await released;
    this.slots[number] = undefined;
    while (this.slots.length > 0 && this.slots.at(-1) === undefined) this.slots.pop();
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
    this.links.halt();
    clearInterval(this.clock);
    await Promise.all(this.isles.map((isle) => isle.halt()));
    await this.links.close([], true);
    await Promise.all([this.policy.threads.close(), this.policy.proxies.close()]);
    this.memories.close();
  }
}

const raise = (error: unknown): never => {
  throw error;
};

/** What a promise brings, or at once the reason of a signal that is aborted meanwhile. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const deaf = onAbort(signal, () => reject(signal.reason as Error));
    void promise.then(resolve, reject).finally(deaf);
  });
}
