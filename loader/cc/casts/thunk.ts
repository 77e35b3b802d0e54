/** Functions of one type that call one of another, as C's calling conventions elsewhere let such calls pass. */
import { leb } from '../binary';
import { Op } from '../instructions';
import type { Shape } from './linked';

const I32 = 0x7f;
const I64 = 0x7e;

/** What a parameter that the caller did not give is, and a result that the function does not have. */
const ZERO: Readonly<Record<number, readonly number[]>> = {
  [I32]: [Op.I32_CONST, 0],
  [I64]: [Op.I64_CONST, 0],
  0x7d: [Op.F32_CONST, 0, 0, 0, 0],
  0x7c: [Op.F64_CONST, 0, 0, 0, 0, 0, 0, 0, 0],
  0x7b: [0xfd, 12, ...Array.from({ length: 16 }, () => 0)],
};

const I64_EXTEND_I32_S = 0xac;
const I32_WRAP_I64 = 0xa7;

/** Integers of both widths, where the types of both sides are known for certain: an undeclared function is given an int for a long long. */
function conversion(from: number, to: number, integers: boolean): readonly number[] | undefined {
  if (from === to) return [];
  if (!integers) return undefined;
  if (from === I32 && to === I64) return [I64_EXTEND_I32_S];
  return from === I64 && to === I32 ? [I32_WRAP_I64] : undefined;
}

/**
 * The body of a function of type `caller` that calls `target`, whose type is `callee`: arguments beyond its parameters are dropped, missing ones
 * are zero, and so is a missing result. Undefined where common parameters or the results differ in type.
 */
export function thunk(caller: Shape, callee: Shape, target: number, integers: boolean): number[] | undefined {
  // No locals.
  const code = [0];
  for (const [index, wanted] of callee.parameters.entries()) {
    const given = caller.parameters[index];
    const convert = given === undefined ? undefined : conversion(given, wanted, integers);
    if (given !== undefined && convert) code.push(Op.LOCAL_GET, ...leb(index), ...convert);
    else if (given === undefined && ZERO[wanted]) code.push(...ZERO[wanted]);
    else return undefined;
  }
  code.push(Op.CALL, ...leb(target));
  const [wanted] = caller.results;
  const [given] = callee.results;
  if (caller.results.length > 1 || callee.results.length > 1) return undefined;
  if (wanted !== undefined && given !== undefined) {
    const convert = conversion(given, wanted, integers);
    if (!convert) return undefined;
    code.push(...convert);
  } else if (wanted !== undefined) {
    if (!ZERO[wanted]) return undefined;
    code.push(...ZERO[wanted]);
  } else if (given !== undefined) code.push(Op.DROP);
  return [...code, Op.END];
}
