/** Modules of Node's that few programs need, loaded when the first does: each costs every run milliseconds and memory. */
import fs from 'node:fs';
import type * as ChildProcesses from 'node:child_process';
import type * as Crypto from 'node:crypto';
import type * as Net from 'node:net';
import type * as Tty from 'node:tty';

export const childProcesses = (): typeof ChildProcesses => require('node:child_process') as typeof ChildProcesses;
export const crypto = (): typeof Crypto => require('node:crypto') as typeof Crypto;
export const net = (): typeof Net => require('node:net') as typeof Net;

/** tty.isatty without node:tty for what can't be a terminal. */
export function isTerminal(fd: number): boolean {
  try {
    const stat = fs.fstatSync(fd);
    // Device number 1 is /dev/null and its kin.
    return stat.isCharacterDevice() && stat.rdev >> 8 !== 1 && (require('node:tty') as typeof Tty).isatty(fd);
  } catch {
    return false;
  }
}
