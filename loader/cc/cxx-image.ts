/** What C++ needs of a linked image: the order of its destructors, and functions that setjmp and destructors do not share. */
import { bodies, type Part, readLeb } from './binary';
import { instructions, Op, Unknown } from './instructions';

/** A function of the code section, as the linker's map has it. */
export interface Linked {
  file: string;
  /** As source code has it. */
  name: string;
}

const CONSTRUCTORS = '__wasm_call_ctors';
/** What LLVM makes of __attribute__((destructor)): a constructor that registers them as atexit does. */
const REGISTERS = /^\.?L?register_call_dtors/;
const SETJMP = '__wasm_setjmp';
const CATCH_ALL = 0x19;

/**
 * Functions with __attribute__((destructor)) run behind the destructors of global objects: they are registered before those are constructed.
 * Changes the image in place.
 */
export function destructorsLast(image: Uint8Array, code: Part, functions: readonly Linked[], imported: number): void {
  const at = functions.findIndex(({ name }) => name === CONSTRUCTORS);
  if (at < 0 || !functions.some(({ name }) => REGISTERS.test(name))) return;
  const { start, end } = bodies(image, code)[at]!;
  const calls: { bytes: Uint8Array; first: boolean }[] = [];
  // No locals, calls, and the end.
  let from = start + 1;
  while (image[from] === Op.CALL) {
    const { value, next } = readLeb(image, from + 1);
    calls.push({ bytes: image.slice(from, next), first: REGISTERS.test(functions[value - imported]?.name ?? '') });
    from = next;
  }
  if (image[start] !== 0 || image[from] !== Op.END || from + 1 !== end) return;
  const sorted = [...calls.filter(({ first }) => first), ...calls.filter(({ first }) => !first)];
  image.set(Buffer.concat(sorted.map(({ bytes }) => bytes)), start + 1);
}

/**
 * Names of functions that call setjmp and have destructors to run: a longjmp to one passes its own cleanups, so that an object is destroyed
 * that will be destroyed again.
 */
export function setjmpBesideDestructors(
  image: Uint8Array,
  code: Part,
  functions: readonly Linked[],
  imported: number,
): string[] {
  const setjmp = functions.findIndex(({ name }) => name === SETJMP);
  if (setjmp < 0) return [];
  return bodies(image, code).flatMap(({ start, end }, at) =>
    hasBoth(image, start, end, setjmp + imported) ? [functions[at]!.name] : [],
  );
}

function hasBoth(image: Uint8Array, start: number, end: number, setjmp: number): boolean {
  let calls = false;
  let cleans = false;
  try {
    for (const { op, start: at } of instructions(image, start, end)) {
      calls ||= op === Op.CALL && readLeb(image, at + 1).value === setjmp;
      cleans ||= op === CATCH_ALL;
      if (calls && cleans) return true;
    }
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
  }
  return false;
}
