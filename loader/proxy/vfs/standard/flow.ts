/** Standard streams that the host process takes and gives itself, in place of its own. */

/** Takes the guest's output. */
export interface Outlet {
  /** 'full': the guest waits; 'closed': it gets EPIPE. */
  state(fd: number): 'open' | 'full' | 'closed';
  /** What one call wrote; the bytes are the taker's. */
  take(fd: number, text: Uint8Array): void;
  /** Set by the proxy; to be called when a state has changed to 'open' or 'closed'. */
  changed?: (fd: number) => void;
}

/** Gives the guest its standard input. */
export interface Inlet {
  readonly ready: boolean;
  /** Nothing comes any more after what is ready. */
  readonly ended: boolean;
  /** At most so many bytes, undefined when none are ready. */
  give(most: number): Uint8Array | undefined;
  /** Set by the proxy; to be called when something is ready, or the end is. */
  arrived?: () => void;
}
