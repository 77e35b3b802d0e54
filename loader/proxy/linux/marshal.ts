/**
 * Arguments of a call, read as kernel/syscalls.tbl describes them. Everything is checked before the handler sees it:
 * a pointer with its length lies in the memory, a string ends, a descriptor is open.
 */
import { calls, type CallSpec } from '../../../runtime/generated/syscalls.js';
import { IOV_MAX, PATH_MAX, RW_MAX } from '../abi/numbers.js';
import { E } from '../abi/errno.js';
import { offset, wideOffset } from '../abi/offsets.js';
import type { CheckedMemory } from '../abi/checked-memory.js';
import type { LinuxCall } from './call.js';

const WORD = 0;
const UNSIGNED = 1;
const OFFSET = 2;
const FILE = 3;
const PATH = 4;
const BUFFER = 5;
const VECTOR = 6;

const kinds: Readonly<Record<string, number>> = {
  int: WORD,
  dirfd: WORD,
  uint: UNSIGNED,
  hex: UNSIGNED,
  mode: UNSIGNED,
  oflags: UNSIGNED,
  ptr: UNSIGNED,
  off: OFFSET,
  fd: FILE,
  path: PATH,
  str: PATH,
  in: BUFFER,
  out: BUFFER,
  inout: BUFFER,
  iovin: VECTOR,
  iovout: VECTOR,
};

/** One argument: which words of the slot to look at. */
interface Step {
  kind: number;
  /** Its (first) word. */
  word: number;
  optional: boolean;
  /** Bytes of a buffer: `factor` times the value of word `countWord`, or `factor` alone when that is -1. */
  factor: number;
  countWord: number;
}

export type Plan = readonly Step[];

export function planOf(call: CallSpec): Plan {
  const words = new Map<string, number>();
  let next = 0;
  for (const arg of call.args) {
    words.set(arg.name, next);
    next += arg.kind === 'off' ? 2 : 1;
  }
  return call.args.map((arg) => {
    const kind = kinds[arg.kind];
    if (kind === undefined) throw new Error(`syscalls.tbl: call ${call.name} has an argument of kind "${arg.kind}"`);
    const named = typeof arg.size === 'string' ? arg.size : arg.times;
    return {
      kind,
      word: words.get(arg.name) as number,
      optional: arg.optional,
      factor: typeof arg.size === 'number' ? arg.size : 1,
      countWord: named === undefined ? -1 : (words.get(named) as number),
    };
  });
}

/** By call number, made when the first is asked for. */
const plans: (Plan | undefined)[] = [];

export function planFor(nr: number): Plan | undefined {
  const known = plans[nr];
  if (known) return known;
  const call = calls.find((one) => one.nr === nr);
  return call && (plans[nr] = planOf(call));
}

/**
 * Fills `values`, and `vectors` where there are any, from the six words at index `at` of `words` (the caller's copy of the slot). Answers 0 or minus an error
 * number; strings may throw.
 */
export function decode(call: LinuxCall, plan: Plan, words: Int32Array, values: unknown[], vectors: number[]): number {
  const { memory, handles } = call.guest;
  for (let i = 0; i < plan.length; i++) {
    const step = plan[i] as Step;
    const value = words[step.word] as number;
    switch (step.kind) {
      case WORD:
        values[i] = value;
        break;
      case UNSIGNED:
        values[i] = value >>> 0;
        break;
      case OFFSET:
        values[i] = offset(value, words[step.word + 1] as number);
        if (values[i] === Infinity) call.wide = wideOffset(value, words[step.word + 1] as number);
        break;
      case FILE: {
        const file = handles.get(value);
        if (file === undefined) return -E.EBADF;
        values[i] = file;
        call.handle = value;
        break;
      }
      case PATH:
        values[i] = value === 0 && step.optional ? undefined : memory.string(value >>> 0, PATH_MAX, E.ENAMETOOLONG);
        break;
      case BUFFER: {
        const address = value >>> 0;
        const length = step.countWord < 0 ? step.factor : step.factor * ((words[step.countWord] as number) >>> 0);
        if (!(address === 0 && step.optional) && !memory.holds(address, length)) return -E.EFAULT;
        values[i] = address;
        break;
      }
      default: {
        const failed = decodeVectors(memory, value >>> 0, words[step.countWord] as number, vectors);
        if (failed) return failed;
        values[i] = vectors;
      }
    }
  }
  return 0;
}

/** Copies iovecs into `vectors`, empty ones left out, and checks what they point to. */
function decodeVectors(memory: CheckedMemory, address: number, count: number, vectors: number[]): number {
  vectors.length = 0;
  if (count < 0 || count > IOV_MAX) return -E.EINVAL;
  if (!memory.holds(address, count * 8)) return -E.EFAULT;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const base = memory.word(address + 8 * i);
    const length = memory.word(address + 8 * i + 4);
    if (length > 0x7fffffff) return -E.EINVAL;
    if (!memory.holds(base, length)) return -E.EFAULT;
    // Linux moves at most RW_MAX bytes in one call, whatever the vectors say.
    const part = Math.min(length, RW_MAX - total);
    total += part;
    if (part > 0) vectors.push(base, part);
  }
  return 0;
}
