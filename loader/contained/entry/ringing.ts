/** Calls of an isle that the service itself leaves in its slots: what they need of this process. */
import type { CallSlots } from '../../calls/slots.js';
import type { Isle, IsleParts } from '../../machine/isle.js';
import { TO_CHILD, TO_SERVICE } from '../frames.js';
import { type Say, told } from './saying.js';

export class Ringing {
  private readonly slots: CallSlots;
  private readonly parts: IsleParts;
  private failing: Promise<{ code: string; message: string }> | undefined;

  constructor(
    private readonly id: number,
    private readonly isle: Isle,
    private readonly say: Say,
  ) {
    this.parts = isle.parts!;
    this.slots = this.parts.calls!.slots as CallSlots;
  }

  /** The address of the board of calls. */
  get board(): number {
    return this.slots.board;
  }

  heard(kind: number, body: Buffer): void {
    if (kind === TO_CHILD.POSTED) this.slots.wake();
    else if (kind === TO_CHILD.WATCH) void this.watch(body.readInt32LE(0));
    else if (kind === TO_CHILD.FLUSH) this.tell(TO_SERVICE.FLUSHED);
  }

  private async watch(seen: number): Promise<void> {
    // What another process has written and what it has read since need not come in that order on every CPU.
    this.slots.wake();
    await this.slots.sleep(seen);
    this.tell(TO_SERVICE.ANSWERS);
  }

  /** What the isle has written so far comes before it. */
  private tell(kind: number): void {
    if (this.isle.ended) return;
    this.parts.process.deliver();
    this.say(kind, this.id);
  }

  /** The isle ends: finds out what calls that run are to be told. */
  ending(): void {
    const outcome = this.isle.lastOutcome;
    if (outcome?.kind !== 'trap' && outcome?.kind !== 'exit') return;
    this.failing = Promise.resolve(this.parts.whileRunning(outcome)).then(told, told);
  }

  get failure(): Promise<{ code: string; message: string } | undefined> {
    return Promise.resolve(this.failing);
  }
}
