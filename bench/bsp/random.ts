// Random numbers that are the same in every run.

/** Numbers in (0, 1]. */
export type Random = () => number;

/** Xorshift with 128 bits of state (G. Marsaglia, "Xorshift RNGs", 2003). */
export function random(seed: number): Random {
  let [x, y, z, w] = [123456789 ^ seed, 362436069, 521288629, 88675123];
  const next = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return ((w >>> 0) + 1) / 2 ** 32;
  };
  // Seeds that differ in a few bits begin alike.
  for (let i = 0; i < 32; i++) next();
  return next;
}

export const exponential = (draw: Random, mean: number): number => -mean * Math.log(draw());
