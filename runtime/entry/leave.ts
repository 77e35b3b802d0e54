/** Leaving an image from within a call of the host: by an exception that no frame of it can catch. */

/** (module (func (export "f") unreachable)) */
const TRAP = Uint8Array.from(Buffer.from('0061736d0100000001040160000003020100070501016600000a05010300000b', 'hex'));

let made: unknown;

/**
 * What a trap throws: catch_all passes it by. Anything else of JavaScript's would run destructors and handlers of a program that has ended,
 * and end one with a function of C++ that is noexcept a second time.
 */
function uncatchable(): unknown {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(TRAP));
  try {
    (exports['f'] as () => void)();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Leaves the image because the isle halts. */
export function leave(): never {
  throw (made ??= uncatchable());
}

/** Whether an image was left by leave(). */
export const hasLeft = (error: unknown): boolean => made !== undefined && error === made;
