/**
 * The standard streams. They were opened by whoever started the loader and are shared with it, so their descriptors are
 * left as they are: pipes and terminals are opened a second time in a form that does not block.
 */
import fs from 'node:fs';
import type { Socket } from 'node:net';
import { net } from '../files/late-modules.js';
import { O_ACCMODE, O_APPEND, O_RDWR, O_WRONLY, S_IFCHR, S_IFIFO, S_IFMT, S_IFSOCK } from '../../abi/numbers.js';
import { E } from '../../abi/errno.js';
import { Description } from '../files/description.js';
import type { Inlet, Outlet } from './flow.js';
import { OutputBudget } from './output-budget.js';
import { HostFile } from '../host/open-file.js';
import { Labelled } from '../streams/labelled.js';
import { SharedFile } from './shared-file.js';
import { Sink } from './sink.js';
import { Source } from './source.js';
import { Stream } from '../streams/stream.js';

export interface StandardOptions {
  /** Whether standard input is the guest's; otherwise it finds the end of it at once. */
  input: boolean;
  /** The guest's output is passed on in whole lines, because it is not alone, each with this before it. */
  label?: string | undefined;
  /** In place of this process's streams. */
  outlet?: Outlet | undefined;
  inlet?: Inlet | undefined;
  /** Bytes that the guest may write to `outlet`; then EDQUOT. No limit by default. */
  outputLimit?: number | undefined;
  /** Where those that it has written are counted: see output-budget.ts. */
  outputCount?: SharedArrayBuffer | undefined;
}

/** Sockets that were made non-blocking, by descriptor; a socket that is collected would close its descriptor. */
const held = new Map<number, Socket>();

/** Access mode and O_APPEND that the descriptor was opened with. */
function flagsOf(fd: number): number {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    if (flags) return parseInt(flags, 8) & (O_ACCMODE | O_APPEND);
  } catch {
    // No /proc.
  }
  return fd === 0 ? 0 : O_WRONLY;
}

/** A descriptor for the same pipe or terminal that does not block; the very one where that is impossible. */
function withoutBlocking(fd: number, flags: number, socket: boolean): { fd: number; owned: boolean } {
  if (!socket) {
    try {
      const mode = (flags & O_ACCMODE) | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
      return { fd: fs.openSync(`/proc/self/fd/${fd}`, mode), owned: true };
    } catch {
      // Not ours to open again (another user's terminal), or nobody reads the pipe any more.
    }
  }
  try {
    // libuv makes a descriptor that it adopts non-blocking, and Node undoes that for 0, 1 and 2 when it ends.
    if (!held.has(fd))
      held.set(fd, new (net().Socket)({ fd, readable: false, writable: false, allowHalfOpen: true }).unref());
  } catch {
    // A kind that libuv doesn't know: calls on it may block.
  }
  return { fd, owned: false };
}

function open(fd: number): Description | undefined {
  let type: number;
  try {
    type = fs.fstatSync(fd).mode & S_IFMT;
  } catch {
    return undefined;
  }
  const flags = flagsOf(fd);
  const waits = type === S_IFCHR || type === S_IFIFO || type === S_IFSOCK;
  if (!waits) return new SharedFile(fd, flags);
  const socket = type === S_IFSOCK;
  return new Stream(withoutBlocking(fd, flags, socket), socket ? O_RDWR : flags);
}

function openInput({ input, inlet }: StandardOptions): Description | undefined {
  if (inlet) return new Source(inlet);
  return input ? open(0) : new HostFile(fs.openSync('/dev/null', 'r'), 0, undefined);
}

/** Counts what is written. */
function counted<T extends Description | undefined>(description: T, budget: OutputBudget): T {
  if (!description || budget.left === Infinity) return description;
  const inner = { write: description.write.bind(description), pwrite: description.pwrite.bind(description) };
  const spend = (length: number, write: (most: number) => number): number => {
    if (length > 0 && budget.left <= 0) return -E.EDQUOT;
    const n = write(Math.min(length, budget.left));
    budget.take(Math.max(n, 0));
    return n;
  };
  Object.assign(description, {
    write: (buffer: Uint8Array, start: number, length: number) =>
      spend(length, (most) => inner.write(buffer, start, most)),
    pwrite: (buffer: Uint8Array, start: number, length: number, position: number) =>
      spend(length, (most) => inner.pwrite(buffer, start, most, position)),
    // One by one, by the functions above.
    writev: Description.prototype.writev,
  });
  return description;
}

function openOutput(fd: number, label: string | undefined, budget: OutputBudget): Description | undefined {
  const description = counted(open(fd), budget);
  return description && label !== undefined ? new Labelled(description, label) : description;
}

/** Open files for descriptors 0, 1 and 2; undefined for what is closed. `ring`: a call that waits may go on. */
export function openStandard(options: StandardOptions, ring: () => void): (Description | undefined)[] {
  const { outlet, inlet, label, outputLimit, outputCount } = options;
  if (outlet) outlet.changed = ring;
  if (inlet) inlet.arrived = ring;
  const budget = new OutputBudget(outputLimit ?? Infinity, outputCount);
  const output = (fd: number): Description | undefined =>
    outlet ? new Sink(outlet, fd, budget) : openOutput(fd, label, budget);
  return [openInput(options), output(1), output(2)];
}
