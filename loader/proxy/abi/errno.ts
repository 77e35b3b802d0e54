/**
 * Linux's error numbers (asm-generic, the ones musl's wasm32 port uses), and how errors become them. A call answers
 * minus one of these; code deep inside a call throws `fail(E.ENOENT)`.
 */
export const E = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  ENOTBLK: 15,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  EDOM: 33,
  ERANGE: 34,
  EDEADLK: 35,
  ENAMETOOLONG: 36,
  ENOLCK: 37,
  ENOSYS: 38,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENODATA: 61,
  EPROTO: 71,
  EOVERFLOW: 75,
  EILSEQ: 84,
  ENOTSOCK: 88,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  ESTALE: 116,
  EDQUOT: 122,
  ECANCELED: 125,
} as const;

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
