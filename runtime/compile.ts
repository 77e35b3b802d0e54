/** Compiling an image with V8's optimising tier: code entered once would stay in the first tier for as long as it runs. */
import { setFlagsFromString } from 'node:v8';
import { HermitError } from './errors.js';

const V8_VERSION = Number(process.versions.v8.split('.')[0]);

/** V8 before 12 needs to be asked for relaxed SIMD, which images use for fused multiply-add. */
function allowRelaxedSimd(): void {
  if (V8_VERSION < 12) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

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
  setFlagsFromString(hinted ? '--experimental-wasm-compilation-hints' : '--no-liftoff');
  return compile(bytes);
}
