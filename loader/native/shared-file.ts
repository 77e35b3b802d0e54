// A file in memory that two processes share: one maps it over the memory of an isle, the other reads and writes it as a file.
import { ftruncateSync } from 'node:fs';
import { libc } from './libc.js';

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED_FIXED = 0x11;
/** The pages of a shared mapping go out of the file, too. */
const MADV_REMOVE = 9;

type Create = (name: string, flags: number) => number;
type Map = (address: Uint8Array, length: number, prot: number, flags: number, fd: number, offset: number) => number;
type Advise = (address: Uint8Array, length: number, advice: number) => number;

/** The descriptor of an empty file of so many bytes, none of which takes room yet; undefined where that is not possible. */
export function memoryFile(name: string, bytes: number): number | undefined {
  const fd = libc<Create>('int memfd_create(const char *name, uint flags)')?.(name, MFD_CLOEXEC) ?? -1;
  if (fd < 0) return undefined;
  ftruncateSync(fd, bytes);
  return fd;
}

/** Puts a part of the file, all zero so far, in the place of a memory's pages. False where that is not possible: nothing has changed. */
export function mapFile({ buffer }: WebAssembly.Memory, fd: number, offset: number): boolean {
  const map = libc<Map>('intptr_t mmap(uint8_t *address, size_t length, int prot, int flags, int fd, int64_t offset)');
  return (
    map !== undefined &&
    map(new Uint8Array(buffer), buffer.byteLength, PROT_READ_WRITE, MAP_SHARED_FIXED, fd, offset) > 0
  );
}

/** Gives the pages of a memory that lies in a file back. */
export function removePages({ buffer }: WebAssembly.Memory): boolean {
  const advise = libc<Advise>('int madvise(uint8_t *address, size_t length, int advice)');
  return advise?.(new Uint8Array(buffer), buffer.byteLength, MADV_REMOVE) === 0;
}
