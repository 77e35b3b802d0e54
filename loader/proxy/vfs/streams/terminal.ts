/** ioctl on terminals. Node has none, so modes are read and set by the program stty, whose own notation is exact. */
import { childProcesses } from '../files/late-modules.js';
import { E } from '../../abi/errno.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { terminalColumns, terminalRows } from './terminal-size.js';

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TCSETSF = 0x5404;
const TCSBRK = 0x5409;
const TCXONC = 0x540a;
const TCFLSH = 0x540b;
const TIOCGPGRP = 0x540f;
const TIOCGWINSZ = 0x5413;

/** struct termios of the kernel: four flag words, a line discipline, 19 control characters. */
const TERMIOS_SIZE = 36;
const CONTROL_CHARACTERS = 19;

function stty(fd: number, ...args: string[]): string | undefined {
  try {
    const device = `/proc/${process.pid}/fd/${fd}`;
    return childProcesses().execFileSync('stty', ['-F', device, ...args], {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

function getModes(fd: number, memory: CheckedMemory, address: number): number {
  memory.check(address, TERMIOS_SIZE);
  const words = (stty(fd, '-g') ?? '')
    .trim()
    .split(':')
    .map((w) => parseInt(w, 16));
  if (words.length < 5 || words.some(Number.isNaN)) return -E.EIO;
  memory.window(address, TERMIOS_SIZE).fill(0);
  for (let i = 0; i < 4; i++) memory.setWord(address + 4 * i, words[i] as number);
  for (let i = 0; i < CONTROL_CHARACTERS && i + 4 < words.length; i++)
    memory.u8[address + 17 + i] = words[i + 4] as number;
  return 0;
}

function setModes(fd: number, memory: CheckedMemory, address: number): number {
  memory.check(address, TERMIOS_SIZE);
  const known = (stty(fd, '-g') ?? '').trim().split(':');
  if (known.length < 5) return -E.EIO;
  const hex = known.map((old, i) => {
    if (i < 4) return memory.word(address + 4 * i).toString(16);
    return i - 4 < CONTROL_CHARACTERS ? (memory.u8[address + 13 + i] as number).toString(16) : old;
  });
  return stty(fd, hex.join(':')) === undefined ? -E.EIO : 0;
}

export function terminalControl(fd: number, memory: CheckedMemory, request: number, address: number): number {
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
  if (request >= TCSETS && request <= TCSETSF) return setModes(fd, memory, address);
  if (request === TCSBRK || request === TCXONC || request === TCFLSH) return 0;
  return -E.ENOTTY;
}
