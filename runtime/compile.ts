/** Compiling an image with V8's optimising tier: code entered once would stay in the first tier for as long as it runs. */
import { setFlagsFromString } from 'node:v8';
import { HermitError } from './errors.js';

/** V8 before 12 needs to be asked for relaxed SIMD, which images use for fused multiply-add. */
function allowRelaxedSimd(): void {
  if (Number(process.versions.v8.split('.')[0]) < 12) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw new HermitError('HERMIT_EIMAGE', `V8 refuses the image: ${(error as Error).message}`);
  }
}

/**
 * For a process that exists to run one image: every function is compiled by the optimising tier when it is first called, so only
 * code that runs is compiled. Leaves V8's first tier switched off for this process.
 */
export function compileOnCall(bytes: Uint8Array): WebAssembly.Module {
  allowRelaxedSimd();
  setFlagsFromString('--no-liftoff');
  return compile(bytes);
}
