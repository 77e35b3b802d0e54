/** An isle in a process of its own, as the service sees it: its standard streams, its calls, and its end. */
import { HermitError } from '../../runtime/errors.js';
import type { Inlet, Outlet } from '../proxy/vfs/standard/flow.js';
import { ended, endedWhileRunning, type IsleOutcome } from '../machine/ends.js';
import type { IsleProcess, IsleStats } from '../machine/isle.js';
import { TIME_MAX } from '../machine/spec.js';
import type { Child } from './child.js';
import { FRAME_COST, INPUT_WINDOW, OUTPUT_LAST, OUTPUT_WINDOW, TO_CHILD, TO_SERVICE, word } from './frames.js';
import { type Ended, endedOf, parsed, statsOf, Untrue } from './messages.js';
import { PagedSlots } from './paged-slots.js';
import type { FramedSlots } from './slots.js';

/** For its end, when it is halted; then its process is ended (ms). */
const HALT_MS = 2000;
/** The same, when it ends by itself and finds out where it trapped. */
const ENDING_MS = 10_000;
/** The same, when it is late already. */
const LATE_MS = 500;

export interface RemoteStreams {
  inlet: Inlet | undefined;
  outlet: Outlet;
}

export interface RemoteEvents {
  /** It ends by itself; the first time counts. */
  ended(outcome: IsleOutcome): void;
  /** Nothing of it is left in its process. */
  gone(): void;
}

export class RemoteIsle implements IsleProcess {
  slots: FramedSlots | PagedSlots | undefined;
  /** Its last statistics. */
  stats: IsleStats = { threads: 0, cores: 0, calls: [] };
  /** Why the calls that ran have failed, as its process says. */
  private running: Ended['running'];
  private over = false;
  private ending = false;
  private booted = false;
  private asked = false;
  private outputLeft: number;
  private readonly underWay = [0, 0, 0];
  /** Taken by the owner, but not said so: its stream is full, or it is little. */
  private readonly owed = [0, 0, 0];
  private readonly closed = [false, false, false];
  private input = 0;
  private inputEnded = false;
  private finish: () => void = () => {};
  private readonly finished = new Promise<void>((resolve) => (this.finish = resolve));
  private timer: NodeJS.Timeout | undefined;
  private patience = HALT_MS;

  constructor(
    readonly id: number,
    private readonly child: Child,
    private readonly streams: RemoteStreams,
    /** Bytes that it may write to standard output and error. */
    outputLimit: number,
    private readonly events: RemoteEvents,
  ) {
    this.outputLeft = outputLimit;
    streams.outlet.changed = (fd) => this.settle(fd);
  }

  /** Its process has told of its boot. */
  arrived(): void {
    this.booted = true;
  }

  /** Its program is there: input flows. */
  begin(): void {
    const { inlet } = this.streams;
    if (!inlet) return;
    inlet.arrived = () => this.pump();
    this.pump();
  }

  /** Calls `over` after so many milliseconds, unless it has ended: its process should have ended it before. */
  limitTime(ms: number, over: () => void): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.timer = setTimeout(
      () => {
        this.patience = LATE_MS;
        over();
      },
      Math.min(ms, TIME_MAX),
    );
  }

  private send(kind: number, ...parts: readonly Uint8Array[]): void {
    if (!this.over) this.child.send(kind, this.id, ...parts);
  }

  /** Says something of its calls. */
  say(kind: number, ...parts: readonly Uint8Array[]): void {
    this.send(kind, ...parts);
  }

  private paged(): PagedSlots {
    if (!(this.slots instanceof PagedSlots)) throw new Untrue('words of calls that are not there');
    return this.slots;
  }

  signal(signal: number): void {
    this.send(TO_CHILD.SIGNAL, word(signal));
  }

  /** Its output comes before the answers of its calls as it is. */
  deliver(): void {}

  async close(): Promise<void> {
    if (!this.over) {
      this.send(TO_CHILD.HALT);
      const timer = setTimeout(
        () => this.child.kill('did not end an isle that was halted, and was ended'),
        this.ending ? ENDING_MS : this.patience,
      );
      await this.finished;
      clearTimeout(timer);
    }
    this.streams.outlet.changed = () => {};
  }

  /** Asks for other statistics than those that are known. */
  refresh(): void {
    if (this.asked || this.over) return;
    this.asked = true;
    this.send(TO_CHILD.STATS);
  }

  /** The error of calls that run when it ends. */
  whileRunning(outcome: IsleOutcome, number: number): HermitError | Promise<HermitError> {
    // Its process has told of the end, and finds out where it was.
    if (this.ending && !this.over && this.running === undefined)
      return this.finished.then(() => this.errorOf(outcome, number));
    return this.errorOf(outcome, number);
  }

  private errorOf(outcome: IsleOutcome, number: number): HermitError | Promise<HermitError> {
    if (this.running && (outcome.kind === 'trap' || outcome.kind === 'exit'))
      return new HermitError(this.running.code, this.running.message);
    if (outcome.kind === 'fault') return new HermitError(outcome.code, `isle ${number} has ended: ${outcome.message}`);
    if (outcome.kind === 'trap') return new HermitError('HERMIT_ETRAP', ended(outcome, number).message);
    return endedWhileRunning(outcome, number, new Uint8Array());
  }

  /** What its process says of it. @throws Untrue. */
  heard(kind: number, body: Buffer): void {
    if (this.over) throw new Untrue('words of an isle after its end');
    if (kind === TO_SERVICE.ANSWER) {
      if (!this.slots || this.slots instanceof PagedSlots) throw new Untrue('an answer that nobody asked for');
      this.slots.answer(body);
    } else if (kind === TO_SERVICE.ANSWERS) this.paged().rung();
    else if (kind === TO_SERVICE.FLUSHED) this.paged().flushed();
    else if (kind === TO_SERVICE.OUTPUT) this.output(body);
    else if (kind === TO_SERVICE.INPUT_TAKEN) this.inputTaken(body);
    else if (kind === TO_SERVICE.STATS) {
      if (!this.asked) throw new Untrue('statistics that nobody asked for');
      this.asked = false;
      this.stats = statsOf(parsed(body));
    } else if (kind === TO_SERVICE.ENDED) {
      const said = this.endOf(body);
      this.stats = said.stats;
      this.gone(said.outcome);
    } else if (kind === TO_SERVICE.ENDING && !this.ending) {
      this.ending = true;
      this.events.ended(this.endOf(body).outcome);
    } else throw new Untrue('a word of no meaning');
  }

  private endOf(body: Buffer): Ended {
    if (!this.booted) throw new Untrue('an end before the boot');
    const said = endedOf(parsed(body));
    this.running ??= said.running;
    return said;
  }

  /** Nothing of it is left. */
  gone(outcome: IsleOutcome): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.finish();
    this.events.gone();
    this.events.ended(outcome);
  }

  private output(body: Buffer): void {
    const fd = body.length >= 4 ? body.readUInt32LE(0) : 0;
    const bytes = new Uint8Array(body.subarray(4));
    if ((fd !== 1 && fd !== 2) || bytes.length === 0) throw new Untrue('output to nowhere');
    this.underWay[fd]! += bytes.length + FRAME_COST;
    this.outputLeft -= bytes.length;
    if (this.underWay[fd]! > OUTPUT_WINDOW + OUTPUT_LAST || this.outputLeft < 0)
      throw new Untrue('more output than it may');
    const { outlet } = this.streams;
    if (outlet.state(fd) !== 'closed') outlet.take(fd, bytes);
    this.owed[fd]! += bytes.length + FRAME_COST;
    this.settle(fd);
  }

  /** Lets the guest write as much again as its owner has taken. */
  private settle(fd: number): void {
    const state = this.streams.outlet.state(fd);
    if (state === 'closed' && !this.closed[fd]) {
      this.closed[fd] = true;
      this.send(TO_CHILD.CLOSED, word(fd));
    }
    const owed = this.owed[fd]!;
    if (state === 'full' || owed < OUTPUT_WINDOW / 4) return;
    this.owed[fd] = 0;
    this.underWay[fd]! -= owed;
    this.send(TO_CHILD.TAKEN, word(fd), word(owed));
  }

  private pump(): void {
    const { inlet } = this.streams;
    if (!inlet || !this.booted || this.over || this.inputEnded) return;
    while (this.input < INPUT_WINDOW) {
      const bytes = inlet.give(INPUT_WINDOW - this.input);
      if (!bytes) break;
      if (bytes.length === 0) continue;
      this.input += bytes.length;
      this.send(TO_CHILD.INPUT, bytes);
    }
    if (!inlet.ready && inlet.ended) {
      this.inputEnded = true;
      this.send(TO_CHILD.INPUT_END);
    }
  }

  private inputTaken(body: Buffer): void {
    const taken = body.length === 4 ? body.readUInt32LE(0) : 0;
    if (taken === 0 || taken > this.input) throw new Untrue('more input than there was');
    this.input -= taken;
    this.pump();
  }
}

/** The service's own standard output and error, which the program waits for while they are full. */
export function processOutlet(write: (fd: number, text: Uint8Array) => void): Outlet {
  const of = (fd: number): NodeJS.WriteStream => (fd === 1 ? process.stdout : process.stderr);
  const outlet: Outlet = {
    state: (fd) => (of(fd).writableNeedDrain ? 'full' : 'open'),
    take: (fd, text) => {
      write(fd, text);
      if (of(fd).writableNeedDrain) of(fd).once('drain', () => outlet.changed?.(fd));
    },
  };
  return outlet;
}
