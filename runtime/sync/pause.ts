let word: Int32Array | undefined;

/** Blocks the thread for so many milliseconds, where there is nothing that could be waited for. */
export function pause(ms: number): void {
  Atomics.wait((word ??= new Int32Array(new SharedArrayBuffer(4))), 0, 0, ms);
}
