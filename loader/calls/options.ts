/** Options of one call. */

export interface CallOptions {
  /** Takes a call that waits out of the queue; one that runs ends with its isle. */
  signal?: AbortSignal;
  /** Milliseconds that the function may run, Infinity: as long as it likes; a call that takes longer ends with its isle. */
  timeLimit?: number;
  /** Reads the `char *` that the function returns, and answers its text (null: undefined). */
  returns?: 'string';
  /** Arrays of other memory than the isle's are copied there, and back when the function has returned unless C declares them const. */
  copy?: boolean;
}
