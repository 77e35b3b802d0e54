/**
 * Puts of a line of 64 bytes without JavaScript on their way: the image calls WebAssembly code (check.wat), which calls the
 * instance that has the target's memory (store.wat). The words travel by value, since an instance has one memory.
 */
import { check, store } from '../generated/cache-line.js';

export interface LineTarget {
  memory: { readonly buffer: ArrayBufferLike };
  life: number;
}

export interface LineOptions {
  fabric: WebAssembly.Memory;
  /** Where things stand in the fabric's table, in bytes, and how capabilities and regions are written. */
  layout: { lives: number; regions: number; region_bits: number; place_bits: number; open: number };
  errors: { efault: number; einval: number; epipe: number };
  noBell: number;
  /** Isles that there can be. */
  places: number;
  /** The isle that has the number now, if this thread can know it. */
  target(isle: number): LineTarget | undefined;
}

/** Which form of store.wat fits this machine. */
const STORE = process.arch === 'x64' || process.arch === 'ia32' ? 'store_in_order' : 'store';
/** No error number: the isle has to be met first. */
const STRANGER = 1;

const compile = (base64: string): WebAssembly.Module => new WebAssembly.Module(Buffer.from(base64, 'base64'));
const modules: { check?: WebAssembly.Module; store?: WebAssembly.Module } = {};

/** The function `put_line` of hv.h for one core. */
export function linePutter({ fabric, layout, errors, noBell, places, target }: LineOptions): WebAssembly.ExportValue {
  const targets = new WebAssembly.Table({ element: 'anyfunc', initial: places });
  const meet = (isle: number): number => {
    const met = target(isle);
    // What is not an isle's memory cannot be stored into this way: the loader's board has none.
    if (!(met?.memory instanceof WebAssembly.Memory)) return errors.epipe;
    const imports = { isle: { memory: met.memory, life: met.life, stranger: STRANGER } };
    const instance = new WebAssembly.Instance((modules.store ??= compile(store)), imports);
    targets.set(isle, instance.exports[STORE]);
    return 0;
  };
  const { exports } = new WebAssembly.Instance((modules.check ??= compile(check)), {
    fabric: { memory: fabric, targets, meet, ...layout, ...errors, no_bell: noBell | 0, stranger: STRANGER },
  });
  for (let isle = 0; isle < places; isle++) targets.set(isle, exports['absent']);
  return exports['put_line']!;
}
