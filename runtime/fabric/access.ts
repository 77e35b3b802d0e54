import { linePutter } from '../cache-line/put.js';
import { E } from '../errno.js';
import { getter, NO_BELL, putter, ringer } from './copying.js';
import { type Reach, reachOf } from './reach.js';
import { type Fabric, LAYOUT, type MemoryOf, PLACES, REGIONS } from './table.js';

/** Errors of one-sided access. */
const { EAGAIN, EFAULT, EINVAL, EPIPE } = E;

/** The calls of kernel/include/hv.h for one-sided access. All numbers are 32-bit words. */
export interface Access {
  isle_state(isle: number): number;
  open(region: number, start: number, length: number): number;
  close(region: number): number;
  bind(isle: number, region: number): number;
  put(capability: number, offset: number, from: number, length: number, bell: number): number;
  get(capability: number, offset: number, to: number, length: number): number;
  fetch_add(capability: number, offset: number, value: number, old: number): number;
  compare_swap(capability: number, offset: number, expected: number, desired: number, old: number): number;
  ring(capability: number, bell: number): number;
  /** Eight 64-bit words by value. WebAssembly's own function, made when it is first asked for. */
  readonly put_line: object;
}

type ReadModifyWrite = Pick<Access, 'fetch_add' | 'compare_swap'>;

function readModifyWrite({ find, found, outside, astray, words, myWords }: Reach): ReadModifyWrite {
  return {
    fetch_add(capability, offset, value, old) {
      const isle = find(capability);
      if (isle < 0) return isle;
      if (offset & 3 || old & 3 || astray(old >>> 0, 4)) return -EINVAL;
      if (outside(offset >>> 0, 4)) return -EFAULT;
      const their = words[isle]!;
      myWords[old >>> 2] = Atomics.add(their, ((found[0]! >>> 0) + (offset >>> 0)) >>> 2, value);
      return 0;
    },
    compare_swap(capability, offset, expected, desired, old) {
      const isle = find(capability);
      if (isle < 0) return isle;
      if (offset & 3 || old & 3 || astray(old >>> 0, 4)) return -EINVAL;
      if (outside(offset >>> 0, 4)) return -EFAULT;
      const their = words[isle]!;
      const word = ((found[0]! >>> 0) + (offset >>> 0)) >>> 2;
      myWords[old >>> 2] = Atomics.compareExchange(their, word, expected, desired);
      return 0;
    },
  };
}

/** put_line of hv.h. */
function lineOf(fabric: Fabric, { known, memories, lives }: Reach): WebAssembly.ExportValue {
  return linePutter({
    fabric: fabric.shared,
    layout: LAYOUT,
    errors: { efault: -EFAULT, einval: -EINVAL, epipe: -EPIPE },
    noBell: NO_BELL,
    places: PLACES,
    target: (isle) => (known(isle) ? { memory: memories[isle]!, life: lives[isle]! } : undefined),
  });
}

/**
 * One-sided access from memory `own`, which is isle `self`'s, or of the Linux side itself (-1, whose regions no one can bind).
 * Each function is made once a thread and closes over constants: fields of an object in their place cost small puts 4 ns.
 */
export function oneSided(fabric: Fabric, self: number, own: ArrayBufferLike, memoryOf: MemoryOf): Access {
  const reach = reachOf(fabric, own, memoryOf);
  const { find, astray, known } = reach;
  const ring = ringer(reach);
  const absent = (region: number): boolean => self < 0 || region < 0 || region >= REGIONS;
  let line: WebAssembly.ExportValue | undefined;
  return {
    get put_line() {
      return (line ??= lineOf(fabric, reach));
    },
    isle_state: (isle) => fabric.state(isle),
    open(region, start, length) {
      const from = start >>> 0;
      const bytes = length >>> 0;
      if (absent(region) || from & 3 || astray(from, bytes)) return -EINVAL;
      return fabric.open(self, region, from, bytes);
    },
    close: (region) => (absent(region) ? -EINVAL : fabric.close(self, region)),
    bind(isle, region) {
      const capability = fabric.bind(isle, region);
      return capability < 0 || known(isle) ? capability : -EAGAIN;
    },
    put: putter(reach, ring),
    get: getter(reach),
    ...readModifyWrite(reach),
    ring(capability, bell) {
      const isle = find(capability);
      return isle < 0 ? isle : ring(isle, bell >>> 0);
    },
  };
}
