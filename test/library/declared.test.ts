// Calls that are checked by the C declarations of what is called.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDeclarations } from '../../loader/wasm/declarations.js';
import { root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { type Contain, forms, library, memory } from './library.js';

type Isle = import('../../loader/library/index.js').Isle;
type Machine = import('../../loader/library/index.js').Machine;
type Argument = import('../../loader/library/index.js').CallArgument;

let image: Uint8Array;
let machine: Machine;
let contain: Contain;

beforeAll(async () => {
  image = readFileSync(await compileImage([join(root, 'test/library/declared.c')], ['-s']));
});
afterEach(() => machine?.halt());

async function served(): Promise<Isle> {
  machine = await library.boot(image, { serve: true, memory, contain });
  return machine.isle(0)!;
}

const told = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `resolved: ${String(value)}`,
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );

const ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
] as const;

/** Whole numbers' functions and their ranges. */
const WHOLE: Record<string, [number, number]> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  size: [0, 2 ** 32 - 1],
  whole: [-(2 ** 31), 2 ** 31 - 1],
};
const BIG: Record<string, [bigint, bigint]> = { int64: [-(2n ** 63n), 2n ** 63n - 1n], uint64: [0n, 2n ** 64n - 1n] };
const POINTERS: Record<string, readonly string[]> = {
  p_int8: ['Int8Array'],
  p_uint8: ['Uint8Array', 'Uint8ClampedArray'],
  p_int16: ['Int16Array'],
  p_uint16: ['Uint16Array'],
  p_int32: ['Int32Array'],
  p_uint32: ['Uint32Array'],
  p_int64: ['BigInt64Array'],
  p_uint64: ['BigUint64Array'],
  p_single: ['Float32Array'],
  p_twice: ['Float64Array'],
};

const oneOf = (of: object) => fc.constantFrom(...Object.keys(of));
const other = fc.constantFrom<unknown>('1', '', undefined, {}, [], [1], Symbol.iterator, () => 1, new Date(0));

/** Values that are no whole number from `least` to `most`. */
const notWhole = ([least, most]: [number, number]) =>
  fc.oneof(
    other,
    fc.constantFrom<unknown>(null, true, NaN, Infinity, -Infinity, 1n, new Uint8Array(1)),
    fc.integer({ min: 1, max: 1e9 }).map((n) => most + n),
    fc.integer({ min: 1, max: 1e9 }).map((n) => least - n),
    fc.double({ noNaN: true }).filter((x) => !Number.isInteger(x)),
  );
const notBig = ([least, most]: [bigint, bigint]) =>
  fc.oneof(
    other,
    fc.constantFrom<unknown>(null, false, 0, 1.5),
    fc.bigInt({ min: 1n, max: 2n ** 70n }).map((n) => most + n),
    fc.bigInt({ min: 1n, max: 2n ** 70n }).map((n) => least - n),
  );

describe.each(forms)('calls by declarations $form', (each) => {
  beforeAll(() => void ({ contain } = each));

  it('refuse a thousand wrong calls before anything runs', async () => {
    const isle = await served();
    const arrays = await Promise.all(ARRAYS.map((type) => isle.alloc(type as typeof Uint8Array, 8)));
    const array = fc.constantFrom(...arrays);
    const wrong = fc.oneof(
      oneOf(WHOLE).chain((name) => notWhole(WHOLE[name]!).map((value) => [name, value])),
      oneOf(BIG).chain((name) => notBig(BIG[name]!).map((value) => [name, value])),
      fc.constantFrom('single', 'twice').chain((name) => fc.oneof(other, fc.constant(1n), array).map((v) => [name, v])),
      fc.oneof(other, fc.constantFrom<unknown>(2, -1, 0.5, null, 1n), array).map((value) => ['truth', value]),
      fc.oneof(other, fc.constantFrom<unknown>(2 ** 32, 0.5, null, true), array).map((value) => ['color', value]),
      // Arrays of other elements, numbers that are no address, what is no array at all; and a right array for a wrong count.
      oneOf(POINTERS).chain((name) =>
        fc
          .oneof(
            array.filter((a) => !POINTERS[name]!.includes(a.constructor.name)),
            other,
            fc.integer({ min: -(2 ** 31), max: 8_000_000 }).filter((n) => n !== 0),
            fc.constantFrom<unknown>(0.5, NaN, 2 ** 32, true, 1n, new DataView(new ArrayBuffer(8)), memory),
          )
          .map((value) => [name, value, 1]),
      ),
      oneOf(POINTERS).chain((name) =>
        notWhole(WHOLE['int32']!).map((n) => [
          name,
          arrays.find((a) => POINTERS[name]!.includes(a.constructor.name)),
          n,
        ]),
      ),
      fc
        .oneof(
          fc.constant('text'),
          array.filter((a) => a.BYTES_PER_ELEMENT > 1),
        )
        .map((value) => ['shout', value]),
      array.filter((a) => a.BYTES_PER_ELEMENT > 1).map((value) => ['length', value]),
      fc
        .oneof(
          other,
          fc.constantFrom<unknown>({ x: 1 }, { x: 1, y: 2, z: 3 }, { x: '1', y: 2 }),
          array.filter((a) => a.BYTES_PER_ELEMENT === 4),
        )
        .filter((v) => !Array.isArray(v) || v.length > 0)
        .map((value) => ['norm', value]),
      fc
        .oneof(
          fc.constant(() => 1),
          array,
        )
        .map((value) => ['apply', value]),
      // Too many arguments, too few.
      fc.tuple(oneOf(WHOLE), fc.constantFrom([], [1, 1], [1, 1, 1])).map(([name, args]) => [name, ...args]),
      fc.constant(['by_value', { x: 1, y: 2 }]),
      fc.constant(['variadic', 'x']),
    );
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(wrong, async ([name, ...args]) => {
        tried++;
        const answer = await told(isle.call(name as string, ...(args as Argument[])));
        expect(answer).toMatch(/^HERMIT_E(ARGUMENT|FUNCTION) /);
      }),
      { numRuns: 1000 },
    );
    expect([tried >= 1000, await isle.call('calls_so_far')]).toEqual([true, 0]);
  });

  it('pass what C declares, and answer in the ranges of its types', async () => {
    const isle = await served();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          oneOf(WHOLE).chain((name) =>
            fc
              .integer({ min: WHOLE[name]![0], max: WHOLE[name]![1] })
              .map((value): [string, Argument] => [name, value]),
          ),
          oneOf(BIG).chain((name) =>
            fc.bigInt({ min: BIG[name]![0], max: BIG[name]![1] }).map((value): [string, Argument] => [name, value]),
          ),
          fc.double({ noNaN: true }).map((value): [string, Argument] => ['twice', value]),
          fc.float({ noNaN: true }).map((value): [string, Argument] => ['single', value]),
          fc.boolean().map((value): [string, Argument] => ['truth', value]),
        ),
        async ([name, value]) => {
          expect(await isle.call(name, value)).toBe(value);
        },
      ),
      { numRuns: 300 },
    );
    for (const [name, [type]] of Object.entries(POINTERS)) {
      const array = await isle.alloc(ARRAYS.find((one) => one.name === type)! as typeof Uint8Array, 4);
      (array as unknown as (number | bigint)[])[3] = type!.startsWith('Big') ? 5n : 5;
      expect([name, await isle.call(name, array, 4), await isle.call(name, null, 0)]).toEqual([name, 5, 0]);
      expect([await isle.call('p_any', array), await isle.call('p_any', null)]).toEqual([1, 0]);
    }
    expect(await isle.call('apply', (await isle.call('give')) as number)).toBe(42);
    const text = await isle.alloc(Uint8Array, 8);
    text.set(Buffer.from('abc'));
    expect([await isle.call('length', text), await isle.call('length', 'äb')]).toEqual([3, 3]);
    expect([await isle.call('shout', text), await isle.call('length', text)]).toEqual([0, 3]);
  });

  it('check all else where a structure is too large, has too many fields, or is one of too many', async () => {
    const isle = await served();
    for (const name of ['large', 'wide', 'holder', 'many']) {
      const bytes = await isle.alloc(Uint8Array, 8);
      bytes[0] = 7;
      expect([name, await isle.call(name, bytes, 200)]).toEqual([name, 207]);
      expect(await told(isle.call(name, bytes, 256))).toMatch(
        /^HERMIT_EARGUMENT .*from 0 to 255 \(C: unsigned char n\)/,
      );
      expect(await told(isle.call(name, new Float64Array(8), 1))).toMatch(/^HERMIT_EARGUMENT .*Uint8Array or DataView/);
      expect(await told(isle.call(name, {}, 1))).toMatch(/^HERMIT_EARGUMENT .*Uint8Array or DataView/);
      await isle.free(bytes);
    }
  });

  it('copy arrays of other memory, and objects for structures, there and back', async () => {
    const isle = await served();
    const copy = (name: string, ...args: Argument[]): Promise<unknown> => isle.callWith({ copy: true }, name, ...args);
    const ones = new Float64Array([1, 2, 3]);
    expect(await copy('dot', ones, ones, 1, new Float32Array([0.5]), new Float32Array([0, 0, 0, 4]))).toBe(18.5);
    for (const [at, wrong] of [
      [1, new Float64Array(2)],
      [2, new Float64Array(2)],
      [4, new Float32Array(0)],
      [5, new Float32Array(3)],
    ] as const) {
      const args: Argument[] = [ones, ones, 1, new Float32Array(1), new Float32Array(4)];
      args[at - 1] = wrong;
      expect(await told(copy('dot', ...args))).toContain(
        `dot, argument ${at}: expected a ${wrong.constructor.name} of at least`,
      );
    }
    expect(await copy('four', new Int16Array(4).fill(1), new Int16Array(4).fill(2))).toBe(3);
    expect([
      await copy('same', ...[new Int32Array(1)].flatMap((x) => [x, x])),
      await copy('norm', { x: 1, y: 2 }),
    ]).toEqual([1, 21]);
    expect(await copy('norm', new Float64Array([3, 4]))).toBe(43);
    const points = [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
    ];
    await copy('shift', points, 2, 0.5);
    expect(points).toEqual([
      { x: 1.5, y: 1 },
      { x: 2.5, y: 2 },
    ]);
    const record = { id: 4, name: 'abcd', at: { x: 1, y: 2 }, big: 5n, flags: [1, 2, 3], ok: true, pointer: null };
    expect(await isle.call('change', record)).toBe(4804);
    const changed = { id: 5, name: 'ab', at: { x: 1, y: 7 }, big: 10n, flags: [1, 9, 3], ok: false, pointer: null };
    expect(record).toEqual(changed);
    expect(await told(isle.call('change', { ...record, flags: [1, 2, 300] }))).toContain(
      'argument 1.flags[2]: expected',
    );
    expect(await told(isle.call('shift', points, 2, 0.5))).toBe('resolved: undefined');
    expect(await told(isle.call('norm', new Float64Array(2)))).toMatch(/^HERMIT_EARRAY .*copy: true/);
  });
});

describe('declarations of an image', () => {
  /** The image with another section in the place of its own. */
  function saying(text: string): Uint8Array {
    const name = 'hermit.declarations';
    const bytes = Buffer.from(image);
    // The name is made another one: sections that nobody knows are skipped.
    bytes.set(Buffer.from('x'), bytes.indexOf(name));
    const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(text)]);
    const size = Buffer.from([
      (body.length & 127) | 128,
      ((body.length >> 7) & 127) | 128,
      ((body.length >> 14) & 127) | 128,
      body.length >> 21,
    ]);
    return Buffer.concat([bytes, Buffer.from([0]), size, body]);
  }
  const declared = (one: object): string => JSON.stringify({ functions: { twice: one }, structs: {} });
  const twice = { c: 'x', result: 'f64', parameters: [{ name: 'v', type: 'f64' }] };

  it('are there in a stripped image', () => {
    expect(JSON.parse(readDeclarations(image).get('dot')!)).toMatchObject({
      parameters: [{ count: 3 }, { count: 3 }, {}, { count: 'n' }, { count: 4 }],
    });
  });

  it('that are none, or of another function, are as if they were not there', async () => {
    const texts = [
      'no JSON',
      '{}',
      'null',
      '{"functions":{"twice":null},"structs":{}}',
      declared({ ...twice, result: 'i32' }),
      declared({ ...twice, parameters: [] }),
      declared({ ...twice, parameters: [{ name: 'v', type: { to: 'f64' } }] }),
      declared({ ...twice, parameters: [{ name: 'v', type: 'toString' }] }),
      declared({ ...twice, c: 'x'.repeat(20_000) }),
      `{"functions":{"twice":${'['.repeat(1000)}`,
      JSON.stringify({
        functions: { twice: { ...twice, parameters: [{ name: 'v', type: { to: { struct: 's' } } }] } },
        structs: { s: { size: 8, align: 8, fields: [{ name: 's', type: { struct: 's' }, at: 0 }] } },
      }),
      JSON.stringify({ functions: { __proto__: twice, constructor: twice }, structs: null }),
    ];
    for (const text of texts) {
      const own = await library.boot(saying(text), { serve: true, memory });
      try {
        expect([text.slice(0, 60), await own.isle(0)!.call('twice', 0.5)]).toEqual([text.slice(0, 60), 0.5]);
      } finally {
        await own.halt();
      }
    }
    expect(readDeclarations(saying(declared(twice))).size).toBe(1);
    // Structures that would be the host's work or memory, or names that mean something to it.
    const field = (name: string, at = 0, type: unknown = 'f64'): object => ({ name, type, at });
    const pointing = (size: number, ...fields: object[]): string =>
      JSON.stringify({
        functions: { twice: { ...twice, parameters: [{ name: 'v', type: { to: { struct: 's' } } }] } },
        structs: { s: { size, align: 8, fields } },
      });
    expect(readDeclarations(saying(pointing(16, field('x'), field('y', 8)))).size).toBe(1);
    for (const text of [
      pointing(16, field('x'), field('x', 8)),
      pointing(16, field('x'), field('y', 0)),
      pointing(16, field('x', 8), field('y', 0)),
      pointing(2 ** 33, field('x')),
      pointing(8, field('__proto__')),
      pointing(8, field('\x1b[2J')),
      declared({ ...twice, parameters: [{ name: '\u202e', type: 'f64' }] }),
      declared({ ...twice, parameters: [{ name: 'v', type: { to: 'f64' }, count: '\x07' }] }),
    ])
      expect([text, readDeclarations(saying(text)).size]).toEqual([text, 0]);
    // Too large for objects: bytes, and all else is checked.
    const tooLarge = JSON.parse(readDeclarations(saying(pointing(2 ** 30, field('x')))).get('twice')!) as object;
    expect(tooLarge).toMatchObject({ parameters: [{ type: { to: { struct: 's' } } }] });
    // As long as a section may be at most, and longer.
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, twice]));
    expect(readDeclarations(saying(JSON.stringify({ functions: many, structs: {} }))).size).toBe(0);
  });
});
