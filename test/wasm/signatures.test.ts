import { expect, it } from 'vitest';
import { exportedFunctions } from '../../loader/wasm/signatures.js';
import { CALL_SLOT_ARGUMENTS_MAX } from '../../runtime/generated/layout.js';

const FUNCTION = 0x60;
const I32 = 0x7f;
const V128 = 0x7b;

/** A module with one function, exported as `f`. */
function moduleOf(parameters: number[], results: number[]): Uint8Array {
  const type = [1, FUNCTION, parameters.length, ...parameters, results.length, ...results];
  const preamble = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const functions = [3, 2, 1, 0];
  const exported = [7, 5, 1, 1, 'f'.charCodeAt(0), 0, 0];
  const code = [10, 4, 1, 2, 0, 0x0b];
  return Uint8Array.from([...preamble, 1, type.length, ...type, ...functions, ...exported, ...code]);
}

const signature = (parameters: number[], results: number[] = []): unknown =>
  exportedFunctions(moduleOf(parameters, results)).get('f');

it('lets calls pass as many parameters as a call slot holds, of four types', () => {
  const most = Array<number>(CALL_SLOT_ARGUMENTS_MAX).fill(I32);
  expect(signature(most)).toMatchObject({ result: null });
  expect(signature([...most, I32])).toBeUndefined();
  expect(signature([I32], [I32])).toEqual({ parameters: ['i32'], result: 'i32' });
  expect(signature([V128])).toBeUndefined();
  expect(signature([], [I32, I32])).toBeUndefined();
});
