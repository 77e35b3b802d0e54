/** An output stream that the host process takes. To the guest it looks like /dev/null, which child processes get. */
import fs from 'node:fs';
import { O_WRONLY, POLLERR, POLLOUT } from '../../abi/numbers.js';
import { E } from '../../abi/errno.js';
import type { Outlet } from './flow.js';
import type { OutputBudget } from './output-budget.js';
import type { Stat } from '../files/status.js';
import { Description } from '../files/description.js';

const NULL = '/dev/null';
/** Bytes that are handed out at once: so long one delivery may hold the event loop of whoever takes them. */
const PIECE = 65536;

export class Sink extends Description {
  override readonly waits = true;

  constructor(
    private readonly outlet: Outlet,
    private readonly fd: number,
    /** Bytes that may still be written to both streams. */
    private readonly budget: OutputBudget,
  ) {
    super(O_WRONLY);
  }

  override write(buffer: Uint8Array, start: number, length: number): number {
    return this.hand([buffer.subarray(start, start + length)], length);
  }

  override writev(windows: Uint8Array[], position: number): number {
    if (position >= 0) return super.writev(windows, position);
    return this.hand(
      windows,
      windows.reduce((sum, { length }) => sum + length, 0),
    );
  }

  /** What was written by one call goes as one text, up to a piece, and as a copy: the guest may write the memory again at once. */
  private hand(windows: Uint8Array[], length: number): number {
    const { outlet, fd, budget } = this;
    if (length === 0) return 0;
    if (budget.left <= 0) return -E.EDQUOT;
    const state = outlet.state(fd);
    if (state !== 'open') return state === 'full' ? -E.EAGAIN : -E.EPIPE;
    const taken = budget.take(Math.min(length, PIECE));
    if (taken === 0) return -E.EDQUOT;
    const text = new Uint8Array(taken);
    let at = 0;
    for (const window of windows) {
      const part = window.subarray(0, taken - at);
      text.set(part, at);
      at += part.length;
    }
    outlet.take(fd, text);
    return taken;
  }

  override poll(events: number): number {
    const state = this.outlet.state(this.fd);
    return state === 'full' ? 0 : (events & POLLOUT) | (state === 'closed' ? POLLERR : 0);
  }

  override stat(): Stat {
    return fs.statSync(NULL, { bigint: true });
  }

  override forChild(): { fd: number; temporary: boolean } {
    return { fd: fs.openSync(NULL, 'w'), temporary: true };
  }
}
