// Compares lines `NAME ARGUMENT BITS`: where the name begins with ~ the bits may be off by one in the last place, and by two for
// functions of which glibc and musl are each one off, to different sides.

/** A number whose distance to another counts the floating-point numbers between the two. */
function ordinal(bits: string): bigint {
  const sign = 1n << BigInt(bits.length * 4 - 1);
  const value = BigInt(`0x${bits}`);
  return value & sign ? -(value ^ sign) : value;
}

const PLACES = 1n;
const TWO_PLACES = new Set(['~tanh', '~cbrt']);

/** The lines that differ by more, each with what was expected. */
export function differences(actual: string, expected: string): string[] {
  const a = actual.split('\n');
  const e = expected.split('\n');
  const result: string[] = [];
  for (let i = 0; i < Math.max(a.length, e.length); i++) {
    if (a[i] === e[i]) continue;
    const [, name, x, bits] = /^(~\w+) (\S+) ([0-9a-f]+)$/.exec(a[i] ?? '') ?? [];
    const [, otherName, otherX, otherBits] = /^(~\w+) (\S+) ([0-9a-f]+)$/.exec(e[i] ?? '') ?? [];
    const distance =
      bits && otherBits && name === otherName && x === otherX ? ordinal(bits) - ordinal(otherBits) : null;
    const most = TWO_PLACES.has(name!) ? 2n * PLACES : PLACES;
    if (distance === null || distance > most || distance < -most) result.push(`${a[i]} (expected ${e[i]})`);
  }
  return result;
}
