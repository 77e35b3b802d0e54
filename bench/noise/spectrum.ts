// Spectra of work per quantum: which periods the noise has.
import { mean } from '../support/statistics.js';

/** The discrete Fourier transform in place (Cooley and Tukey, radix 2); the length is a power of 2. */
export function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((-2 * Math.PI * k) / size), Math.sin((-2 * Math.PI * k) / size)];
      for (let a = k; a < n; a += size) {
        const b = a + half;
        const [x, y] = [re[b]! * c - im[b]! * s, re[b]! * s + im[b]! * c];
        [re[b], im[b]] = [re[a]! - x, im[a]! - y];
        [re[a], im[a]] = [re[a]! + x, im[a]! + y];
      }
    }
  }
}

/** Hann's window, periodic: its mean is 1/2. */
const hann = (i: number, n: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n);

const powerOf2Within = (n: number): number => 2 ** Math.floor(Math.log2(n));

/**
 * Amplitudes of the first 2^k samples, less their mean, by frequency: bin i, from 1 to n/2, is i/n of the sampling frequency. One-sided
 * and divided by the window's sum: a sine of amplitude A that fits the samples a whole number of times has A in its bin and A/2 in those
 * beside it. The last bin, half the sampling frequency, has no negative counterpart.
 */
export function amplitudes(samples: readonly number[]): number[] {
  const n = powerOf2Within(samples.length);
  if (!(n >= 4)) return [];
  const middle = mean(samples.slice(0, n));
  const re = Float64Array.from({ length: n }, (_, i) => (samples[i]! - middle) * hann(i, n));
  const im = new Float64Array(n);
  transform(re, im);
  return Array.from(
    { length: n / 2 },
    (_, i) => (Math.hypot(re[i + 1]!, im[i + 1]!) * (i + 1 === n / 2 ? 1 : 2)) / (n / 2),
  );
}

/** Amplitudes of several runs together (Welch): the root of the mean of their squares; points of frequency in Hz and amplitude. */
export function spectrum(
  runs: readonly (readonly number[])[],
  quantumNs: number,
): [hertz: number, amplitude: number][] {
  const each = runs.map(amplitudes).filter((a) => a.length);
  const bins = Math.min(...each.map((a) => a.length));
  if (!each.length) return [];
  return Array.from({ length: bins }, (_, i) => [
    ((i + 1) / (2 * bins)) * (1e9 / quantumNs),
    Math.sqrt(mean(each.map((a) => a[i]! ** 2))),
  ]);
}
