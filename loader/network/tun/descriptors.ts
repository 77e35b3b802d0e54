// Waiting for descriptors, and reading from them without an exception where nothing is there.
import { E } from '../../../runtime/errno.js';
import { closeSync, writeSync } from 'node:fs';
import { errno, libc } from '../../native/libc.js';

type Poll = (entries: Uint8Array, count: number, timeout: number) => number;
type Read = (fd: number, into: Uint8Array, length: number) => number;

const POLLIN = 1;
const { EINTR, EAGAIN } = E;

export interface PacketReader {
  /** Bytes read; 0 when nothing is there; else minus the error number. */
  read(): number;
  /** Sleeps until the descriptor has something, or the event has happened. */
  wait(): void;
}

/** Reads from `fd`, which does not block, into `window`; `event` is an Event's descriptor. Undefined where koffi is not installed. */
export function packetReader(fd: number, event: number, window: Uint8Array): PacketReader | undefined {
  const read = libc<Read>('long read(int fd, uint8_t *into, size_t length)');
  const poll = libc<Poll>('int poll(uint8_t *entries, unsigned long count, int timeout)');
  if (!read || !poll) return undefined;
  // struct pollfd: descriptor, events, what has happened.
  const entries = new Uint8Array(16);
  const view = new DataView(entries.buffer);
  for (const [i, descriptor] of [fd, event].entries()) {
    view.setInt32(8 * i, descriptor, true);
    view.setInt16(8 * i + 4, POLLIN, true);
  }
  return {
    read() {
      const n = read(fd, window, window.length);
      if (n >= 0) return n;
      const why = errno();
      return why === EAGAIN || why === EINTR ? 0 : -why;
    },
    wait: () => void poll(entries, 2, -1),
  };
}

/** Something that happens once, and ends the wait of a packetReader. */
export interface Event {
  fd: number;
  happen(): void;
  close(): void;
}

/** Undefined where koffi is not installed. */
export function makeEvent(): Event | undefined {
  const fd = libc<(value: number, flags: number) => number>('int eventfd(unsigned int value, int flags)')?.(0, 0) ?? -1;
  if (fd < 0) return undefined;
  return {
    fd,
    happen: () => void writeSync(fd, new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0])),
    close: () => closeSync(fd),
  };
}
