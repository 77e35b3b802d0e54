// The image's measures in a plain Node worker, as one would usually run a WebAssembly module beside an event loop: not bound to a CPU,
// without the image's kernel, in pieces between which the event loop has its turn and messages are answered.
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CORE_SLOTS, SLOT_TIME } from '../../runtime/generated/layout.js';

export interface WorkerTask {
  code: WebAssembly.Module;
  results: string;
  milliseconds: readonly number[];
}

/** Nanoseconds of Wasm between two turns of the event loop. */
const PIECE = 10e6;
const PAGES = 1024;
const SERIES_MAX = 3;
/** struct series: name, count, values. */
const SERIES_WORDS = 3;

interface Measures {
  noise_begin(measure: number, ns: number): void;
  noise_turn(measure: number, ns: number): number;
  noise_end(measure: number): number;
}

const { code, results, milliseconds } = workerData as WorkerTask;
const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
const words = new Int32Array(memory.buffer);
const numbers = new Float64Array(memory.buffer);
const times = new BigInt64Array(memory.buffer);
const { bigint } = process.hrtime;
const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
for (const { module: from, name } of WebAssembly.Module.imports(code)) {
  (imports[from] ??= {})[name] = () => {
    throw new Error(`${from}.${name} is the kernel's`);
  };
}
const host = Object.keys(imports).find((name) => name.startsWith('hermit_'))!;
imports['env'] = { memory };
imports[host]!['clock'] = () => {
  times[(CORE_SLOTS + SLOT_TIME) >> 3] = bigint();
};
const measures = new WebAssembly.Instance(code, imports).exports as unknown as Measures;

/** Somebody else's requests, and that to measure. */
parentPort!.on('message', (question: number | string) => {
  if (question === 'measure') void run();
  else parentPort!.postMessage(question);
});

const thread = readlinkSync('/proc/thread-self').split('/').pop()!;
const counted = ['stat', 'interrupts', 'softirqs', 'self/task/%d/schedstat', 'self/task/%d/status'];

function texts(when: string): string[] {
  return counted.flatMap((name) => {
    try {
      const text = readFileSync(`/proc/${name.replace('%d', thread)}`, 'latin1');
      return text
        .trimEnd()
        .split('\n')
        .map((line) => `${when} ${name} ${line}`);
    } catch {
      return [];
    }
  });
}

/** NUL-terminated. */
function text(address: number): string {
  const bytes = new Uint8Array(memory.buffer);
  return Buffer.from(bytes.slice(address, bytes.indexOf(0, address))).toString('latin1');
}

function series(address: number): string[] {
  return Array.from({ length: SERIES_MAX }, (_, i) => (address >> 2) + i * SERIES_WORDS)
    .filter((at) => words[at] !== 0)
    .map((at) =>
      [text(words[at]!), ...numbers.slice(words[at + 2]! >> 3, (words[at + 2]! >> 3) + words[at + 1]!)].join(' '),
    );
}

/** As SETTLE and SETTLE_AGAIN of main.c, in milliseconds. */
const SETTLE = 150;
const SETTLE_AGAIN = 20;

interface Passed {
  seconds: number;
  /** Of these, turns of the event loop between two pieces. */
  loop: number;
}

/** Does a measure in pieces. */
async function pieces(measure: number, ms: number): Promise<Passed> {
  const begun = performance.now();
  let loop = 0;
  measures.noise_begin(measure, ms * 1e6);
  while (!measures.noise_turn(measure, PIECE)) {
    const left = performance.now();
    await turn();
    loop += performance.now() - left;
  }
  return { seconds: (performance.now() - begun) / 1000, loop: loop / 1000 };
}

async function run(): Promise<void> {
  await sleep(SETTLE_AGAIN);
  const before = texts('before');
  const { seconds, loop } = await pieces(0, milliseconds[0]!);
  const after = texts('after');
  for (let measure = 1; measure < milliseconds.length; measure++) await pieces(measure, milliseconds[measure]!);
  const found = milliseconds.flatMap((_, measure) => series(measures.noise_end(measure)));
  const facts = ['load 0', `seconds ${seconds}`, `loop ${loop}`];
  writeFileSync(results, [...found, ...facts, ...before, ...after, ''].join('\n'));
  parentPort!.postMessage(String(seconds));
}

setTimeout(() => parentPort!.postMessage('ready'), SETTLE);
