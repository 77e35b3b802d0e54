import { describe, expect, it } from 'vitest';
import { Section, bodies, sections } from '../../loader/cc/binary.js';
import { foldConstants } from '../../loader/cc/fold.js';
import { instructions } from '../../loader/cc/instructions.js';
import { assembleWat } from '../../loader/build/wat.js';

/** A function of one i32 and what it gives, before and after; `addresses` are what it is called with. */
async function both(body: string, addresses: number[]) {
  const text = `(module (memory (export "memory") 1) (data (i32.const 0) "${'\\01\\02\\03\\04\\05\\06\\07\\08'.repeat(32)}")
    (func (export "f") (param $p i32) (result i32) ${body}))`;
  const before = await assembleWat('test.wat', Buffer.from(text));
  const code = sections(before).find(({ id }) => id === Section.CODE)!;
  const after = foldConstants(before, code);
  const results = [before, after].map((bytes) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>));
    const f = exports['f'] as (p: number) => number;
    return addresses.map((address) => f(address));
  });
  const [function_] = bodies(after, code);
  const ops = [...instructions(after, function_!.start, function_!.end)].map(({ op }) => op);
  return { before, after, results, adds: ops.filter((op) => op === 0x6a).length, ops };
}

const sum = (constant: string) => `(i32.add (local.get $p) (i32.const ${constant}))`;

describe('constants of addresses become offsets', () => {
  it.each([
    ['a load', `(i32.load ${sum('8')})`, 0],
    ['a load with an offset', `(i32.load offset=4 ${sum('8')})`, 0],
    ['an offset that needs another byte', `(i32.load offset=120 ${sum('9')})`, 0],
    ['a constant of two bytes', `(i32.load ${sum('129')})`, 0],
    ['a store', `(i32.store ${sum('4')} (i32.const 77)) (i32.load offset=4 (local.get $p))`, 0],
    [
      'a store of a value that was loaded so, with longer offsets',
      `(i32.store offset=120 ${sum('12')} (i32.mul (i32.load offset=127 ${sum('1')}) (i32.const 3))) (i32.load offset=132 (local.get $p))`,
      0,
    ],
    ['a vector', `(i32x4.extract_lane 1 (v128.load ${sum('16')}))`, 0],
    [
      'a store behind vectors',
      `(v128.store ${sum('32')} (f64x2.mul (v128.load ${sum('16')}) (v128.load (local.get $p)))) (i32.load offset=36 (local.get $p))`,
      0,
    ],
    ['no negative constant', `(i32.load ${sum('-4')})`, 1],
    ['no constant beyond the limit', `(i32.load ${sum('5000')})`, 1],
    ['no sum that a local keeps', `(local.set $p ${sum('4')}) (i32.load (local.get $p))`, 1],
    [
      'no address that is chosen',
      `(i32.load (if (result i32) (local.get $p) (then ${sum('4')}) (else ${sum('8')})))`,
      2,
    ],
    ['no sum that is stored', `(i32.store (local.get $p) ${sum('4')}) (i32.load (local.get $p))`, 1],
  ])('%s', async (_, body, adds) => {
    const { before, after, results, adds: left } = await both(body, [4, 8, 60]);
    expect(results[1]).toEqual(results[0]);
    expect(left).toBe(adds);
    expect(after.length).toBe(before.length);
  });

  it('leaves a function from an instruction on that it does not know', async () => {
    const { before } = await both(`(i32.load ${sum('8')})`, [4]);
    const code = sections(before).find(({ id }) => id === Section.CODE)!;
    const [function_] = bodies(before, code);
    const strange = Uint8Array.from(before);
    strange[function_!.start + 1] = 0xff;
    expect([...foldConstants(strange, code)]).toEqual([...strange]);
  });
});

describe('conversions of numbers that are not negative', () => {
  const converted = (value: string) => `(i32.trunc_f64_s (f64.convert_i64_u ${value}))`;
  const wide = '(i64.extend_i32_s (local.get $p))';
  it.each([
    ['are signed ones behind a shift', `(i64.shr_u ${wide} (i64.const 40))`, true],
    ['and of what had 32 bits', '(i64.extend_i32_u (local.get $p))', true],
    ['not behind a shift by a multiple of 64', `(i64.shr_u (i64.and ${wide} (i64.const 255)) (i64.const 64))`, false],
    ['not of others', `(i64.and ${wide} (i64.const 255))`, false],
  ])('%s', async (_, value, signed) => {
    const { results, ops } = await both(converted(value), [0, 1, 12345, 0x7fffffff].concat(signed ? [] : [-1]));
    expect(results[1]).toEqual(results[0]);
    expect(ops.includes(0xb9)).toBe(signed);
  });
});
