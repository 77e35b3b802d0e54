/** Linux's calls, for images. */
import { E } from '../abi/errno.js';
import type { GuestEvents, GuestOptions } from '../guest/options.js';
import { Requests } from '../guest/requests.js';
import { handlers } from './calls/table.js';
import { decode, planFor } from './marshal.js';
import { Mirror } from './mirror.js';

export class Linux extends Requests<Mirror> {
  /** Filled anew by every call. */
  private readonly values: unknown[] = [0, 0, 0, 0, 0, 0];
  private readonly vectors: number[] = [];

  constructor(options: GuestOptions, events: GuestEvents) {
    super(new Mirror(options, events), E.EIO);
  }

  protected override attempt(nr: number, words: Int32Array): number {
    const handler = handlers[nr];
    const plan = handler && planFor(nr);
    if (handler === undefined || plan === undefined) return -E.ENOSYS;
    const { values: v, call } = this;
    const failed = decode(call, plan, words, v, this.vectors);
    return failed !== 0 ? failed : handler(call, v[0], v[1], v[2], v[3], v[4], v[5]);
  }
}
