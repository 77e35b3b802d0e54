/**
 * Calls of exported functions from a frame in memory. WebAssembly has no call of a function whose type is only known at run time, so
 * a small module is made for each image: for every function it has one that takes the address of a frame (layout.h: CALL_SLOT_FRAME),
 * loads the arguments from it, calls, and stores the result.
 */
import type { Signature, ValueType } from '../wasm/signatures.js';

/** Imports of the module: the memory, and the functions by their names. */
export const MEMORY = ['env', 'memory'] as const;
export const FUNCTIONS = 'image';

const TYPE: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };
/** Loads and stores with the alignment that their size has, as exponent. */
const LOAD: Record<ValueType, [number, number]> = { i32: [0x28, 2], i64: [0x29, 3], f32: [0x2a, 2], f64: [0x2b, 3] };
const STORE: Record<ValueType, [number, number]> = { i32: [0x36, 2], i64: [0x37, 3], f32: [0x38, 2], f64: [0x39, 3] };
const FUNCTION_TYPE = 0x60;
const LOCAL_0 = [0x20, 0];
const CALL = 0x10;
const END = 0x0b;
const SHARED_WITH_MAXIMUM = 3;
const PAGES_MAX = 65536;
/** The type of a thunk: (i32) -> (). */
const THUNK = [FUNCTION_TYPE, 1, TYPE.i32, 0];

/** Magic number and version. */
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
const text = (name: string): number[] => [...leb(Buffer.byteLength(name)), ...Buffer.from(name)];
const vector = (items: number[][]): number[] => [...leb(items.length), ...items.flat()];
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];

/** The module's bytes: thunk i, exported as the decimal number i, calls the i-th function. */
export function thunks(functions: readonly { name: string; signature: Signature }[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ signature: { parameters, result } }) => [
    FUNCTION_TYPE,
    ...vector(parameters.map((type) => [TYPE[type]])),
    ...vector(result ? [[TYPE[result]]] : []),
  ]);
  const imports = functions.map(({ name }, index) => [...text(FUNCTIONS), ...text(name), 0, ...leb(index + 1)]);
  const memory = [...MEMORY.flatMap(text), 2, SHARED_WITH_MAXIMUM, 0, ...leb(PAGES_MAX)];
  const bodies = functions.map(({ signature: { parameters, result } }, index) => {
    const loads = parameters.flatMap((type, at) => [...LOCAL_0, ...LOAD[type], ...leb(8 + 8 * at)]);
    const call = [...loads, CALL, ...leb(index)];
    const code = [0, ...(result ? [...LOCAL_0, ...call, ...STORE[result], 0] : call), END];
    return [...leb(code.length), ...code];
  });
  return Uint8Array.from([
    ...HEADER,
    ...section(1, vector([THUNK, ...types])),
    ...section(2, vector([memory, ...imports])),
    ...section(3, vector(functions.map(() => [0]))),
    ...section(7, vector(functions.map((_, index) => [...text(`${index}`), 0, ...leb(functions.length + index)]))),
    ...section(10, vector(bodies)),
  ]);
}
