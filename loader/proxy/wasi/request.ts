/** A request as its handler sees it: the arguments out of the core's window, read once, and where the answer's bytes go. */
import type { Call } from '../guest/call.js';
import { E, fail } from '../abi/errno.js';
import { calls, type Kind, type ProxyCalls } from '../../wasi/preview1.js';
import { argumentsOf, dataOf, ROOM, windowOf, WORDS } from '../../wasi/staging.js';
import type { Descriptors } from './descriptors.js';

/** Bytes in the staging memory. */
export interface Bytes {
  at: number;
  length: number;
}

export interface Context {
  call: Call;
  fds: Descriptors;
  /** Address where the answer's bytes go: behind what came in. */
  out: number;
  /** Whether a transfer that filled the window may go on at once. */
  more(): void;
}

/**
 * Serve one call each; get its parameters: numbers, 64-bit ones as bigint without sign, paths as byte strings, everything else as bytes.
 * Answer a count (of bytes behind `out`, where the call gives some), minus one of Linux's errors, or PENDING.
 */
export type Handlers = {
  [N in keyof ProxyCalls<Bytes>]: (context: Context, ...values: ProxyCalls<Bytes>[N]) => number;
};
/** The handlers of one file. */
export type Family = Partial<Handlers>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A path: what is no UTF-8 is ILSEQ, a NUL in it INVAL. The proxy's paths are byte strings. */
function pathOf(copy: Buffer): string {
  try {
    utf8.decode(copy);
  } catch {
    fail(E.EILSEQ);
  }
  if (copy.includes(0)) fail(E.EINVAL);
  return copy.toString('latin1');
}

/** The context and the parameters of the request in the present core's window. */
export function readRequest(call: Call, fds: Descriptors, nr: number): [Context, unknown[]] {
  const { core } = call;
  const { memory } = call.guest;
  const data = dataOf(core);
  let out = data;
  const read = (kind: Kind, at: number): unknown => {
    const low = memory.view.getUint32(at, true);
    if (kind === 'u64') return memory.view.getBigUint64(at, true);
    if (!WIDE.has(kind)) return kind === 'fd' ? low | 0 : low;
    const length = memory.view.getUint32(at + 4, true);
    if (low > ROOM || length > ROOM - low) fail(E.EFAULT);
    if (kind === 'iovin' || kind === 'in' || kind === 'path') out = Math.max(out, data + low + length);
    return kind === 'path' ? pathOf(memory.copy(data + low, length)) : { at: data + low, length };
  };
  const base = argumentsOf(core);
  const values = calls[nr]!.parameters.map(({ kind }, i) => read(kind, base + 8 * i));
  const more = (): void => memory.setWord(windowOf(core) + WORDS.more, 1);
  return [{ call, fds, out, more }, values];
}

const WIDE: ReadonlySet<Kind> = new Set(['path', 'in', 'out', 'iovin', 'iovout']);
