/** Linux's calls, for images. */
import { E } from '../abi/errno.js';
import type { GuestEvents, GuestOptions } from '../guest/options.js';
import { Requests } from '../guest/requests.js';
import { handlers } from './calls/table.js';
import { decode, plans } from './marshal.js';
import { Mirror } from './mirror.js';

export class Linux extends Requests<Mirror> {
  private readonly values: unknown[] = [0, 0, 0, 0, 0, 0];

  constructor(options: GuestOptions, events: GuestEvents) {
    super(new Mirror(options, events), E.EIO);
  }

  protected override attempt(nr: number, words: Int32Array): number {
    const handler = handlers[nr];
    const plan = plans[nr];
    if (handler === undefined || plan === undefined) return -E.ENOSYS;
    const { values: v, guest: mirror } = this;
    const failed = decode(mirror, plan, words, v);
    if (failed !== 0) return failed;
    return handler(mirror, v[0] as never, v[1] as never, v[2] as never, v[3] as never, v[4] as never, v[5] as never);
  }
}
