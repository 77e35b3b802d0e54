/** Reading, writing and positions. */
import type { Description } from '../../vfs/files/description.js';
import { RW_MAX } from '../../abi/numbers.js';
import { OFFSET_MAX, offset as offsetOf } from '../../abi/offsets.js';
import { E, answerOf } from '../../abi/errno.js';
import { PARTLY } from '../../ring/personality.js';
import { mayWait, waitToRead, writeRest } from '../../guest/blocking.js';
import { SEEK_HOLE } from '../../vfs/files/description.js';
import type { Family, LinuxCall, Vectors } from '../call.js';

/** Bytes that a file moves before other cores, and the event loop, get their turn. */
const TURN = 1 << 22;

const clamp = (size: number): number => (size > RW_MAX ? RW_MAX : size);

/** Moves `length` bytes from the offset on, into or out of the isle's memory at `address`. */
type Step = (address: number, length: number, offset: number) => number;

/** Moves a window of memory; a large one in turns. */
function move(call: LinuxCall, address: number, size: number, step: Step): number {
  return size > TURN ? inTurns(call, [address, size], size, step) : step(address, size, 0);
}

/** A large transfer in turns. Windows: base and length in turn. */
function inTurns(call: LinuxCall, windows: readonly number[], size: number, step: Step): number {
  let done = 0;
  /** The present window, and where it begins in the transfer. */
  let window = 0;
  let begin = 0;
  return call.block({
    retry: () => {
      for (; done === begin + (windows[window + 1] as number) && done < size; window += 2) begin = done;
      const into = done - begin;
      const length = Math.min(TURN, (windows[window + 1] as number) - into, size - done);
      const n = answerOf(() => step((windows[window] as number) + into, length, done));
      if (n < 0) return done > 0 ? done : n;
      done += n;
      return n < length || done === size ? done : PARTLY;
    },
    cancelled: () => (done > 0 ? done : -E.EINTR),
  });
}

function read(call: LinuxCall, file: Description, address: number, size: number): number {
  const { u8 } = call.guest.memory;
  if (!file.waits) return move(call, address, clamp(size), (at, length) => file.read(u8, at, length));
  return waitToRead(call, file, () => file.read(u8, address, clamp(size)));
}

function write(call: LinuxCall, file: Description, address: number, size: number): number {
  const { u8 } = call.guest.memory;
  if (size > TURN && !file.waits) return move(call, address, clamp(size), (at, part) => file.write(u8, at, part));
  const length = clamp(size);
  const n = file.write(u8, address, length);
  if (n === length || !mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  return writeRest(call, file, [address, length], Math.max(n, 0));
}

/** Views of what the vectors name. */
function windows({ guest: { memory } }: LinuxCall, vectors: Vectors): Uint8Array[] {
  const result: Uint8Array[] = [];
  for (let i = 0; i < vectors.length; i += 2)
    result.push(memory.window(vectors[i] as number, vectors[i + 1] as number));
  return result;
}

const total = (vectors: Vectors): number => {
  let sum = 0;
  for (let i = 1; i < vectors.length; i += 2) sum += vectors[i] as number;
  return sum;
};

function readv(call: LinuxCall, file: Description, vectors: Vectors): number {
  const { u8 } = call.guest.memory;
  if (vectors.length <= 2) return read(call, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const size = total(vectors);
  if (size > TURN && !file.waits)
    return inTurns(call, vectors.slice(), size, (at, length) => file.read(u8, at, length));
  // Made anew for each attempt: a call that waits keeps numbers alone.
  const into = vectors.slice();
  return waitToRead(call, file, () => file.readv(windows(call, into), -1));
}

function writev(call: LinuxCall, file: Description, vectors: Vectors): number {
  const { u8 } = call.guest.memory;
  if (vectors.length <= 2) return write(call, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const size = total(vectors);
  if (size > TURN && !file.waits)
    return inTurns(call, vectors.slice(), size, (at, length) => file.write(u8, at, length));
  const n = file.writev(windows(call, vectors), -1);
  if (n === size || !mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  return writeRest(call, file, vectors, Math.max(n, 0));
}

/** Whether Linux has no such range of a file. */
const impossible = (call: LinuxCall, offset: number, size: number): boolean =>
  offset < 0 || (offset === Infinity && call.wide + BigInt(size) > OFFSET_MAX);

/** preadv and pwritev, large ones in turns. */
function vectorsAt(
  call: LinuxCall,
  vectors: Vectors,
  offset: number,
  whole: (windows: Uint8Array[]) => number,
  step: Step,
): number {
  const size = total(vectors);
  if (impossible(call, offset, size)) return -E.EINVAL;
  if (size === 0) return 0;
  return size > TURN ? inTurns(call, vectors.slice(), size, step) : whole(windows(call, vectors));
}

export const files = {
  read,
  write,
  readv,
  writev,
  pread64: (call, file, address, size, offset) =>
    impossible(call, offset, size)
      ? -E.EINVAL
      : move(call, address, clamp(size), (at, length, done) =>
          file.pread(call.guest.memory.u8, at, length, offset + done),
        ),
  pwrite64: (call, file, address, size, offset) =>
    impossible(call, offset, size)
      ? -E.EINVAL
      : move(call, address, clamp(size), (at, length, done) =>
          file.pwrite(call.guest.memory.u8, at, length, offset + done),
        ),
  preadv: (call, file, vectors, _n, offset) =>
    vectorsAt(
      call,
      vectors,
      offset,
      (into) => file.readv(into, offset),
      (at, length, done) => file.pread(call.guest.memory.u8, at, length, offset + done),
    ),
  pwritev: (call, file, vectors, _n, offset) =>
    vectorsAt(
      call,
      vectors,
      offset,
      (from) => file.writev(from, offset),
      (at, length, done) => file.pwrite(call.guest.memory.u8, at, length, offset + done),
    ),
  _llseek: ({ guest: m }, file, high, low, result, whence) => {
    if (whence < 0 || whence > SEEK_HOLE) return -E.EINVAL;
    const position = file.seek(offsetOf(low, high), whence);
    if (position < 0) return position;
    m.memory.setLong(result, position);
    return 0;
  },
  ftruncate64: (_call, file, length) => {
    if (length < 0) return -E.EINVAL;
    file.truncate(length);
    return 0;
  },
  fallocate: (_call, file, mode, offset, length) => {
    if (offset < 0 || length <= 0) return -E.EINVAL;
    file.allocate(mode, offset, length);
    return 0;
  },
  fsync: (_call, file) => {
    file.sync(false);
    return 0;
  },
  fdatasync: (_call, file) => {
    file.sync(true);
    return 0;
  },
  fadvise64_64: (_call, file, _offset, length, advice) => {
    if (file.waits) return -E.ESPIPE;
    return length < 0 || advice < 0 || advice > 5 ? -E.EINVAL : 0;
  },
} satisfies Family;
