/** Options of one call. */

export interface CallOptions {
  /** Removes a waiting call from the queue; aborting a running call ends its isle. */
  signal?: AbortSignal;
  /** Milliseconds that the function may run; Infinity: no limit. A call that takes longer ends its isle. */
  timeLimit?: number;
  /** Resolves with the text of the `char *` that the function returns (NULL: undefined). */
  returns?: 'string';
  /** Copies arrays outside the isle's memory into it, and back when the function has returned unless C declares them const. */
  copy?: boolean;
}
