/** The program's arguments and environment. */
import { FAULT, PRIVATE } from '../preview1.js';
import type { Imported } from './imports.js';
import type { ProxyClient } from './proxy-client.js';
import type { GuestMemory } from './memory.js';

interface Strings {
  /** One after the other, each with its NUL. */
  block: Uint8Array;
  /** Where each begins. */
  starts: number[];
}

function stringsOf(block: Uint8Array): Strings {
  const starts: number[] = [];
  for (let at = 0; at < block.length; at = block.indexOf(0, at) + 1) starts.push(at);
  return { block, starts };
}

export function argumentCalls(proxy: ProxyClient, memory: GuestMemory): Record<string, Imported> {
  let granted: [argv: Strings, environ: Strings] | undefined;
  /** Arguments (0) or environment (1), asked for once. */
  const strings = (which: 0 | 1): Strings => {
    if (!granted) {
      const length = proxy.request(PRIVATE.granted);
      if (length < 0) throw new Error('the arguments could not be read');
      // The first word: bytes of the arguments; the environment follows.
      const first = proxy.view.getUint32(proxy.data, true);
      const all = proxy.bytes.slice(proxy.data + 4, proxy.data + length);
      granted = [stringsOf(all.subarray(0, first)), stringsOf(all.subarray(first))];
    }
    return granted[which];
  };
  const sizes =
    (which: 0 | 1): Imported =>
    (count, size) => {
      const { block, starts } = strings(which);
      memory.refresh();
      if (!memory.holds(count as number, 4) || !memory.holds(size as number, 4)) return FAULT;
      memory.view.setUint32(Number(count) >>> 0, starts.length, true);
      memory.view.setUint32(Number(size) >>> 0, block.length, true);
      return 0;
    };
  const get =
    (which: 0 | 1): Imported =>
    (pointers, buffer) => {
      const { block, starts } = strings(which);
      memory.refresh();
      if (!memory.holds(pointers as number, 4 * starts.length) || !memory.holds(buffer as number, block.length))
        return FAULT;
      const text = Number(buffer) >>> 0;
      memory.bytes.set(block, text);
      for (const [i, start] of starts.entries())
        memory.view.setUint32((Number(pointers) >>> 0) + 4 * i, text + start, true);
      return 0;
    };
  return {
    args_get: get(0),
    args_sizes_get: sizes(0),
    environ_get: get(1),
    environ_sizes_get: sizes(1),
  };
}
