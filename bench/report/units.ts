// Units that fit: 5.85 ms, not 5852797 ns.

/** Units of one kind, each with what it is in the first. */
const families: readonly (readonly (readonly [unit: string, size: number])[])[] = [
  [
    ['ns', 1],
    ['µs', 1e3],
    ['ms', 1e6],
    ['s', 1e9],
  ],
  [
    ['B', 1],
    ['KiB', 1024],
    ['MiB', 1024 ** 2],
    ['GiB', 1024 ** 3],
  ],
  [
    ['B/s', 1],
    ['kB/s', 1e3],
    ['MB/s', 1e6],
    ['GB/s', 1e9],
  ],
];

export interface Fit {
  unit: string;
  /** What a value is multiplied by to be in it. */
  factor: number;
}

/** The largest unit of the same kind in which `value` is 1 or more as it is printed; the smallest for less, the same for 0. */
export function fit(value: number, unit: string): Fit {
  const family = families.find((all) => all.some(([name]) => name === unit));
  const own = family?.find(([name]) => name === unit)?.[1];
  const size = Math.abs(value);
  if (!family || own === undefined || !(size > 0) || !Number.isFinite(size)) return { unit, factor: 1 };
  // 999.6 ns are printed as 1000 otherwise.
  const [name, each] = family.findLast(([, one]) => size * own >= one * 0.9995) ?? family[0]!;
  return { unit: name, factor: own / each };
}
