// The two copies of one-sided access. Nothing is allocated on their way but windows on memories, and those are kept.
import { E } from '../errno.js';
// Not by way of the index, whose re-exports are looked up at each call.
import { ringAt } from '../sync/event-count.js';
import type { Reach } from './reach.js';

const { EFAULT, EINVAL } = E;

/** No bell to ring after a put. */
export const NO_BELL = 0xffffffff;
/** Nor a word that has to be stored last: what makes the bytes known comes with a later put. */
export const UNORDERED = 0xfffffffe;

/** Below this many bytes a loop over words is faster than TypedArray.set, which costs about 50 ns to begin with. */
const SHORT = 256;

/** Rings the bell at this offset of the region that was found last, which is this isle's. */
export function ringer({ words, found, outside }: Reach): (isle: number, bell: number) => number {
  return (isle, bell) => {
    if (bell & 3) return -EINVAL;
    if (outside(bell, 8)) return -EFAULT;
    ringAt(words[isle]!, ((found[0]! >>> 0) + bell) >>> 2);
    return 0;
  };
}

type Put = (capability: number, offset: number, from: number, length: number, bell: number) => number;

/** put of hv.h. The first word, where the bytes are aligned, is stored last: who sees it sees the rest. */
export function putter(reach: Reach, ring: (isle: number, bell: number) => number): Put {
  const { find, found, outside, astray, bytes: theirBytes, words, copyables, mine, myWords, myBytes } = reach;
  return (capability, offset, from, length, bell) => {
    const isle = find(capability);
    if (isle < 0) return isle;
    const place = offset >>> 0;
    const source = from >>> 0;
    const bytes = length >>> 0;
    if (outside(place, bytes)) return -EFAULT;
    if (astray(source, bytes)) return -EINVAL;
    const their = words[isle]!;
    const target = (found[0]! >>> 0) + place;
    if (bell >>> 0 === UNORDERED) {
      if (bytes) copyables[isle]!.copy(target, mine, source, bytes);
      return 0;
    }
    if (((target | source) & 3) === 0 && bytes >= 4) {
      const to = target >>> 2;
      const first = source >>> 2;
      const whole = bytes >>> 2;
      if (bytes <= SHORT) {
        for (let i = 1; i < whole; i++) their[to + i] = myWords[first + i]!;
        for (let i = bytes & ~3; i < bytes; i++) theirBytes[isle]![target + i] = myBytes[source + i]!;
      } else copyables[isle]!.copy(target + 4, mine, source + 4, bytes - 4);
      Atomics.store(their, to, myWords[first]!);
    } else if (bytes <= 32) {
      for (let i = 0; i < bytes; i++) theirBytes[isle]![target + i] = myBytes[source + i]!;
    } else copyables[isle]!.copy(target, mine, source, bytes);
    return bell >>> 0 === NO_BELL ? 0 : ring(isle, bell >>> 0);
  };
}

type Get = (capability: number, offset: number, to: number, length: number) => number;

/** get of hv.h. The first word, where the bytes are aligned, is the one that was loaded first. */
export function getter(reach: Reach): Get {
  const { find, found, outside, astray, bytes: theirBytes, words, copyables, mine, myWords, myBytes } = reach;
  return (capability, offset, to, length) => {
    const isle = find(capability);
    if (isle < 0) return isle;
    const place = offset >>> 0;
    const target = to >>> 0;
    const bytes = length >>> 0;
    if (outside(place, bytes)) return -EFAULT;
    if (astray(target, bytes)) return -EINVAL;
    const source = (found[0]! >>> 0) + place;
    const aligned = ((target | source) & 3) === 0 && bytes >= 4;
    const word = aligned ? Atomics.load(words[isle]!, source >>> 2) : 0;
    if (bytes > SHORT || (!aligned && bytes > 32)) mine.copy(target, copyables[isle]!, source, bytes);
    else {
      const their = words[isle]!;
      let done = 0;
      if (aligned)
        for (const whole = bytes & ~3; done < whole; done += 4)
          myWords[(target + done) >>> 2] = their[(source + done) >>> 2]!;
      for (; done < bytes; done++) myBytes[target + done] = theirBytes[isle]![source + done]!;
    }
    // What was loaded first: the copy may have met a later one before its rest.
    if (aligned) myWords[target >>> 2] = word;
    return 0;
  };
}
