// One-sided access against a model: whatever is asked, only bytes of open regions change, and only as the model says.
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { join } from 'node:path';
import { root } from '../support/folders.js';
import { HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from '../../runtime/generated/public.js';
import { runs, seed } from '../support/runs.js';

const built = join(root, 'dist/runtime/fabric');
type FabricModule = typeof import('../../runtime/fabric/access.js') & typeof import('../../runtime/fabric/table.js');
const load = async (): Promise<FabricModule> =>
  ({ ...(await import(`${built}/access.js`)), ...(await import(`${built}/table.js`)) }) as FabricModule;
type Access = ReturnType<FabricModule['oneSided']>;

const ISLES = 4;
const SIZE = 65536;
const NO_BELL = 0xffffffff;
const UNORDERED = 0xfffffffe;

interface Region {
  start: number;
  length: number;
}

interface Life {
  access: Access;
  line(capability: number, offset: number, bell: number, value: number): number;
  memory: WebAssembly.Memory;
  /** What the memory should be. */
  expected: Buffer;
  open: Map<number, Region>;
  ended: boolean;
}

/** Calls put_line, whose parameters JavaScript has no values for. */
async function lineCaller(): Promise<WebAssembly.Module> {
  const splat = '(i32x4.splat (local.get 3))';
  const text = `(module
    (import "access" "put_line" (func $put (param i32 i32 i32 v128 v128 v128 v128) (result i32)))
    (func (export "line") (param i32 i32 i32 i32) (result i32)
      (call $put (local.get 0) (local.get 1) (local.get 2) ${splat} ${splat} ${splat} ${splat})))`;
  const { parseWat } = await wabt();
  const module = parseWat('line.wat', text, { simd: true });
  try {
    return new WebAssembly.Module(module.toBinary({}).buffer as Uint8Array<ArrayBuffer>);
  } finally {
    module.destroy();
  }
}

class World {
  readonly isles: Life[] = [];
  /** What bind gave, with the region that it stands for. */
  readonly capabilities: { value: number; isle: number; life: Life; region: Region; number: number }[] = [];
  private readonly fabric: InstanceType<FabricModule['Fabric']>;

  constructor(
    private readonly module: FabricModule,
    private readonly caller: WebAssembly.Module,
  ) {
    this.fabric = new module.Fabric();
    for (let isle = 0; isle < ISLES; isle++) this.boot(isle);
  }

  boot(isle: number): void {
    const { fabric } = this;
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const bytes = Buffer.from(memory.buffer);
    for (let i = 0; i < SIZE; i++) bytes[i] = (i * 7 + isle * 31) & 255;
    fabric.begin(isle);
    const access = this.module.oneSided(fabric, isle, memory.buffer, (other, life) =>
      fabric.life(other) === life ? this.isles[other]?.memory : undefined,
    );
    const { line } = new WebAssembly.Instance(this.caller, {
      access: { put_line: access.put_line as WebAssembly.ExportValue },
    }).exports;
    this.isles[isle] = {
      access,
      line: line as Life['line'],
      memory,
      expected: Buffer.from(bytes),
      open: new Map(),
      ended: false,
    };
    fabric.setState(isle, HERMIT_ISLE_RUNNING);
  }

  end(isle: number): void {
    this.fabric.setState(isle, HERMIT_ISLE_ENDED);
    this.isles[isle]!.ended = true;
    this.isles[isle]!.open.clear();
  }

  /** The region that a capability is for, if it is for one now. */
  target(capability: number): { life: Life; region: Region } | undefined {
    const found = this.capabilities.find(
      (c) => c.value === capability && this.isles[c.isle] === c.life && c.life.open.get(c.number) === c.region,
    );
    return found && { life: found.life, region: found.region };
  }

  /** Every memory is what the model says. */
  check(what: string): void {
    for (const [isle, { memory, expected }] of this.isles.entries()) {
      if (expected.equals(Buffer.from(memory.buffer))) continue;
      const at = expected.findIndex((byte, i) => byte !== Buffer.from(memory.buffer)[i]);
      throw new Error(`${what}: isle ${isle} differs from ${at} on`);
    }
  }
}

const odd = fc.constantFrom(
  0,
  1,
  3,
  4,
  8,
  31,
  32,
  33,
  64,
  255,
  256,
  257,
  SIZE - 64,
  SIZE - 8,
  SIZE - 4,
  SIZE - 1,
  SIZE,
  SIZE + 4,
  0x7fffffff,
  -0x80000000,
  -1,
  -4,
  -8,
  -64,
  -SIZE,
);
const number = fc.oneof(odd, fc.integer(), fc.nat(SIZE), fc.nat(300));
const isle = fc.nat(ISLES - 1);
const region = fc.oneof({ weight: 6, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: number });
/** Which of the known capabilities, or any number. */
const capability = fc.oneof(
  { weight: 8, arbitrary: fc.record({ known: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ any: number }) },
);
const bell = fc.oneof(fc.constant(NO_BELL | 0), fc.constant(UNORDERED | 0), number);

const operation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('open' as const), isle, region, start: number, length: number }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), isle, region }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('bind' as const), isle, other: fc.oneof(isle, number), region }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      isle,
      capability,
      offset: number,
      own: number,
      length: number,
      bell,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('get' as const),
      isle,
      capability,
      offset: number,
      own: number,
      length: number,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      isle,
      capability,
      offset: number,
      own: number,
      value: number,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('swap' as const),
      isle,
      capability,
      offset: number,
      own: number,
      value: number,
      expected: number,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ring' as const), isle, capability, bell: number }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('line' as const), isle, capability, offset: number, bell, value: number }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), isle }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('boot' as const), isle }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const within = (offset: number, length: number, room: number): boolean => (offset >>> 0) + (length >>> 0) <= room;
const aligned = (...numbers: number[]): boolean => numbers.every((n) => (n & 3) === 0);

function ringIn({ life, region: { start, length } }: { life: Life; region: Region }, at: number): void {
  if (!aligned(at) || !within(at, 8, length)) return;
  const word = start + (at >>> 0);
  if (life.expected.readInt32LE(word + 4) === 0) return;
  life.expected.writeInt32LE((life.expected.readInt32LE(word) + 1) | 0, word);
}

/** Does it in the world and in the model. */
function step(world: World, op: Operation): void {
  const me = world.isles[op.isle]!;
  const { access } = me;
  if (op.kind === 'end') return world.end(op.isle);
  if (op.kind === 'boot') return me.ended ? world.boot(op.isle) : undefined;
  // A core of an isle that has ended runs no more.
  if (me.ended) return;
  if (op.kind === 'open') {
    const fits = op.region >= 0 && op.region < 18 && aligned(op.start) && within(op.start, op.length, SIZE);
    const result = access.open(op.region, op.start, op.length);
    expect(result).toBe(!fits ? -22 : me.open.has(op.region) ? -16 : 0);
    if (result === 0) me.open.set(op.region, { start: op.start >>> 0, length: op.length >>> 0 });
    return;
  }
  if (op.kind === 'close') {
    expect(access.close(op.region)).toBe(me.open.delete(op.region) ? 0 : -22);
    return;
  }
  if (op.kind === 'bind') {
    const value = access.bind(op.other, op.region);
    const life = world.isles[op.other];
    const found = life?.open.get(op.region);
    expect(value >= 0).toBe(found !== undefined);
    if (life && found) world.capabilities.push({ value, isle: op.other, life, region: found, number: op.region });
    return;
  }
  const { capability: chosen } = op;
  const known = world.capabilities;
  const value = 'any' in chosen ? chosen.any : known.length === 0 ? -1 : known[chosen.known % known.length]!.value;
  const target = world.target(value);
  const bytes = target?.life.expected;
  if (op.kind === 'ring') {
    access.ring(value, op.bell);
    if (target) ringIn(target, op.bell);
    return;
  }
  const inside = (length: number): boolean => target !== undefined && within(op.offset, length, target.region.length);
  const at = (target?.region.start ?? 0) + (op.offset >>> 0);
  if (op.kind === 'put' || op.kind === 'get') {
    const good = inside(op.length) && within(op.own, op.length, SIZE);
    const own = op.own >>> 0;
    const length = op.length >>> 0;
    const result =
      op.kind === 'put'
        ? access.put(value, op.offset, op.own, op.length, op.bell)
        : access.get(value, op.offset, op.own, op.length);
    if (!good) {
      expect(result).toBeLessThan(0);
      return;
    }
    if (op.kind === 'get') {
      expect(result).toBe(0);
      if (target!.life === me) Buffer.from(me.memory.buffer).copy(me.expected, own, own, own + length);
      else bytes!.copy(me.expected, own, at, at + length);
      return;
    }
    // Onto itself with an overlap the bytes may be any, but only there.
    if (target!.life === me) Buffer.from(me.memory.buffer).copy(me.expected, at, at, at + length);
    else me.expected.copy(bytes!, at, own, own + length);
    if (op.bell >>> 0 < UNORDERED && target!.life !== me) ringIn(target!, op.bell);
    else if (op.bell >>> 0 < UNORDERED && within(op.bell, 8, target!.region.length)) {
      const word = target!.region.start + (op.bell >>> 0);
      Buffer.from(me.memory.buffer).copy(me.expected, word, word, word + 4);
    }
    return;
  }
  if (op.kind === 'line') {
    const rings = op.bell !== (NO_BELL | 0);
    const good =
      inside(64) && aligned(op.offset) && (!rings || (aligned(op.bell) && within(op.bell, 8, target!.region.length)));
    const result = me.line(value, op.offset, op.bell, op.value);
    expect(result === 0).toBe(good);
    if (!good) return;
    for (let i = 0; i < 64; i += 4) bytes!.writeInt32LE(op.value | 0, at + i);
    if (rings) ringIn(target!, op.bell);
    return;
  }
  const good = inside(4) && aligned(op.offset, op.own) && within(op.own, 4, SIZE);
  const result =
    op.kind === 'add'
      ? access.fetch_add(value, op.offset, op.value, op.own)
      : access.compare_swap(value, op.offset, op.expected, op.value, op.own);
  expect(result === 0).toBe(good);
  if (!good) return;
  const old = bytes!.readInt32LE(at);
  const next = op.kind === 'add' ? (old + op.value) | 0 : old === (op.expected | 0) ? op.value | 0 : old;
  bytes!.writeInt32LE(next, at);
  me.expected.writeInt32LE(old, op.own >>> 0);
}

describe('one-sided access', () => {
  it('changes what the model says and nothing else', async () => {
    const module = await load();
    const caller = await lineCaller();
    const result = fc.check(
      fc.property(fc.array(operation, { minLength: 20, maxLength: 120 }), (operations) => {
        const world = new World(module, caller);
        for (const op of operations) {
          step(world, op);
          world.check(JSON.stringify(op));
        }
      }),
      { numRuns: runs(150), seed: seed() },
    );
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });

  it('does not leave open regions when it is given what is no integer', async () => {
    const module = await load();
    const caller = await lineCaller();
    const strange = fc.oneof(
      fc.double(),
      fc.constantFrom(NaN, -0, 0.5, Infinity, 4294967296, -0.5),
      number,
      fc.bigInt(),
    );
    const call = fc.constantFrom(
      'open',
      'close',
      'bind',
      'put',
      'get',
      'fetch_add',
      'compare_swap',
      'ring',
      'isle_state',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(call, fc.array(strange, { minLength: 5, maxLength: 5 })), { maxLength: 60 }),
        (all) => {
          const world = new World(module, caller);
          const { access } = world.isles[0]!;
          const open = { start: 4096, length: 64 };
          expect(world.isles[1]!.access.open(0, open.start, open.length)).toBe(0);
          const good = access.bind(1, 0);
          for (const [name, args] of all) {
            if (/put|get|fetch|swap|ring/.test(name)) args[0] = good;
            try {
              (access[name as 'put'] as (...args: unknown[]) => unknown)(...args);
            } catch (error) {
              // A trap of the caller's.
              expect(error).toBeInstanceOf(Error);
            }
          }
          for (const other of [1, 2, 3]) {
            const { memory, expected } = world.isles[other]!;
            const now = Buffer.from(memory.buffer);
            if (other === 1) now.copy(expected, open.start, open.start, open.start + open.length);
            expect(expected.equals(now), `isle ${other}`).toBe(true);
          }
        },
      ),
      { numRuns: runs(300), seed: seed() },
    );
  });

  it('uses the place of one region with the length of another never', async () => {
    const module = await load();
    const fabric = new module.Fabric();
    const memories = [0, 1].map(() => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    for (const isle of [0, 1]) {
      fabric.begin(isle);
      fabric.setState(isle, HERMIT_ISLE_RUNNING);
    }
    const writer = new Worker(
      `const { workerData: { built, fabric, memories, ms }, parentPort } = require('node:worker_threads');
       const { Fabric } = require(built + '/table.js');
       const { oneSided } = require(built + '/access.js');
       const access = oneSided(new Fabric(fabric), 1, memories[1].buffer, (isle) => memories[isle]);
       new Int32Array(memories[1].buffer).fill(-1, 0, 16);
       const end = performance.now() + ms;
       let puts = 0;
       while (performance.now() < end)
         for (let i = 0; i < 1000; i++) {
           const capability = access.bind(0, 0);
           if (capability >= 0 && access.put(capability, 1024, 0, 16, ${NO_BELL}) === 0) puts++;
         }
       parentPort.postMessage(puts);`,
      { eval: true, workerData: { built, fabric: fabric.shared, memories, ms: 600 * runs(1) } },
    );
    let puts: number | undefined;
    writer.on('message', (count: number) => (puts = count));
    const owner = module.oneSided(fabric, 0, memories[0]!.buffer, () => undefined);
    while (puts === undefined) {
      for (let i = 0; i < 2000; i++) {
        owner.open(0, 0, 4096);
        owner.close(0);
        owner.open(0, 32768, 16);
        owner.close(0);
      }
      await new Promise(setImmediate);
    }
    expect(puts).toBeGreaterThan(0);
    const bytes = Buffer.from(memories[0]!.buffer);
    const touched = [...bytes.entries()].filter(([at, byte]) => byte !== 0 && !(at >= 1024 && at < 1040));
    expect(touched).toEqual([]);
  });
});
