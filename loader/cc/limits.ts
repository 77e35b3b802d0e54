/** How long a compilation may take, and what is said of one that ends otherwise. */
import { HermitError } from '../../runtime/errors';

/** Milliseconds that one job may take before the compiler counts as stuck; clang 22 loops for ever on a few inputs. */
export const TIME_LIMIT = 300_000;

export interface RunOptions {
  signal?: AbortSignal | undefined;
  timeLimitMs: number;
}

export const FAULT = 'this is a fault of the compiler, not of your program';

export const tookTooLong = (milliseconds: number): HermitError =>
  new HermitError(
    'HERMIT_ECOMPILER',
    `the compiler did not finish within ${milliseconds / 1000} s; ${FAULT}: compile the files one by one to find the construct that it hangs on (it is known to hang on some clauses of OpenMP 6.0)`,
  );

export function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error
    ? signal.reason
    : new HermitError('HERMIT_EABORT', 'the compilation was aborted');
}
