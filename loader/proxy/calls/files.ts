/** Reading, writing and positions. */
import type { Description } from '../descriptions/description.js';
import { RW_MAX } from '../constants.js';
import { E } from '../errno.js';
import { PARTLY, type Mirror } from '../mirror.js';
import { mayWait, waitToRead, writeRest } from './blocking.js';
import type { Family } from './table.js';

const clamp = (size: number): number => (size > RW_MAX ? RW_MAX : size);

/** Bytes that a file moves before other cores get their turn. */
const TURN = 1 << 25;

/** A large transfer in turns; `step` moves `length` bytes from the offset on. */
function inTurns(mirror: Mirror, size: number, step: (offset: number, length: number) => number): number {
  let done = 0;
  return mirror.block({
    retry: () => {
      const length = Math.min(TURN, size - done);
      const n = step(done, length);
      if (n < 0) return done > 0 ? done : n;
      done += n;
      return n < length || done === size ? done : PARTLY;
    },
    cancelled: () => (done > 0 ? done : -E.EINTR),
  });
}

function read(mirror: Mirror, file: Description, address: number, size: number): number {
  const { u8 } = mirror.memory;
  if (!file.waits) {
    if (size > TURN) return inTurns(mirror, clamp(size), (offset, length) => file.read(u8, address + offset, length));
    return file.read(u8, address, size);
  }
  return waitToRead(mirror, file, () => file.read(u8, address, clamp(size)));
}

function write(mirror: Mirror, file: Description, address: number, size: number): number {
  const { u8 } = mirror.memory;
  if (size > TURN && !file.waits) {
    return inTurns(mirror, clamp(size), (offset, part) => file.write(u8, address + offset, part));
  }
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

function readv(mirror: Mirror, file: Description): number {
  const { vectors } = mirror;
  if (vectors.length <= 2) return read(mirror, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const into = windows(mirror);
  return waitToRead(mirror, file, () => file.readv(into, -1));
}

function writev(mirror: Mirror, file: Description): number {
  const { vectors } = mirror;
  if (vectors.length <= 2) return write(mirror, file, vectors[0] ?? 0, vectors[1] ?? 0);
  const n = file.writev(windows(mirror), -1);
  if (!mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  let total = 0;
  for (let i = 1; i < vectors.length; i += 2) total += vectors[i] as number;
  return n === total ? n : writeRest(mirror, file, vectors, Math.max(n, 0));
}

export const files: Family = {
  read,
  write,
  readv: (m: Mirror, file: Description) => readv(m, file),
  writev: (m: Mirror, file: Description) => writev(m, file),
  pread64: (m: Mirror, file: Description, address: number, size: number, offset: number) =>
    offset < 0 ? -E.EINVAL : file.pread(m.memory.u8, address, clamp(size), offset),
  pwrite64: (m: Mirror, file: Description, address: number, size: number, offset: number) =>
    offset < 0 ? -E.EINVAL : file.pwrite(m.memory.u8, address, clamp(size), offset),
  preadv: (m: Mirror, file: Description, _iov: number, _n: number, offset: number) =>
    offset < 0 ? -E.EINVAL : m.vectors.length === 0 ? 0 : file.readv(windows(m), offset),
  pwritev: (m: Mirror, file: Description, _iov: number, _n: number, offset: number) =>
    offset < 0 ? -E.EINVAL : m.vectors.length === 0 ? 0 : file.writev(windows(m), offset),
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
