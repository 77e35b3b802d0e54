/** The standard streams of an isle, whose other ends are the service's. */
import type { Inlet, Outlet } from '../../proxy/vfs/standard/flow.js';
import type { StandardStreams } from '../../machine/process.js';
import { FRAME_COST, OUTPUT_LAST, OUTPUT_PIECE, OUTPUT_WINDOW, TO_SERVICE, word } from '../frames.js';
import type { Say } from './saying.js';

/** Output that waits here, beside what is under way: then the guest waits, too. */
const KEPT_MAX = 64 * 1024;

export class ChildStreams {
  readonly standard: StandardStreams;
  private readonly chunks: Uint8Array[] = [];
  private inputEnded = false;
  private readonly underWay = [0, 0, 0];
  private readonly kept: Uint8Array[][] = [[], [], []];
  private readonly keptBytes = [0, 0, 0];
  private readonly closed = [false, false, false];
  private readonly inlet: Inlet;
  private readonly outlet: Outlet;

  constructor(
    private readonly id: number,
    input: boolean,
    private readonly say: Say,
  ) {
    const isReady = (): boolean => this.chunks.length > 0;
    const hasEnded = (): boolean => this.inputEnded;
    this.inlet = {
      get ready() {
        return isReady();
      },
      get ended() {
        return hasEnded();
      },
      give: (most) => this.give(most),
    };
    this.outlet = {
      state: (fd) => (this.closed[fd] ? 'closed' : this.keptBytes[fd]! >= KEPT_MAX ? 'full' : 'open'),
      take: (fd, text) => this.output(fd, text),
    };
    this.standard = { input: false, inlet: input ? this.inlet : undefined, outlet: this.outlet };
  }

  input(bytes: Uint8Array): void {
    this.chunks.push(new Uint8Array(bytes));
    this.inlet.arrived?.();
  }

  endInput(): void {
    this.inputEnded = true;
    this.inlet.arrived?.();
  }

  private give(most: number): Uint8Array | undefined {
    const first = this.chunks[0];
    if (!first) return undefined;
    const part = first.subarray(0, most);
    if (part.length === first.length) this.chunks.shift();
    else this.chunks[0] = first.subarray(most);
    this.say(TO_SERVICE.INPUT_TAKEN, this.id, word(part.length));
    return part;
  }

  private output(fd: number, text: Uint8Array): void {
    for (let at = 0; at < text.length; at += OUTPUT_PIECE) {
      const piece = text.subarray(at, at + OUTPUT_PIECE);
      this.kept[fd]!.push(piece);
      this.keptBytes[fd]! += piece.length;
    }
    this.flush(fd);
  }

  /** The isle has ended: all that it has written is said. */
  last(): void {
    for (const fd of [1, 2]) this.flush(fd, OUTPUT_WINDOW + OUTPUT_LAST);
  }

  private flush(fd: number, most = OUTPUT_WINDOW): void {
    const kept = this.kept[fd]!;
    while (kept.length > 0 && this.underWay[fd]! + kept[0]!.length + FRAME_COST <= most) {
      const piece = kept.shift()!;
      this.keptBytes[fd]! -= piece.length;
      this.underWay[fd]! += piece.length + FRAME_COST;
      this.say(TO_SERVICE.OUTPUT, this.id, word(fd), piece);
    }
  }

  /** The service has taken so much. */
  taken(fd: number, bytes: number): void {
    const was = this.outlet.state(fd);
    this.underWay[fd]! -= bytes;
    this.flush(fd);
    if (was === 'full' && this.outlet.state(fd) !== 'full') this.outlet.changed?.(fd);
  }

  /** Nobody takes it any more. */
  close(fd: number): void {
    this.closed[fd] = true;
    this.kept[fd] = [];
    this.keptBytes[fd] = 0;
    this.outlet.changed?.(fd);
  }
}
