/** The size of the terminal that output goes to. Only the process's main thread is told of it; others read its words. */
import type { WriteStream } from 'node:tty';
import { isTerminal } from '../files/late-modules.js';

const COLUMNS = 0;
const ROWS = 1;

let words: Int32Array = new Int32Array(new SharedArrayBuffer(8));

/** 0 where there is no terminal. */
export const terminalColumns = (): number => Atomics.load(words, COLUMNS);
export const terminalRows = (): number => Atomics.load(words, ROWS);

/** The words that hold it, for another thread. */
export const terminalWords = (): Int32Array => words;

/** On another thread: reads the words of the one that follows the terminal. */
export function readTerminalWords(shared: Int32Array): void {
  words = shared;
}

/** Output that is a terminal. Others are not looked at: Node would make their descriptors non-blocking. */
const terminalStream = (): WriteStream | undefined =>
  isTerminal(1) ? process.stdout : isTerminal(2) ? process.stderr : undefined;

let followers = 0;
const resized = (): void => {
  const terminal = terminalStream();
  Atomics.store(words, COLUMNS, terminal?.columns ?? 0);
  Atomics.store(words, ROWS, terminal?.rows ?? 0);
};

/** Keeps the words right until the function that it returns is called: for as many as ask, with one listener. */
export function followTerminal(): () => void {
  resized();
  if (followers++ === 0) terminalStream()?.on('resize', resized);
  let following = true;
  return () => {
    if (following && --followers === 0) terminalStream()?.off('resize', resized);
    following = false;
  };
}
