// Writing to the terminal without streams: process.stdout and process.stderr cost milliseconds to make, and what is written to
// them may be lost when the process ends at once.
import { printableLines } from '../../runtime/printable.js';
import { writeSync } from 'node:fs';
import type { styleText } from 'node:util';
import { HermitError } from '../../runtime/errors.js';
import { pause } from '../../runtime/sync/index.js';

/** Milliseconds to wait when a pipe that does not block is full. */
const FULL_PIPE_WAIT = 2;

/**
 * Writes all of it to standard output (1) or error (2).
 * @returns undefined, or the code of the error that stopped it: EPIPE when nobody reads there any more.
 */
export function write(fd: 1 | 2, text: string | Uint8Array): string | undefined {
  let bytes = typeof text === 'string' ? Buffer.from(text) : text;
  while (bytes.length) {
    try {
      bytes = bytes.subarray(writeSync(fd, bytes));
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') return code;
      pause(FULL_PIPE_WAIT);
    }
  }
  return undefined;
}

/**
 * Prints a result to standard output as it is; a reader that went away (`| head`) ends the command without a word.
 * @throws HermitError HERMIT_EOUTPUT when it can't be written, such as to a full disk.
 */
export function print(text: string | Uint8Array): void {
  const problem = write(1, text);
  if (problem === 'EPIPE') process.exit(0);
  if (problem !== undefined) throw new HermitError('HERMIT_EOUTPUT', `could not write to standard output: ${problem}`);
}

type Style = Parameters<typeof styleText>[0];

/** Whether what goes to standard error may have colours: on a terminal, unless the user wants none. */
export function inColour(): boolean {
  const { isatty } = require('node:tty') as typeof import('node:tty');
  return isatty(2) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

/** The text in colour where that is possible. */
export function styled(style: Style, text: string): string {
  // Required when something is said: a run that says nothing does not pay for it.
  return inColour() ? (require('node:util') as typeof import('node:util')).styleText(style, text) : text;
}

/** Says something about the run on standard error: `hermit-wasm: text`. Further lines of the text stand as they are. */
export function say(text: string, style: Style = 'bold'): void {
  write(2, `${styled(style, 'hermit-wasm:')} ${text}\n`);
}

export const sayError = (text: string): void => say(text, 'red');
export const warn = (text: string): void => say(`warning: ${printableLines(text)}`, 'yellow');
