/** The form of a machine that has a process of its own. The process begins with the first isle; after its end the next isle begins another. */
import { EventEmitter } from 'node:events';
import { serialize } from 'node:v8';
import type { Channel } from '../../runtime/channels/channel.js';
import type { ConnectOptions } from '../../runtime/channels/channels.js';
import type { Listener } from '../../runtime/channels/listener.js';
import { HermitError } from '../../runtime/errors.js';
import type { LinuxAccess } from '../../runtime/fabric/linux-access.js';
import { checkAll, checkBytes, from, FUNCTION, OBJECT } from '../machine/checks.js';
import { type IsleOutcome, timeOutcome } from '../machine/ends.js';
import { Isle, type IsleMachine, type IsleParts } from '../machine/isle.js';
import type { MachineEvents, MachineForm, MachineOptions } from '../machine/options.js';
import { needPermission } from '../machine/permission.js';
import { checkedSpec, type IsleOptions, type IsleSpec } from '../machine/spec.js';
import { streamsOf, toProcess } from '../machine/streams.js';
import { koffiIsThere } from '../native/libc.js';
import { machineNetwork } from '../network/values.js';
import { CopiedArrays } from './arrays.js';
import { Child } from './child.js';
import { LONGEST, TO_CHILD, TO_SERVICE } from './frames.js';
import { processOutlet, RemoteIsle } from './isle.js';
import { type Booted, type BootedIsle, bootedOf, type BootMessage, faultOf, parsed, Untrue } from './messages.js';
import { type ChildLimits, processLimits } from './limits.js';
import { IslePages } from './pages.js';
import { Requests } from './requests.js';
import { PagedSlots } from './paged-slots.js';
import { FramedSlots } from './slots.js';

/** For the child's own time limit, which is as good as this side's while it is honest (ms). */
const GRACE_MS = 250;
/** The same for a boot, part of which is no time of the isle's. */
const BOOT_GRACE_MS = 5000;
/** For isles of a machine that is halted (ms). */
const CLOSE_MS = 500;
/** For a boot that was aborted to say so (ms). */
const ABORT_MS = 1000;
/** Options that stay on this side. */
const OURS = ['output', 'input', 'stdio', 'signal'] as const;

/** A boot that is under way. */
interface Booting {
  remotes: RemoteIsle[];
  spec: IsleSpec;
  resolve(booted: Booted): void;
  reject(error: unknown): void;
}

/** One life of its process. */
class Life {
  readonly remotes = new Map<number, RemoteIsle>();
  readonly boots = new Map<number, Booting>();
  readonly images = new WeakMap<Uint8Array, number>();
  readonly numbers: (Isle | undefined)[] = [];
  readonly requests: Requests;
  private nextImage = 0;

  constructor(
    readonly child: Child,
    private readonly onWarning: (text: string) => void,
  ) {
    this.requests = new Requests(child);
  }

  begin(options: MachineOptions): void {
    const { ready = 0, network } = options;
    this.child.begin(
      { ready, network },
      {
        longestAnswer: (id) => this.remotes.get(id)?.slots?.longest ?? LONGEST[TO_SERVICE.ANSWER]!,
        frame: (kind, id, body) => this.heard(kind, id, body),
        warning: (text) => this.onWarning(text),
        gone: (error) => this.gone(error),
      },
    );
  }

  /** The number of an image that the child has. */
  image(bytes: Uint8Array): number {
    let number = this.images.get(bytes);
    if (number === undefined) {
      this.images.set(bytes, (number = this.nextImage++));
      this.child.send(TO_CHILD.IMAGE, number, bytes);
    }
    return number;
  }

  private heard(kind: number, id: number, body: Buffer): void {
    if (kind === TO_SERVICE.REPLY) return this.requests.heard(id, body);
    if (kind === TO_SERVICE.BOOTED) return this.booted(id, body);
    const remote = this.remotes.get(id);
    if (!remote) throw new Untrue('words of no isle');
    remote.heard(kind, body);
  }

  private booted(id: number, body: Buffer): void {
    const boot = this.boots.get(id);
    if (!boot) throw new Untrue('a boot that nobody asked for');
    const said = parsed(body);
    if (said['code'] !== undefined) {
      const { code, message } = faultOf(said);
      this.boots.delete(id);
      for (const remote of boot.remotes) this.forget(remote);
      return boot.reject(new HermitError(code, message));
    }
    const booted = bootedOf(said, boot.remotes.length, boot.spec.serve);
    const taken = new Set<number>();
    for (const { number } of booted.isles) {
      if (taken.has(number) || this.numbers[number]) throw new Untrue('a number that another isle has');
      taken.add(number);
    }
    this.boots.delete(id);
    for (const remote of boot.remotes) remote.arrived();
    boot.resolve(booted);
  }

  forget(remote: RemoteIsle): void {
    this.remotes.delete(remote.id);
    remote.gone({ kind: 'halted' });
  }

  private gone(error: HermitError): void {
    const { code, message } = error;
    for (const boot of this.boots.values()) boot.reject(new HermitError(code, `the boot has failed: ${message}`));
    this.boots.clear();
    this.requests.end(error);
    for (const remote of this.remotes.values()) remote.gone({ kind: 'fault', code, message });
    this.remotes.clear();
  }
}

export class ContainedMachine extends EventEmitter<MachineEvents> implements MachineForm {
  private readonly known: Isle[] = [];
  private life: Life | undefined;
  private readonly lives = new Set<Child>();
  private nextId = 1;
  private closing: Promise<void> | undefined;

  private readonly limits: ChildLimits;

  /** `start` gives a process that has no machine yet. @throws HermitError HERMIT_EINVAL, HERMIT_EPERMISSION. */
  constructor(
    private readonly options: MachineOptions,
    private readonly start?: () => Child,
  ) {
    super();
    checkAll(options, { ready: from(0, 256), network: OBJECT, onWarning: FUNCTION, processLimits: OBJECT });
    needPermission('child', 'contained isles run in a process of their own');
    needNode();
    this.limits = processLimits(options.processLimits);
    machineNetwork(options.network);
  }

  get isles(): Isle[] {
    return (this.life?.numbers ?? []).filter((isle) => isle !== undefined);
  }

  isle(number: number): Isle | undefined {
    return this.known[number];
  }

  get access(): LinuxAccess {
    throw new HermitError(
      'HERMIT_ECONTAIN',
      'access: the regions of contained isles lie in another process: use calls or channels',
    );
  }

  /** The process that it has now. */
  private alive(): Life {
    if (this.closing) throw new HermitError('HERMIT_ECLOSED', 'the machine is halted: boot another one');
    if (this.life && !this.life.child.hasEnded) return this.life;
    const child = this.start?.() ?? new Child(this.limits);
    this.lives.add(child);
    void child.ending.then(() => this.lives.delete(child));
    this.life = new Life(child, this.options.onWarning ?? (() => {}));
    this.life.begin(this.options);
    return this.life;
  }

  /** Its process is there and has no isle. */
  get isAlive(): boolean {
    return this.life !== undefined && !this.life.child.hasEnded;
  }

  /** Whether isles of the image serve calls. @throws HermitError as bootIsle. */
  async serves(name: string, image: Uint8Array): Promise<boolean> {
    checkBytes(image);
    const life = this.alive();
    return (await life.requests.ask({ op: 'serves', name, image: life.image(image) })).value === 1;
  }

  async bootIsles(count: number, image: Uint8Array, options: IsleOptions, wanted?: number): Promise<Isle[]> {
    checkBytes(image);
    const spec = this.naming(wanted, () => checkedSpec(options));
    const { signal } = options;
    signal?.throwIfAborted();
    // They would have its descriptors.
    if (spec.allowRun.length > 0 && !koffiIsThere())
      throw new HermitError('HERMIT_ECONTAIN', 'allowRun: in a process of its own this needs the package koffi');
    const life = this.alive();
    const boot = this.boot(life, count, image, options, spec, wanted);
    const abort = (): void => boot.abort();
    signal?.addEventListener('abort', abort);
    try {
      const booted = await boot.done;
      const isles = booted.isles.map((isle, at) =>
        this.made(life, boot.remotes[at]!, boot.owned[at]!, isle, booted, spec),
      );
      if (signal)
        void Promise.all(isles.map(({ done }) => done)).then(() => signal.removeEventListener('abort', abort));
      boot.abort = () => isles.forEach((isle) => void isle.halt());
      if (!signal?.aborted) return isles;
      await Promise.all(isles.map((isle) => isle.halt()));
      throw signal.reason;
    } catch (error) {
      signal?.removeEventListener('abort', abort);
      throw signal?.aborted ? signal.reason : error;
    }
  }

  private boot(
    life: Life,
    count: number,
    image: Uint8Array,
    options: IsleOptions,
    spec: IsleSpec,
    wanted: number | undefined,
  ) {
    const { child } = life;
    const first = this.nextId;
    this.nextId += count;
    const owned: ReturnType<typeof streamsOf>['owned'][] = [];
    const remotes = Array.from({ length: count }, (_, at) => {
      const made = streamsOf(options);
      owned.push(made.owned);
      const outlet = made.streams.outlet ?? processOutlet(toProcess);
      const streams = { inlet: made.streams.inlet, outlet };
      const remote: RemoteIsle = new RemoteIsle(first + at, child, streams, spec.outputLimit, {
        ended: (outcome) => this.ended(remote, outcome),
        gone: () => life.remotes.delete(first + at),
      });
      life.remotes.set(remote.id, remote);
      return remote;
    });
    const done = new Promise<Booted>((resolve, reject) => life.boots.set(first, { remotes, spec, resolve, reject }));
    const message: BootMessage = {
      count,
      wanted,
      image: life.image(image),
      options: plain(options, spec),
      input: options.input !== undefined || options.stdio !== undefined,
    };
    child.send(TO_CHILD.BOOT, first, serialize(message));
    const { timeLimit } = spec;
    const late = (): void => {
      const words = `the boot took longer than the time limit of ${timeLimit} ms`;
      life.boots.get(first)?.reject(new HermitError('HERMIT_ETIMELIMIT', words));
      life.boots.delete(first);
      child.kill('took too long to boot and was terminated');
    };
    if (timeLimit !== undefined)
      void child.ready.then(() => life.boots.has(first) && remotes[0]!.limitTime(timeLimit + BOOT_GRACE_MS, late));
    let timer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      child.send(TO_CHILD.HALT, first);
      timer = setTimeout(() => child.kill('did not give up a boot that was aborted, and was ended'), ABORT_MS);
    };
    const settled = done.finally(() => clearTimeout(timer));
    return { remotes, owned, done: settled, abort };
  }

  /** An isle of a boot that has come so far. */
  private made(
    life: Life,
    remote: RemoteIsle,
    streams: ReturnType<typeof streamsOf>['owned'],
    { number, memory, at, board, ports, stats }: BootedIsle,
    booted: Booted,
    spec: IsleSpec,
  ): Isle {
    const { pages: file } = life.child;
    const pages = file && at >= 0 ? new IslePages(file, at, memory) : undefined;
    const arrays = new CopiedArrays(memory, pages);
    const say = (kind: number, ...parts: Uint8Array[]): void => remote.say(kind, ...parts);
    const slots =
      booted.slots === 0
        ? undefined
        : pages
          ? new PagedSlots(booted.slots, board, arrays, pages, say)
          : new FramedSlots(booted.slots, arrays, say);
    remote.slots = slots;
    remote.stats = stats;
    const parts: IsleParts = {
      process: remote,
      memory,
      ports,
      serves: booted.serves,
      calls: slots && { slots, functions: booted.functions, declarations: booted.declarations },
      arrays,
      callTimeLimit: spec.callTimeLimit,
      streams,
      whileRunning: (outcome) => remote.whileRunning(outcome, number),
    };
    const isle = new Isle(number, parts, this.hooks(life, remote));
    this.byId.set(remote, isle);
    this.known[number] = isle;
    life.numbers[number] = isle;
    life.child.grant(memory);
    remote.begin();
    const { timeLimit } = spec;
    if (timeLimit !== undefined)
      remote.limitTime(timeLimit + GRACE_MS, () => this.ended(remote, timeOutcome(number, timeLimit)));
    // It may have ended in the very words that told of its boot.
    const early = this.early.get(remote);
    if (early) void isle.end(early);
    return isle;
  }

  private readonly byId = new WeakMap<RemoteIsle, Isle>();
  private readonly early = new WeakMap<RemoteIsle, IsleOutcome>();

  private ended(remote: RemoteIsle, outcome: IsleOutcome): void {
    const isle = this.byId.get(remote);
    if (isle) void isle.end(outcome);
    else if (!this.early.has(remote)) this.early.set(remote, outcome);
  }

  private hooks(life: Life, remote: RemoteIsle): IsleMachine {
    return {
      connect: (isle, port, options) => this.connect(isle, port, options),
      stats: () => {
        remote.refresh();
        return remote.stats;
      },
      expire: (isle, outcome) => void isle.end(outcome),
      ending: () => {},
      clear: async (isle, outcome) => {
        life.numbers[isle.number] = undefined;
        life.child.grant(-isle.memory);
        this.emit('stats', isle, remote.stats);
        if (outcome.kind === 'trap') this.emit('trap', isle, outcome);
        this.emit('exit', isle, outcome);
      },
    };
  }

  private naming<T>(wanted: number | undefined, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof HermitError)) throw error;
      const numbers = this.life?.numbers ?? [];
      const free = numbers.findIndex((isle) => isle === undefined);
      const number = wanted ?? (free < 0 ? numbers.length : free);
      throw new HermitError(error.code, `isle ${number}: ${error.message}`);
    }
  }

  listen(port: number): Listener {
    return this.alive().requests.listen(port);
  }

  connect(isle: number, port: number, options: ConnectOptions = {}): Promise<Channel> {
    return this.alive().requests.connect(isle, port, options);
  }

  halt(): Promise<void> {
    this.closing ??= this.close();
    return this.closing;
  }

  private async close(): Promise<void> {
    // What runs is told that it was halted, not that its process has ended.
    const halting = Promise.all(this.isles.map((isle) => isle.halt()));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([halting, patience]);
    clearTimeout(timer);
    await Promise.all([...this.lives].map((child) => child.end()));
    await halting;
  }
}

/** What goes to the child: the options of an isle that were given, as they were given. */
function plain(options: IsleOptions, spec: IsleSpec): BootMessage['options'] {
  const said = options as Record<string, unknown>;
  const names = Object.keys(spec).filter(
    (name) => said[name] !== undefined && !(OURS as readonly string[]).includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, said[name]]));
}

/** Their processes talk over a socket that only Node passes on and opens. */
function needNode(): void {
  const other = ['deno', 'bun'].find((name) => name in process.versions);
  if (other) throw new HermitError('HERMIT_ECONTAIN', `contain: a process of its own needs Node, this is ${other}`);
}
