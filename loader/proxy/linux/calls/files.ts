/** Reading, writing and positions. */
import type { Description } from '../../vfs/files/description.js';
import { RW_MAX } from '../../abi/numbers.js';
import { E } from '../../abi/errno.js';
import { PARTLY } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import { mayWait, waitToRead, writeRest } from '../../guest/blocking.js';
import type { Family } from './table.js';

/** Bytes that a file moves before other cores, and the event loop, get their turn. */
const TURN = 1 << 22;

const clamp = (size: number): number => (size > RW_MAX ? RW_MAX : size);

/** Moves `length` bytes from the offset on, into or out of the isle's memory at `address`. */
type Step = (address: number, length: number, offset: number) => number;

/** Moves a window of memory; a large one in turns. */
function move(mirror: Mirror, address: number, size: number, step: Step): number {
  return size > TURN ? inTurns(mirror, [address, size], size, step) : step(address, size, 0);
}

/** A large transfer in turns. Windows: base and length in turn. */
function inTurns(mirror: Mirror, windows: readonly number[], size: number, step: Step): number {
  let done = 0;
  /** The present window, and where it begins in the transfer. */
  let window = 0;
  let begin = 0;
  return mirror.block({
    retry: () => {
      for (; done === begin + (windows[window + 1] as number) && done < size; window += 2) begin = done;
      const into = done - begin;
      const length = Math.min(TURN, (windows[window + 1] as number) - into, size - done);
      const n = step((windows[window] as number) + into, length, done);
      if (n < 0) return done > 0 ? done : n;
      done += n;
      return n < length || done === size ? done : PARTLY;
    },
    cancelled: () => (done > 0 ? done : -E.EINTR),
  });
}

function read(mirror: Mirror, file: Description, address: number, size: number): number {
  const { u8 } = mirror.memory;
  if (!file.waits) return move(mirror, address, clamp(size), (at, length) => file.read(u8, at, length));
  return waitToRead(mirror, file, () => file.read(u8, address, clamp(size)));
}

function write(mirror: Mirror, file: Description, address: number, size: number): number {
  const { u8 } = mirror.memory;
  if (size > TURN && !file.waits) return move(mirror, address, clamp(size), (at, part) => file.write(u8, at, part));
  const length = clamp(size);
  const n = file.write(u8, address, length);
  if (n === length || !mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  return writeRest(mirror, file, [address, length], Math.max(n, 0));
}

/** Views of the vectors of the present call. */
function windows(mirror: Mirror): Uint8Array[] {
  const { vectors, memory } = mirror;
  const result: Uint8Array[] = [];
  for (let i = 0; i < vectors.length; i += 2)
    result.push(memory.window(vectors[i] as number, vectors[i + 1] as number));
  return result;
}

const total = ({ vectors }: Mirror): number => {
  let sum = 0;
  for (let i = 1; i < vectors.length; i += 2) sum += vectors[i] as number;
  return sum;
};

function readv(mirror: Mirror, file: Description): number {
  const { vectors } = mirror;
  const { u8 } = mirror.memory;
  if (vectors.length <= 2) return read(mirror, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const size = total(mirror);
  if (size > TURN && !file.waits)
    return inTurns(mirror, vectors.slice(), size, (at, length) => file.read(u8, at, length));
  const into = windows(mirror);
  return waitToRead(mirror, file, () => file.readv(into, -1));
}

function writev(mirror: Mirror, file: Description): number {
  const { vectors } = mirror;
  const { u8 } = mirror.memory;
  if (vectors.length <= 2) return write(mirror, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const size = total(mirror);
  if (size > TURN && !file.waits)
    return inTurns(mirror, vectors.slice(), size, (at, length) => file.write(u8, at, length));
  const n = file.writev(windows(mirror), -1);
  if (n === size || !mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  return writeRest(mirror, file, vectors, Math.max(n, 0));
}

/** preadv and pwritev, large ones in turns. */
function vectorsAt(mirror: Mirror, offset: number, whole: (windows: Uint8Array[]) => number, step: Step): number {
  const { vectors } = mirror;
  if (offset < 0) return -E.EINVAL;
  if (vectors.length === 0) return 0;
  const size = total(mirror);
  return size > TURN ? inTurns(mirror, vectors.slice(), size, step) : whole(windows(mirror));
}

export const files: Family = {
  read,
  write,
  readv: (m: Mirror, file: Description) => readv(m, file),
  writev: (m: Mirror, file: Description) => writev(m, file),
  pread64: (m: Mirror, file: Description, address: number, size: number, offset: number) =>
    offset < 0
      ? -E.EINVAL
      : move(m, address, clamp(size), (at, length, done) => file.pread(m.memory.u8, at, length, offset + done)),
  pwrite64: (m: Mirror, file: Description, address: number, size: number, offset: number) =>
    offset < 0
      ? -E.EINVAL
      : move(m, address, clamp(size), (at, length, done) => file.pwrite(m.memory.u8, at, length, offset + done)),
  preadv: (m: Mirror, file: Description, _iov: number, _n: number, offset: number) =>
    vectorsAt(
      m,
      offset,
      (into) => file.readv(into, offset),
      (at, length, done) => file.pread(m.memory.u8, at, length, offset + done),
    ),
  pwritev: (m: Mirror, file: Description, _iov: number, _n: number, offset: number) =>
    vectorsAt(
      m,
      offset,
      (from) => file.writev(from, offset),
      (at, length, done) => file.pwrite(m.memory.u8, at, length, offset + done),
    ),
  _llseek: (m: Mirror, file: Description, high: number, low: number, result: number, whence: number) => {
    const position = file.seek(high * 4294967296 + low, whence);
    if (position < 0) return position;
    m.memory.setLong(result, position);
    return 0;
  },
  ftruncate64: (_m: Mirror, file: Description, length: number) => {
    if (length < 0) return -E.EINVAL;
    file.truncate(length);
    return 0;
  },
  fallocate: (_m: Mirror, file: Description, mode: number, offset: number, length: number) => {
    if (offset < 0 || length <= 0) return -E.EINVAL;
    if (offset + length > Number.MAX_SAFE_INTEGER) return -E.EFBIG;
    file.allocate(mode, offset, length);
    return 0;
  },
  fsync: (_m: Mirror, file: Description) => {
    file.sync(false);
    return 0;
  },
  fdatasync: (_m: Mirror, file: Description) => {
    file.sync(true);
    return 0;
  },
  fadvise64_64: (_m: Mirror, file: Description, _offset: number, length: number, advice: number) => {
    if (file.waits) return -E.ESPIPE;
    return length < 0 || advice < 0 || advice > 5 ? -E.EINVAL : 0;
  },
};
