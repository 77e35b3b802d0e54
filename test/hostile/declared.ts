// Modules that declare as much as they may, and more: for each limit of loader/wasm/limits.ts one that goes up to it, or beyond it by one.
import { limits, type LimitName } from '../../loader/wasm/limits.js';
import { body, EXPORT_ITEMS, I32, leb, name, section, times, V128, vector, wasiProgram } from '../support/module.js';

const FUNC = [0x60, 0, 0];
const NOTHING = body([0], []);
const most = (limit: LimitName): number => limits[limit].most;

/** A program with one more function, of this body. */
const withBody = (...code: Parameters<typeof body>): Buffer =>
  wasiProgram({ 3: section(3, [2, 0, 0]), 10: section(10, [2], NOTHING, body(...code)) });

/** Many functions of one body. */
const withBodies = (count: number, one: Buffer): Buffer =>
  wasiProgram({
    3: section(3, vector(count, [0])),
    10: section(10, leb(count), Buffer.concat(Array<Buffer>(count).fill(one))),
  });

/**
 * A program with a function that has these bytes `count` times, behind an end of the way, where whatever they take is there. Function 1
 * and type 1 have a thousand parameters and results, tag 0 as many values as it may. `full` functions more pass as much as one may.
 */
export const passing = (count: number, code: readonly number[], full = 0): Buffer =>
  wasiProgram({
    1: section(
      1,
      [3],
      FUNC,
      [0x60, ...vector(1000, [I32]), ...vector(1000, [I32])],
      [0x60, ...vector(most('tagValues'), [V128]), 0],
    ),
    3: section(3, leb(3 + full), [0, 1, 0], times(full, [0])),
    4: section(4, [1, 0x70, 0, 1]),
    10: section(
      10,
      leb(3 + full),
      NOTHING,
      body([0], [0]),
      body([0], [0, ...times(count, code), 0]),
      times(full, [...body([0], [0, ...times(most('nodes') / 2000, [0x10, 1]), 0])]),
    ),
    13: section(13, [1, 0, 2]),
  });

/** By limit: a module with so much of it. */
export const declared: Record<LimitName, (value: number) => Buffer> = {
  bytes: (n) => {
    const small = wasiProgram();
    return wasiProgram({ 0: section(0, name('x'), Buffer.alloc(n - small.length - 7)) });
  },
  sections: (n) => wasiProgram({ 0: times(n - 5, [0, 2, 1, 0x78]) }),
  nameBytes: (n) => wasiProgram({ 7: section(7, [3, ...EXPORT_ITEMS], name('x'.repeat(n)), [0, 0]) }),
  allNames: (n) => {
    // EXPORT_ITEMS have names of 12 bytes.
    const whole = Math.floor((n - 12) / 8000);
    const last = n - 12 - 8000 * whole;
    return wasiProgram({
      7: section(
        7,
        leb(3 + whole),
        EXPORT_ITEMS,
        times(whole, (i) => [...name(`${i}`.padEnd(8000, 'x')), 0, 0]),
        name('y'.repeat(last)),
        [0, 0],
      ),
    });
  },
  types: (n) =>
    wasiProgram({
      1: section(
        1,
        leb(n),
        FUNC,
        times(n - 1, (i) => [0x60, 1, 0x7c + (i & 3), 1, 0x7c + ((i >> 2) & 3)]),
      ),
    }),
  arity: (n) => wasiProgram({ 1: section(1, [2], FUNC, [0x60, ...leb(n)], times(n, [I32]), [0]) }),
  imports: (n) =>
    wasiProgram({
      1: section(1, [2], FUNC, [0x60, 0, 1, I32]),
      2: section(2, vector(n, [...name('wasi_snapshot_preview1'), ...name('sched_yield'), 0, 1])),
      7: section(7, [2, ...name('memory'), 2, 0, ...name('_start'), 0, ...leb(n)]),
    }),
  functions: (n) => withBodies(n, NOTHING),
  tables: (n) => wasiProgram({ 4: section(4, vector(n, [0x70, 1, 1, 1])) }),
  tableElements: (n) => wasiProgram({ 4: section(4, [1, 0x6f, 1, ...leb(n), ...leb(n)]) }),
  memories: (n) => wasiProgram({ 5: section(5, vector(n, [0, 1])) }),
  globals: (n) => wasiProgram({ 6: section(6, vector(n, [0x6f, 1, 0xd0, 0x6f, 0x0b])) }),
  constant: (n) =>
    wasiProgram({
      6: section(6, [1, I32, 0], times((n - 2) / 2, [0x41, 0]), times((n - 2) / 2, [0x6a]), [0x41, 0, 0x0b]),
    }),
  exports: (n) =>
    wasiProgram({
      7: section(
        7,
        leb(n),
        EXPORT_ITEMS,
        times(n - 2, (i) => [...name(`f${i}`), 0, 0]),
      ),
    }),
  exportedTypes: (n) =>
    wasiProgram({
      1: section(
        1,
        leb(n),
        FUNC,
        times(n - 1, (i) => [0x60, 5, ...Array.from({ length: 5 }, (_, k) => 0x7c + ((i >> (2 * k)) & 3)), 0]),
      ),
      3: section(
        3,
        vector(n, (i) => leb(i)),
      ),
      7: section(
        7,
        leb(n + 1),
        EXPORT_ITEMS,
        times(n - 1, (i) => [...name(`f${i}`), 0, ...leb(i + 1)]),
      ),
      10: section(10, vector(n, [2, 0, 0x0b])),
    }),
  segments: (n) => wasiProgram({ 9: section(9, vector(n, [1, 0, 0])) }),
  segmentElements: (n) => wasiProgram({ 9: section(9, [1, 1, 0], vector(n, [0])) }),
  data: (n) => wasiProgram({ 11: section(11, vector(n, [1, 0])) }),
  tags: (n) => wasiProgram({ 13: section(13, vector(n, [0, 0])) }),
  tagValues: (n) =>
    wasiProgram({ 1: section(1, [2], FUNC, [0x60, ...leb(n)], times(n, [I32]), [0]), 13: section(13, [1, 0, 1]) }),
  codeBytes: (n) => {
    const large = body([0], times(most('functionBytes') - 2, [1]));
    const count = Math.floor((n - 5) / large.length);
    const rest = n - large.length * count - leb(count + 1).length;
    const size = rest - leb(rest).length;
    return wasiProgram({
      3: section(3, vector(count + 1, [0])),
      10: section(10, leb(count + 1), Buffer.concat(Array<Buffer>(count).fill(large)), body([0], times(size - 2, [1]))),
    });
  },
  functionBytes: (n) => withBody([0], times(n - 2, [1])),
  locals: (n) => withBody([1, ...leb(n), V128], []),
  allLocals: (n) => {
    const each = most('locals');
    const count = Math.ceil(n / each);
    const one = body([1, ...leb(each), V128], []);
    return withBodies(count, one);
  },
  joins: (n) => {
    // Each block has its locals, and the one that is taken as the condition.
    const blocks = Math.ceil(n / 1000);
    return withBody([1, ...leb(1000), I32], [...times(blocks, [0x41, 0, 0x04, 0x40]), ...times(blocks, [0x0b])]);
  },
  nodes: (n) => passing(Math.ceil(n / 2000), [0x10, 1]),
  allNodes: (n) => {
    const full = Math.floor(n / most('nodes'));
    return passing(Math.ceil((n % most('nodes')) / 2000), [0x10, 1], full);
  },
};
