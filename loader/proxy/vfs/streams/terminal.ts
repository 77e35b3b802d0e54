/**
 * ioctl on terminals. Node has none: koffi calls Linux's, and where that is not installed modes are read and set by the program stty,
 * whose own notation is exact, while the call waits.
 */
import { deviceControl } from '../../../native/descriptors.js';
import { E } from '../../abi/errno.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { Unfinished } from '../../abi/unfinished.js';
import { pause } from '../../../../runtime/sync/index.js';
import { runHelper, runHelperNow } from '../files/helper.js';
import { terminalColumns, terminalRows } from './terminal-size.js';

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TCSETSF = 0x5404;
const TCSBRK = 0x5409;
const TCXONC = 0x540a;
const TCFLSH = 0x540b;
const TIOCGPGRP = 0x540f;
const TIOCOUTQ = 0x5411;
const TIOCGWINSZ = 0x5413;

/** struct termios of the kernel: four flag words, a line discipline, 19 control characters. */
const TERMIOS_SIZE = 36;
const CONTROL_CHARACTERS = 19;
/** How often a terminal is looked at that has to send its output first, and for how long (ms). */
const DRAIN_STEP_MS = 5;
const DRAIN_MS = 10_000;

/** The number that the terminal has now: none once it is closed, and then it may be another file's. */
type Descriptor = () => number;

/** Runs stty on a terminal of this process's; `then` gets what it printed and answers the call. */
function stty(fd: Descriptor, args: readonly string[], then: (printed: string) => number): never {
  let printed: string | undefined;
  const all = (): string[] => ['-F', `/proc/${process.pid}/fd/${fd()}`, ...args];
  throw new Unfinished(
    (done) =>
      runHelper('stty', all(), (text) => {
        printed = text;
        done();
      }),
    () => (printed === undefined ? -E.EIO : then(printed)),
    () => void (printed = runHelperNow('stty', all())),
  );
}

const fieldsOf = (printed: string): string[] => printed.trim().split(':');

function getModes(fd: Descriptor, memory: CheckedMemory, address: number): number {
  memory.check(address, TERMIOS_SIZE);
  const modes = new Uint8Array(64);
  const result = deviceControl(fd(), TCGETS, modes);
  if (result !== undefined) {
    if (result === 0) memory.window(address, TERMIOS_SIZE).set(modes.subarray(0, TERMIOS_SIZE));
    return result;
  }
  return stty(fd, ['-g'], (printed) => {
    const words = fieldsOf(printed).map((word) => parseInt(word, 16));
    if (words.length < 5 || words.some(Number.isNaN)) return -E.EIO;
    memory.window(address, TERMIOS_SIZE).fill(0);
    for (let i = 0; i < 4; i++) memory.setWord(address + 4 * i, words[i] as number);
    for (let i = 0; i < CONTROL_CHARACTERS && i + 4 < words.length; i++)
      memory.u8[address + 17 + i] = words[i + 4] as number;
    return 0;
  });
}

/** Sets the modes once what was written has been sent. That may be never, so nobody but the call waits for it. */
function drained(fd: Descriptor, set: () => number): never {
  const waiting = new Uint8Array(8);
  const words = new Int32Array(waiting.buffer);
  const began = performance.now();
  const sent = (): boolean => {
    const failed = deviceControl(fd(), TIOCOUTQ, waiting) !== 0;
    return failed || words[0] === 0 || performance.now() - began > DRAIN_MS;
  };
  const look = (done: () => void): void => void (sent() ? done() : setTimeout(look, DRAIN_STEP_MS, done));
  throw new Unfinished(
    (done) => setImmediate(look, done),
    () => (words[0] === 0 ? set() : -E.EINTR),
    () => {
      while (!sent()) pause(DRAIN_STEP_MS);
    },
  );
}

/** TCSETS, TCSETSW (behind what was written), TCSETSF (what was typed is thrown away, too). */
function setModes(fd: Descriptor, memory: CheckedMemory, request: number, address: number): number {
  memory.check(address, TERMIOS_SIZE);
  const wanted = memory.window(address, TERMIOS_SIZE).slice();
  const set = (): number | undefined => {
    if (request === TCSETSF) deviceControl(fd(), TCFLSH, null);
    return deviceControl(fd(), TCSETS, wanted);
  };
  if (deviceControl(fd(), TIOCOUTQ, new Uint8Array(8)) !== undefined)
    return request === TCSETS ? (set() ?? -E.EIO) : drained(fd, () => set() ?? -E.EIO);
  const words = new DataView(wanted.buffer);
  return stty(fd, ['-g'], (printed) => {
    const known = fieldsOf(printed);
    if (known.length < 5) return -E.EIO;
    const hex = known.map((old, i) => {
      if (i < 4) return words.getUint32(4 * i, true).toString(16);
      return i - 4 < CONTROL_CHARACTERS ? (wanted[13 + i] as number).toString(16) : old;
    });
    return stty(fd, [hex.join(':')], () => 0);
  });
}

export function terminalControl(fd: Descriptor, memory: CheckedMemory, request: number, address: number): number {
  if (request === TIOCGWINSZ) {
    memory.check(address, 8);
    memory.setWord(address, (terminalRows() & 0xffff) | (terminalColumns() << 16));
    memory.setWord(address + 4, 0);
    return 0;
  }
  if (request === TIOCGPGRP) {
    memory.check(address, 4);
    memory.setWord(address, process.pid);
    return 0;
  }
  if (request === TCGETS) return getModes(fd, memory, address);
  if (request >= TCSETS && request <= TCSETSF) return setModes(fd, memory, request, address);
  if (request === TCSBRK || request === TCXONC || request === TCFLSH) return 0;
  return -E.ENOTTY;
}
