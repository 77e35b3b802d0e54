/** How errors become Linux's error numbers. A call answers minus one of these; code deep inside a call throws `fail(E.ENOENT)`. */
import { E } from '../../../runtime/errno.js';

export { E };

const names: string[] = [];
for (const [name, value] of Object.entries(E)) names[value] = name;
const byName: Readonly<Record<string, number>> = { ...E, ENOTSUP: E.EOPNOTSUPP, ENOTCAPABLE: E.EPERM };

/** `ENOENT` for 2; the number itself for one that the table lacks. */
export const errnoName = (errno: number): string => names[errno] ?? `errno ${errno}`;

/** The exception of a call that ends with an error number. One object per number: it carries no stack. */
export class CallFailure extends Error {
  constructor(readonly errno: number) {
    super(errnoName(errno));
  }
}

const failures: CallFailure[] = [];

/** Ends the call with this error number. */
export function fail(errno: number): never {
  throw (failures[errno] ??= new CallFailure(errno));
}

/**
 * The error number for whatever a call threw, positive; 0 for what no call should throw (a fault of the proxy itself).
 * Numbers that Node reports are the host's, so other systems than Linux are mapped by name.
 */
export function errnoOf(error: unknown): number {
  if (error instanceof CallFailure) return error.errno;
  const { errno, code } = (error ?? {}) as { errno?: unknown; code?: unknown };
  if (typeof code === 'string' && code in byName) return byName[code] as number;
  if (typeof errno === 'number' && errno < 0 && errno > -4096 && process.platform === 'linux') return -errno;
  if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_INVALID_ARG_VALUE') return E.EINVAL;
  if (code === 'ERR_FS_FILE_TOO_LARGE') return E.EFBIG;
  if (error instanceof RangeError) return E.ENOMEM;
  return 0;
}

/** What a step of a longer transfer answers, also where it throws: what was moved before it must not be lost. */
export function answerOf(step: () => number): number {
  try {
    return step();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 0) throw error;
    return -errno;
  }
}
