// A process that says to a service what no contained machine would. Arguments: what is passed to a child's entry; the name of the file says how.
import { ftruncateSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { basename } from 'node:path';

const how = basename(process.argv[1], '.mjs').split('.').at(-1);
const socket = new Socket({ fd: 3 });
socket.on('error', () => process.exit());
socket.on('close', () => process.exit());

const word = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const frame = (kind, id, body = Buffer.alloc(0)) => Buffer.concat([word(body.length), word(id), word(kind), body]);
const json = (value) => Buffer.from(JSON.stringify(value));
const stats = { threads: 1, cores: 1, calls: [] };
const BOARD = 4096;
/** Where an isle says where its board is (layout.h: CALLS). */
const CALLS = 0x8000b4;
const isle = { number: 0, memory: 16 << 20, at: 0, board: BOARD, ports: [], stats };
const booted = { isles: [isle], serves: true, slots: 1, functions: [['f', 'i32', 'i32']] };
const [READY, BOOTED, ANSWER, OUTPUT, INPUT_TAKEN, ENDED, STATS, WARNING, REPLY, ENDING, ANSWERS, FLUSHED] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];
const [CALL, BOOT, WATCH, FLUSH] = [4, 3, 14, 15];
/** The file of isles' memories. */
const PAGES = 4;
/** Writes a word of the isle's memory: the count of answers, 64 bytes behind it the state of the only call's slot, 16 behind that the result. */
const put = (at, value) => writeSync(PAGES, word(value), 0, 4, at);
const answer = (slot, status = 0, rest = Buffer.alloc(0)) =>
  Buffer.concat([word(slot), word(status), Buffer.alloc(8), rest]);
const all = (frames) => socket.write(Buffer.concat(frames));
const boots = (change) => (id) => all([frame(BOOTED, id, json({ ...booted, ...change }))]);
const isles = (change) => boots({ isles: [{ ...isle, ...change }] });
/** Its calls come in frames. */
const framed = isles({ at: -1, board: 0 });
const end = { outcome: { kind: 'exit', code: 0 }, stats };

/** What is said when an isle is to boot, and when a function is called. */
const lies = {
  noise: [() => socket.write(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251)))],
  long: [(id) => socket.write(Buffer.concat([word(2 ** 32 - 1), word(id), word(BOOTED)]))],
  unknown: [(id) => all([frame(77, id)])],
  nobody: [() => all([frame(OUTPUT, 999, Buffer.concat([word(1), Buffer.from('x')]))])],
  ended: [(id) => all([frame(ENDED, id, json(end))])],
  unasked: [(id) => all([frame(REPLY, id, Buffer.concat([word(2), Buffer.from('{}')]))])],
  nojson: [(id) => all([frame(BOOTED, id, Buffer.from('{'))])],
  nested: [(id) => all([frame(BOOTED, id, Buffer.from('['.repeat(500_000)))])],
  none: [boots({ isles: [] })],
  number: [isles({ number: 1e9 })],
  fraction: [isles({ number: 0.5 })],
  memory: [isles({ memory: 2 ** 40 })],
  place: [isles({ at: 2 ** 52 })],
  ports: [isles({ ports: [-1] })],
  board: [isles({ board: 2 ** 24 - 4096 })],
  unaligned: [isles({ board: 4097 })],
  slots: [boots({ slots: 256 })],
  functions: [boots({ functions: Array.from({ length: 20_001 }, () => ['f', '', null]) })],
  types: [boots({ functions: [['f', 'i32 v128', 'i32']] })],
  flood: [
    (id) => {
      for (let i = 0; i < 3000; i++) all([frame(OUTPUT, id, Buffer.concat([word(1), Buffer.alloc(1024)]))]);
    },
  ],
  tiny: [
    (id) => all(Array.from({ length: 100_000 }, () => frame(OUTPUT, id, Buffer.concat([word(1), Buffer.from('x')])))),
  ],
  empty: [(id) => all([frame(OUTPUT, id, word(1))])],
  stream: [(id) => all([frame(OUTPUT, id, Buffer.concat([word(3), Buffer.from('x')]))])],
  warnings: [() => all(Array.from({ length: 10_000 }, () => frame(WARNING, 0, Buffer.from('w'))))],
  input: [(id) => all([frame(INPUT_TAKEN, id, word(1000))])],
  statistics: [(id) => all([frame(STATS, id, json(stats))])],
  memories: [
    () => {
      globalThis.kept = Array.from({ length: 64 }, () => Buffer.alloc(16 << 20, 1));
    },
  ],
  dribble: [
    (id) => {
      const bytes = Buffer.concat([word(1 << 20), word(id), word(BOOTED)]);
      socket.write(bytes);
      setInterval(() => socket.write('x'), 1);
      setTimeout(() => process.exit(9), 3000);
    },
  ],
  leaves: [() => process.exit(7)],
  aborts: [() => process.abort()],
  // Those that boot, and lie when they are called: by frames,
  twice: [framed, (id) => all([frame(ANSWER, id, answer(0)), frame(ANSWER, id, answer(0))])],
  slot: [framed, (id) => all([frame(ANSWER, id, answer(2 ** 31))])],
  short: [framed, (id) => all([frame(ANSWER, id, word(0))])],
  large: [framed, (id) => all([frame(ANSWER, id, answer(0, 0, Buffer.alloc(1 << 20)))])],
  failure: [framed, (id) => all([frame(ANSWER, id, answer(0, 1, Buffer.from('no')))])],
  outcome: [framed, (id) => all([frame(ENDING, id, json({ outcome: { kind: 'trap', frames: 7 }, stats }))])],
  signal: [framed, (id) => all([frame(ENDED, id, json({ outcome: { kind: 'signal', signal: 1e9 }, stats }))])],
  after: [
    framed,
    (id) => all([frame(ENDED, id, json(end)), frame(OUTPUT, id, Buffer.concat([word(1), Buffer.from('x')]))]),
  ],
  // or when they are asked for answers in their memory.
  told: [boots({}), undefined, (id) => all([frame(ANSWERS, id), frame(ANSWERS, id)])],
  unflushed: [boots({}), undefined, (id) => all([frame(FLUSHED, id)])],
  framed: [boots({}), undefined, (id) => all([frame(ANSWER, id, answer(0))])],
  body: [boots({}), undefined, (id) => all([frame(ANSWERS, id, word(0))])],
  // Those that are no lies: whoever asks must not wait for them.
  cuts: [
    boots({}),
    undefined,
    (id) => {
      ftruncateSync(PAGES, 0);
      all([frame(ANSWERS, id)]);
    },
  ],
  silent: [boots({}), undefined, (id) => (put(BOARD + 64, 0), all([frame(ANSWERS, id)]))],
  eager: [
    boots({}),
    undefined,
    (id) => (put(CALLS, BOARD), put(BOARD + 80, -2), put(BOARD + 64, 0), all([frame(ANSWERS, id)])),
  ],
  restless: [boots({}), undefined, (id, body) => (put(BOARD, body.readUInt32LE() + 1), all([frame(ANSWERS, id)]))],
};
const [onBoot, onCall, onWatch] = lies[how];

let rest = Buffer.alloc(0);
socket.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 12) {
    const length = rest.readUInt32LE(0);
    if (rest.length < 12 + length) return;
    const [id, kind] = [rest.readUInt32LE(4), rest.readUInt32LE(8)];
    const body = rest.subarray(12, 12 + length);
    rest = rest.subarray(12 + length);
    if (kind === BOOT) onBoot(id);
    if (kind === CALL) onCall?.(id);
    if (kind === WATCH) onWatch?.(id, body);
    if (kind === FLUSH && how === 'eager') all([frame(FLUSHED, id)]);
  }
});
all([frame(READY, 0)]);
