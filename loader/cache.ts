/**
 * A store of files by content key that outlives the process: compiled objects and images.
 *
 * Entries appear by rename, so processes may share it, and each holds its contents twice and then its key: what was cut off, damaged or
 * put in another's place is no entry, goes, and is made again. A folder that can't be read or written only makes things slower. What has
 * not been used for longest goes when the store has grown past its limit. Small on purpose: a hit in it must cost nothing.
 */
import { lstatSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from './folders';

/** Bytes that the store may take before old entries go, and how full it is afterwards. */
const LIMIT = 1 << 30;
const LIMIT_AFTER = 0.8 * LIMIT;
/** Milliseconds between two looks at the size of the store, and after which a used entry is marked as used again. */
const LOOK_INTERVAL = 3_600_000;

/** The folder for everything that can be made again: HERMIT_CACHE, else XDG_CACHE_HOME, else ~/.cache; each with /hermit-wasm. */
export function cacheDirectory(): string {
  const { HERMIT_CACHE, XDG_CACHE_HOME } = process.env;
  return join(HERMIT_CACHE || XDG_CACHE_HOME || join(homedir(), '.cache'), 'hermit-wasm');
}

/** Writes a file so that others see all of it or nothing. Throws what Node's fs throws. */
export function writeAtomically(file: string, data: Uint8Array | string, mode = 0o666): void {
  const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2, 10)}.tmp`;
  try {
    writeFileSync(temporary, data, { mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What an entry's file holds, if it is whole: comparing two copies takes less time than any sum that JavaScript can make. */
export function contents(key: string, entry: Buffer): Buffer | null {
  const length = (entry.length - Buffer.byteLength(key)) / 2;
  if (!(length > 0 && Number.isInteger(length))) return null;
  const data = entry.subarray(0, length);
  const whole = data.equals(entry.subarray(length, 2 * length)) && entry.toString('utf8', 2 * length) === key;
  return whole ? data : null;
}

export class Cache {
  private readonly directory: string;
  private readonly onWarning: (text: string) => void;
  private writable = true;
  private looked = false;

  /** `onWarning` is told, once, that nothing can be stored. */
  constructor(onWarning: (text: string) => void = () => {}, directory = join(cacheDirectory(), 'entries')) {
    this.onWarning = onWarning;
    this.directory = directory;
  }

  private file(key: string): string {
    return join(this.directory, key.slice(0, 2), key.slice(2));
  }

  /** The entry, or null. `key`: at least 8 characters that may stand in a file name. */
  get(key: string): Buffer | null {
    const file = this.file(key);
    let entry: Buffer;
    try {
      entry = readFileSync(file);
    } catch {
      return null;
    }
    const data = contents(key, entry);
    if (data) touch(file);
    else discard(file);
    return data;
  }

  put(key: string, data: Uint8Array | string): void {
    if (!this.writable) return;
    const file = this.file(key);
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const entry = Buffer.concat([bytes, bytes, Buffer.from(key)]);
    try {
      try {
        write(file, entry);
      } catch (error) {
        if (!clear(file)) throw error;
        write(file, entry);
      }
      if (!this.looked) this.keepSmall();
    } catch (error) {
      this.writable = false;
      const { code, message } = error as NodeJS.ErrnoException;
      this.onWarning(
        `cannot store in the cache ${this.directory} (${code ?? message}); going on without it. Set HERMIT_CACHE to a folder that can be written`,
      );
    }
  }

  /** Removes the entries used least recently once the store is too large; at most once in a while, over all processes. */
  private keepSmall(): void {
    this.looked = true;
    const mark = join(this.directory, 'looked');
    const last = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - last < LOOK_INTERVAL) return;
    writeFileSync(mark, '');
    trim(this.directory, LIMIT, LIMIT_AFTER);
  }
}

function write(file: string, entry: Uint8Array): void {
  makeFolder(dirname(file));
  writeAtomically(file, entry);
}

/** Marks an entry as used, where that can be written. */
function touch(file: string): void {
  try {
    const now = Date.now();
    if (now - statSync(file).mtimeMs > LOOK_INTERVAL) utimesSync(file, now / 1000, now / 1000);
  } catch {
    // A cache that can only be read.
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Who cannot remove it does without it.
  }
}

/** Removes what is in the way of an entry: a folder of its name, or a file in the place of its folder. True if there was any. */
function clear(file: string): boolean {
  const folder = lstatSync(dirname(file), { throwIfNoEntry: false });
  const inTheWay =
    folder && !folder.isDirectory()
      ? dirname(file)
      : folder && lstatSync(file, { throwIfNoEntry: false })?.isDirectory()
        ? file
        : undefined;
  if (inTheWay === undefined) return false;
  discard(inTheWay);
  return true;
}

/** Removes files below `directory`, oldest first, until at most `target` bytes are left, if there are more than `limit`. */
export function trim(directory: string, limit: number, target: number): void {
  const entries: { file: string; size: number; used: number }[] = [];
  for (const name of readdirSync(directory, { recursive: true }) as string[]) {
    const file = join(directory, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) entries.push({ file, size: stat.size, used: stat.mtimeMs });
  }
  let total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total <= limit) return;
  for (const { file, size } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= target) break;
    rmSync(file, { force: true });
    total -= size;
  }
}
