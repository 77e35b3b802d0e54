/** Compiling an image with V8's optimising tier: code entered once would stay in the first tier for as long as it runs. */
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
    throw new HermitError('HERMIT_EIMAGE', `V8 refuses the image: ${(error as Error).message}`);
  }
}

/** Custom section that `hermit-wasm cc` gives to images (loader/cc/finish.ts): which functions are worth optimising at once. */
const HINTS = 'compilationHints';

/**
 * For a process that exists to run one image. Functions are compiled when they are first called, so only code that runs is
 * compiled: those of the program by the optimising tier, those of the libraries by the first tier until they prove hot. Where V8
 * knows no such hints, or the image has none, all code is optimised when it is first called. Sets V8's flags for this process.
 */
export function compileOnCall(bytes: Uint8Array): WebAssembly.Module {
  allowRelaxedSimd();
  const hinted = V8_VERSION === 11 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(HINTS);
  if (hinted) setFlagsFromString('--experimental-wasm-compilation-hints');
  else for (const [on] of ALL_OPTIMISED) setFlagsFromString(on);
  return compile(bytes);
}

const modules = new WeakMap<Uint8Array, WebAssembly.Module>();

/**
 * For a process that does other things too: V8's flags are as before when it returns. Without hints all code is optimised at once,
 * which takes about a millisecond a kilobyte. Compiled once for the same bytes.
 */
export function compileBeside(bytes: Uint8Array): WebAssembly.Module {
  const known = modules.get(bytes);
  if (known) return known;
  const hinted = V8_VERSION === 11 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(HINTS);
  const flags: readonly [on: string, off: string][] = [
    ...(V8_VERSION < 12 ? [['--experimental-wasm-relaxed-simd', '--no-experimental-wasm-relaxed-simd'] as const] : []),
    ...(hinted
      ? [['--experimental-wasm-compilation-hints', '--no-experimental-wasm-compilation-hints'] as const]
      : [...ALL_OPTIMISED, ['--no-wasm-lazy-compilation', '--wasm-lazy-compilation'] as const]),
  ].map(([on, off]) => [on, off]);
  for (const [on] of flags) setFlagsFromString(on);
  try {
    const module = compile(bytes);
    modules.set(bytes, module);
    return module;
  } finally {
    for (const [, off] of flags) setFlagsFromString(off);
  }
}
