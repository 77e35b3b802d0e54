// Functions of the C library that Node does not give, through koffi, where that is installed. Its binary is loaded without its
// JavaScript half, which costs 1.5 ms instead of 6.

interface Koffi {
  load(path: null): { func(prototype: string): (...args: never[]) => number };
  errno(): number;
}

let koffi: Koffi | null | undefined;

function load(): Koffi | null {
  const platform = `linux-${process.arch}`;
  // The first is glibc's binary by its place in the package; where it does not load (musl, other layouts), koffi chooses itself.
  for (const name of [`@koromix/koffi-${platform}/${platform.replace('-', '_')}/koffi.node`, 'koffi']) {
    try {
      const found = require(name) as Koffi;
      found.load(null);
      return found;
    } catch {
      // Not installed, or not for this machine: the next.
    }
  }
  return null;
}

/** The function of this C prototype; undefined where it cannot be had. */
export function libc<T extends (...args: never[]) => number>(prototype: string): T | undefined {
  if (koffi === undefined) koffi = process.platform === 'linux' ? load() : null;
  try {
    return koffi?.load(null).func(prototype) as T | undefined;
  } catch {
    return undefined;
  }
}

/** Whether there are such functions at all. */
export function koffiIsThere(): boolean {
  if (koffi === undefined) koffi = process.platform === 'linux' ? load() : null;
  return koffi !== null;
}

/** errno of the last call. */
export const errno = (): number => koffi?.errno() ?? 0;
