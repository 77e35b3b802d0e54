// A line on the terminal that tells how far a long run is, and goes away when something is printed.
import { write } from './output.js';

/** Milliseconds: a run that is over sooner shows nothing; the line does not change more often than that. */
const PATIENCE = 2000;
const INTERVAL = 100;
const BAR = 24;
const CLEAR = '\r\x1b[K';

const clock = (milliseconds: number): string => {
  const all = Math.round(milliseconds / 1000);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
};

export class Progress {
  readonly #begun = performance.now();
  readonly #shown: boolean;
  #last = 0;
  #there = false;

  /** @param wanted the user has not asked for quiet */
  constructor(wanted: boolean) {
    const { isatty } = require('node:tty') as typeof import('node:tty');
    this.#shown = wanted && isatty(2) && process.env['TERM'] !== 'dumb';
  }

  show(part: number, what: string): void {
    const now = performance.now();
    if (!this.#shown || now - this.#begun < PATIENCE || now - this.#last < INTERVAL) return;
    this.#last = now;
    const full = Math.round(BAR * part);
    const line = `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${String(Math.floor(part * 100)).padStart(2)} %  ${clock(now - this.#begun)}  ${what}`;
    // A line that wraps could not be taken back.
    write(2, CLEAR + line.slice(0, (process.stderr.columns ?? 80) - 1));
    this.#there = true;
  }

  clear(): void {
    if (this.#there) write(2, CLEAR);
    this.#there = false;
  }
}
