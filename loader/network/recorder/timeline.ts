/** Packets of all rings of the recorder, in the order in which they were sent. */
import { type Device, type Receiver, TIME_SIZE } from '../../../runtime/device/index.js';

/** No packet waits in this ring. */
const NONE = Infinity;

export class Timeline {
  /** Of the packet that next() has found. */
  time = 0;
  at = 0;
  length = 0;
  private readonly times: Float64Array;
  private readonly doubles: Float64Array;
  private current = -1;

  constructor(
    private readonly receiver: Receiver,
    device: Device,
  ) {
    this.times = new Float64Array(device.peers).fill(NONE);
    const { buffer } = device.memory;
    this.doubles = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
  }

  /** Looks into rings that had nothing: whether one has now. */
  private look(): boolean {
    const { times, receiver } = this;
    let found = false;
    for (let n = 0; n < times.length; n++) {
      if (times[n] !== NONE || !receiver.peek(n)) continue;
      const time = receiver.length > TIME_SIZE ? this.doubles[receiver.at >> 3]! : NaN;
      times[n] = time > 0 && time < NONE ? time : 0;
      found = true;
    }
    return found;
  }

  /** Frees the packet found before, and finds the earliest one. */
  next(): boolean {
    const { times, receiver } = this;
    if (this.current >= 0) {
      receiver.drop(this.current);
      times[this.current] = NONE;
      this.current = -1;
    }
    // An answer must not come before the packet that it answers, which was put into its ring earlier: whoever sees the one finds the
    // other when it looks again.
    while (this.look());
    let best = 0;
    for (let n = 1; n < times.length; n++) if (times[n]! < times[best]!) best = n;
    if (times[best] === NONE) return false;
    receiver.peek(best);
    this.current = best;
    this.time = times[best]!;
    this.at = receiver.at + TIME_SIZE;
    this.length = receiver.length - TIME_SIZE;
    return true;
  }
}
