/** The machine of a contained process, and its isles as the frames name them. */
import { deserialize } from 'node:v8';
import { mapFile, removePages } from '../../native/shared-file.js';
import { machineNetwork } from '../../network/values.js';
import type { Isle } from '../../machine/isle.js';
import { LocalMachine } from '../../machine/machine.js';
import { servicePolicy } from '../../machine/policy.js';
import { TO_CHILD, TO_SERVICE } from '../frames.js';
import type { Booted, BootMessage, RequestMessage, SaidFunction, StartMessage } from '../messages.js';
import { answerRequest, type Ends, newEnds } from './requests.js';
import { json, type Say, told } from './saying.js';
import { Ringing } from './ringing.js';
import { Serving } from './serving.js';
import { ChildStreams } from './streams.js';

/** Between the beginnings of isles' memories in the file: the most that one can have. */
const STRIDE = 2 ** 32;
/** Characters of declarations in one frame, which must not be too long; functions beyond are called without. */
const DECLARATIONS_MOST = 256 * 1024;

/** An isle, or one that is about to be. */
interface Known {
  streams: ChildStreams;
  /** Gives its boot up. */
  abort: AbortController;
  isle: Isle | undefined;
  /** Its calls come in frames, */
  serving: Serving | undefined;
  /** or lie in its memory. */
  ringing: Ringing | undefined;
}

export class Isles {
  private readonly machine: LocalMachine;
  private readonly images = new Map<number, Uint8Array>();
  private readonly known = new Map<number, Known>();
  /** Where each memory that lies in the file begins. */
  private readonly places = new WeakMap<WebAssembly.Memory, number>();
  private nextPlace = 0;
  private readonly ends: Ends = newEnds();

  constructor(
    { ready, network, pages }: StartMessage,
    file: number,
    private readonly say: Say,
  ) {
    const warn = (text: string): void => say(TO_SERVICE.WARNING, 0, Buffer.from(text.slice(0, 1000)));
    const place = (memory: WebAssembly.Memory): void => {
      if (pages && mapFile(memory, file, this.nextPlace)) this.places.set(memory, this.nextPlace);
      this.nextPlace += STRIDE;
    };
    const policy = { ...servicePolicy(warn, ready), place, onEnding: (isle: Isle) => this.ending(isle) };
    this.machine = new LocalMachine({ onWarning: warn }, { policy, network: machineNetwork(network) });
  }

  heard(kind: number, id: number, body: Buffer): void {
    if (kind === TO_CHILD.IMAGE) return void this.images.set(id, new Uint8Array(body));
    if (kind === TO_CHILD.BOOT) return void this.boot(id, deserialize(body) as BootMessage);
    if (kind === TO_CHILD.REQUEST) {
      const message = deserialize(body) as RequestMessage;
      return void answerRequest(this.machine, this.images, this.ends, id, message, this.say);
    }
    const known = this.known.get(id);
    if (!known) return;
    const { isle, streams } = known;
    if (kind === TO_CHILD.CALL) known.serving?.call(body);
    else if (kind >= TO_CHILD.POSTED) known.ringing?.heard(kind, body);
    else if (kind === TO_CHILD.INPUT) streams.input(body);
    else if (kind === TO_CHILD.INPUT_END) streams.endInput();
    else if (kind === TO_CHILD.TAKEN) streams.taken(body.readUInt32LE(0), body.readUInt32LE(4));
    else if (kind === TO_CHILD.CLOSED) streams.close(body.readUInt32LE(0));
    else if (kind === TO_CHILD.SIGNAL) isle?.signal(body.readUInt32LE(0));
    else if (kind === TO_CHILD.STATS)
      this.say(TO_SERVICE.STATS, id, json(isle?.stats() ?? { threads: 0, cores: 0, calls: [] }));
    else if (kind === TO_CHILD.HALT) {
      if (isle) void isle.halt();
      else known.abort.abort();
    }
  }

  private async boot(first: number, { count, wanted, image, options, input }: BootMessage): Promise<void> {
    const abort = new AbortController();
    const all = Array.from({ length: count }, (_, at) => {
      const streams = new ChildStreams(first + at, input, this.say);
      const known: Known = { streams, abort, isle: undefined, serving: undefined, ringing: undefined };
      this.known.set(first + at, known);
      return known;
    });
    try {
      const bytes = this.images.get(image)!;
      const streams = all.map((known) => ({ streams: known.streams.standard, owned: {} }));
      const booted = await this.machine.bootIsles(count, bytes, { ...options, signal: abort.signal }, wanted, streams);
      booted.forEach((isle, at) => this.begin(first + at, all[at]!, isle));
      this.say(TO_SERVICE.BOOTED, first, json(this.described(booted, all)));
      booted.forEach((isle, at) => void this.end(first + at, all[at]!, isle));
    } catch (error) {
      for (let at = 0; at < count; at++) this.known.delete(first + at);
      this.say(TO_SERVICE.BOOTED, first, json(told(error)));
    }
  }

  private begin(id: number, known: Known, isle: Isle): void {
    known.isle = isle;
    const { calls } = isle.parts ?? {};
    if (!calls) return;
    // The service has checked its calls by their declarations, and says numbers as they lie in memory.
    isle.takeAsDeclared();
    if (this.placeOf(isle) >= 0) known.ringing = new Ringing(id, isle, this.say);
    else known.serving = new Serving(id, isle, calls.functions, this.say);
  }

  private placeOf({ parts }: Isle): number {
    return (parts?.calls && this.places.get(parts.wasm!)) ?? -1;
  }

  private described(
    isles: readonly Isle[],
    all: readonly Known[],
  ): Omit<Booted, 'functions' | 'declarations'> & { functions: SaidFunction[] } {
    // One may have ended already.
    const { serves = false, calls } = isles[0]!.parts ?? {};
    let room = DECLARATIONS_MOST;
    return {
      isles: isles.map((isle, at) => ({
        number: isle.number,
        memory: isle.memory,
        at: this.placeOf(isle),
        board: all[at]!.ringing?.board ?? 0,
        ports: isle.ports,
        stats: isle.stats(),
      })),
      serves,
      slots: calls?.slots.count ?? 0,
      functions: [...(calls?.functions ?? [])].map(([name, signature]) => {
        const said = [name, signature ? signature.parameters.join(' ') : null, signature?.result ?? null] as const;
        const declaration = calls!.declarations?.get(name);
        if (declaration === undefined || (room -= declaration.length) < 0) return [...said];
        return [...said, declaration];
      }),
    };
  }

  /** Before all is known of its end, so that nobody is given it meanwhile. */
  private ending(isle: Isle): void {
    for (const [id, known] of this.known) {
      if (known.isle !== isle) continue;
      known.ringing?.ending();
      this.say(TO_SERVICE.ENDING, id, json({ outcome: isle.lastOutcome, stats: isle.stats() }));
    }
  }

  private async end(id: number, { serving, ringing, streams }: Known, isle: Isle): Promise<void> {
    const wasm = isle.parts?.wasm;
    const outcome = await isle.done;
    await serving?.idle();
    const running = serving?.failure ?? (await ringing?.failure);
    if (wasm && this.places.has(wasm)) removePages(wasm);
    this.known.delete(id);
    streams.last();
    this.say(TO_SERVICE.ENDED, id, json({ outcome, running, stats: isle.stats() }));
  }
}
