// Boots mutants of modules in a service: SEED COUNT FILE... Each must end in an error with a code, or within its limits. Prints what came
// of them; a crash or a hang is seen by who started this.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const dist = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../dist');
const { Machine } = require(join(dist, 'loader/library/index.js'));
const { inspect } = require(join(dist, 'loader/machine/inspect.js'));
const { checkBodies } = require(join(dist, 'loader/wasm/bodies.js'));

const [seed, count, ...files] = process.argv.slice(2);
let state = Number(seed) || 1;
/** A number below `limit`, the same for the same seed. */
const next = (limit) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};
const pick = (list) => list[next(list.length)];

const leb = (n) => (n < 128 ? [n] : [(n % 128) | 128, ...leb(Math.floor(n / 128))]);
function readLeb(bytes, at) {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    value += ((byte ?? 0) & 127) * scale;
    // Also behind the end.
    if (!(byte >= 128)) return [value, at];
  }
}

function sectionsOf(bytes) {
  const all = [];
  for (let at = 8; at < bytes.length;) {
    const [size, start] = readLeb(bytes, at + 1);
    all.push({ id: bytes[at], body: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return all;
}
const joined = (head, sections) =>
  Buffer.concat([head, ...sections.flatMap(({ id, body }) => [Uint8Array.from([id, ...leb(body.length)]), body])]);

/** Numbers that are borders of something. */
const NUMBERS = [
  0,
  1,
  2,
  3,
  127,
  128,
  255,
  1000,
  1001,
  4096,
  65535,
  65536,
  100_000,
  131_072,
  1e6,
  1e7,
  2 ** 31,
  2 ** 32 - 1,
];
/** Bytes that mean something in many places: types, kinds, instructions. */
const BYTES = [
  0, 1, 2, 3, 4, 5, 6, 7, 0x0b, 0x0c, 0x0d, 0x0e, 0x10, 0x11, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x4e, 0x50, 0x5e, 0x5f,
  0x60, 0x63, 0x64, 0x69, 0x6e, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0xd0, 0xd2, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
];

/** A number somewhere in the bytes becomes another; its length may change. */
function renumber(body) {
  const at = next(body.length);
  const [, end] = readLeb(Buffer.concat([body.subarray(at, at + 10), Buffer.alloc(1)]), 0);
  return Buffer.concat([
    body.subarray(0, at),
    Uint8Array.from(leb(pick(NUMBERS))),
    body.subarray(Math.min(body.length, at + end)),
  ]);
}

const changes = [
  // Of a section: its count, a number, a byte, a piece more or less.
  (body) => Buffer.concat([Uint8Array.from(leb(pick(NUMBERS))), body.subarray(readLeb(body, 0)[1])]),
  renumber,
  (body) => {
    const copy = Buffer.from(body);
    copy[next(copy.length)] = pick(BYTES);
    return copy;
  },
  (body) => {
    const copy = Buffer.from(body);
    copy[next(copy.length)] ^= 1 << next(8);
    return copy;
  },
  (body) => {
    const at = next(body.length);
    const piece = body.subarray(at, at + 1 + next(40));
    return Buffer.concat([body.subarray(0, at), ...Array(1 + next(3)).fill(piece), body.subarray(at)]);
  },
  (body) => {
    const at = next(body.length);
    return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + next(8))]);
  },
];

function mutant(whole) {
  if (next(10) === 0) {
    const bytes = Buffer.from(next(2) ? whole : whole.subarray(0, next(whole.length)));
    for (let left = 1 + next(8); left > 0 && bytes.length > 8; left--)
      bytes[8 + next(Math.min(bytes.length - 8, 400))] = next(256);
    return bytes;
  }
  const sections = sectionsOf(whole);
  for (let left = 1 + next(3); left > 0; left--) {
    // Small sections hold the definitions: they are as likely as large ones.
    const at = next(sections.length);
    const one = sections[at];
    const kind = next(12);
    if (kind === 0) sections.splice(at, 1);
    else if (kind === 1) sections.splice(next(sections.length), 0, one);
    else if (kind === 2) one.id = next(15);
    else if (one.body.length > 0) one.body = pick(changes)(one.body);
    if (sections.length === 0) break;
  }
  return joined(whole.subarray(0, 8), sections);
}

const programs = files.map((file) => readFileSync(file));
const machine = new Machine({ network: { net: 'none' } });
const results = {};
const tell = (what) => (results[what] = (results[what] ?? 0) + 1);
for (let round = 0; round < Number(count); round++) {
  const bytes = mutant(pick(programs));
  try {
    // Most are refused by the checks: those are not worth a thread.
    const { module, definitions } = inspect('mutant', bytes);
    checkBodies('mutant', module, definitions);
    const { outcome } = await machine.run([], {
      image: bytes,
      memory: 32 << 20,
      timeLimit: 1000,
      threads: 4,
      output: () => {},
    });
    tell(outcome.kind);
  } catch (error) {
    if (typeof error?.code !== 'string' || !error.code.startsWith('HERMIT_') || error.code === 'HERMIT_EINTERNAL') {
      console.error(`round ${round} of seed ${seed}:`, error);
      process.exitCode = 1;
    } else tell(error.code);
  }
  if (round % 1000 === 999) console.error(round + 1, JSON.stringify(results));
}
await machine.halt();
console.log(JSON.stringify(results));
