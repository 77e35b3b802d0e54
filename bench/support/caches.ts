// The caches of a CPU, and amounts of data that lie in one level of them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Caches {
  /** Bytes of the second level, which a core has for itself, and of the last one. */
  readonly second: number;
  readonly last: number;
}

/** Of a machine that does not tell: what servers have at least. */
const USUAL: Caches = { second: 1 << 20, last: 32 << 20 };
/** Largest amount of data: images have at most 4 GiB. */
const MOST = 1 << 30;
const LEAST_IN_MEMORY = 64 << 20;

/** `1024K`, `32M` as bytes; NaN if it is neither. */
export function cacheSize(text: string): number {
  const match = /^(\d+)([KMG])$/.exec(text.trim());
  return match ? Number(match[1]) * 1024 ** (1 + 'KMG'.indexOf(match[2]!)) : Number.NaN;
}

/** @param folder Linux's description of a CPU's caches */
export function readCaches(folder = '/sys/devices/system/cpu/cpu0/cache'): Caches {
  try {
    const read = (index: string, what: string): string => readFileSync(join(folder, index, what), 'utf8').trim();
    const levels = readdirSync(folder)
      .filter((name) => /^index\d+$/.test(name) && read(name, 'type') !== 'Instruction')
      .map((name) => ({ level: Number(read(name, 'level')), bytes: cacheSize(read(name, 'size')) }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => a.level - b.level);
    const second = levels.find(({ level }) => level === 2)?.bytes ?? USUAL.second;
    return { second, last: Math.max(levels.at(-1)?.bytes ?? USUAL.last, second) };
  } catch {
    return USUAL;
  }
}

export interface Size {
  readonly bytes: number;
  readonly name: string;
}

/** Half of the second level; what is beyond that level and within a quarter of the last; three times the last one. */
export function sizesOf({ second, last }: Caches): Size[] {
  const whole = (bytes: number): number => Math.floor(bytes / 4096) * 4096;
  return [
    { bytes: whole(second / 2), name: 'in L2' },
    { bytes: whole(Math.max(last / 4, Math.min(2 * second, last / 2))), name: 'in L3' },
    { bytes: whole(Math.min(Math.max(last * 3, LEAST_IN_MEMORY), MOST)), name: 'in memory' },
  ];
}

/** `512 KiB`, `1.5 MiB`. */
export function sizeName(bytes: number): string {
  const unit = bytes >= 1 << 20 ? 1 << 20 : 1 << 10;
  return `${Number((bytes / unit).toPrecision(3))} ${unit === 1 << 20 ? 'MiB' : 'KiB'}`;
}
