/** Compiling an image with V8's optimising tier: code entered once would stay in the first tier for as long as it runs. */
import { availableParallelism } from 'node:os';
import { printable } from './printable.js';
import { setFlagsFromString } from 'node:v8';
import { HermitError } from './errors.js';

const V8_VERSION = Number(process.versions.v8.split('.')[0]);

/** V8 before 12 needs to be asked for relaxed SIMD, which images use for fused multiply-add. */
function allowRelaxedSimd(): void {
  if (V8_VERSION < 12) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/**
 * V8 from 14 on lets optimised code rely on what the first tier saw, and fails a check of its own (seen in 14.6) where there was no first tier.
 */
const ALL_OPTIMISED: readonly [on: string, off: string][] = [
  ['--no-liftoff', '--liftoff'],
  ...(V8_VERSION < 14 ? [] : [['--no-wasm-deopt', '--wasm-deopt'] as [on: string, off: string]]),
];

function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw refused(error);
  }
}

/** V8's words are about the bytes, and as long as a name in them. */
const refused = (error: unknown): HermitError =>
  new HermitError('HERMIT_EIMAGE', `V8 refuses the image: ${printable((error as Error).message, 500)}`);

/** Custom section that `hermit-wasm cc` gives to images (loader/cc/finish.ts): which functions are worth optimising at once. */
const HINTS = 'compilationHints';

/** V8 from 14 on has hints of another form. */
const hinted = ({ buffer, byteOffset, byteLength }: Uint8Array): boolean =>
  V8_VERSION < 14 && Buffer.from(buffer, byteOffset, byteLength).includes(HINTS);

/**
 * For a process that exists to run one image. Functions are compiled when they are first called, so only code that runs is
 * compiled: those of the program by the optimising tier, those of the libraries by the first tier until they prove hot. Where V8
 * knows no such hints, or the image has none, all code is optimised when it is first called. Sets V8's flags for this process.
 */
export function compileOnCall(bytes: Uint8Array): WebAssembly.Module {
  allowRelaxedSimd();
  if (hinted(bytes)) setFlagsFromString('--experimental-wasm-compilation-hints');
  else for (const [on] of ALL_OPTIMISED) setFlagsFromString(on);
  return compile(bytes);
}

/** Sets the flags back: V8's code is of use only to those that have the same. */
export function resetFlags(): void {
  for (const [, off] of [...SIMD, ...HINTED, ...ALL_OPTIMISED]) setFlagsFromString(off);
}

/** Code beyond this is compiled when it is first called, and by the first tier at first: all of it optimised would take too long. */
const ALL_AT_ONCE_MAX = 16 * 2 ** 20;

/** How a module's code is compiled in a process that does other things too. */
export type Tier = 'hinted' | 'optimised' | 'lazy';

/** `code`: bytes of it. Without hints all code is optimised at once, which takes about a millisecond a kilobyte. */
export function tierFor(bytes: Uint8Array, code: number): Tier {
  if (code > ALL_AT_ONCE_MAX) return 'lazy';
  return hinted(bytes) ? 'hinted' : 'optimised';
}

type Flag = readonly [on: string, off: string];

const SIMD: readonly Flag[] =
  V8_VERSION < 12 ? [['--experimental-wasm-relaxed-simd', '--no-experimental-wasm-relaxed-simd']] : [];
/** V8's own default. */
const TASKS = 128;
/** One CPU is left to the process's event loop. */
const tasks = (): Flag => [
  `--wasm-num-compilation-tasks=${Math.max(1, availableParallelism() - 1)}`,
  `--wasm-num-compilation-tasks=${TASKS}`,
];
const HINTED: readonly Flag[] = [['--experimental-wasm-compilation-hints', '--no-experimental-wasm-compilation-hints']];
const flags: Record<Tier, readonly Flag[]> = {
  hinted: [...SIMD, ...HINTED],
  optimised: [...SIMD, ...ALL_OPTIMISED, tasks(), ['--no-wasm-lazy-compilation', '--wasm-lazy-compilation']],
  lazy: [...SIMD, tasks()],
};

/** How many compilations need a flag now, by what sets it back. */
const holders = new Map<string, number>();

/**
 * Sets V8's flags, which are the process's, for one compilation; the answer sets them back, once nobody else needs them. Other modules that
 * the process compiles meanwhile are compiled in that way too.
 */
export function holdFlags(tier: Tier): () => void {
  for (const [on, off] of flags[tier]) {
    const count = holders.get(off) ?? 0;
    if (count === 0) setFlagsFromString(on);
    holders.set(off, count + 1);
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    for (const [, off] of flags[tier]) {
      const count = holders.get(off)! - 1;
      holders.set(off, count);
      if (count === 0) setFlagsFromString(off);
    }
  };
}

/** On a thread of its own, while the flags are held. Not at once: a compilation on V8's threads is given up when this one is ended. */
export async function compileAside(bytes: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw refused(error);
  }
}
