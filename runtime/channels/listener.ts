/** A port that the loader listens on. */
import type { Channel } from './channel.js';
import type { Patience } from './waits.js';

export class Listener {
  constructor(
    readonly port: number,
    private readonly of: { open(): boolean; accept(patience: Patience): Promise<Channel>; close(): void },
  ) {}

  /**
   * The next channel to an isle that connects.
   * @throws HermitError HERMIT_ETIMEDOUT, HERMIT_EMFILE; HERMIT_EINVAL once the listener is closed.
   */
  accept(patience: Patience = {}): Promise<Channel> {
    return this.of.accept(patience);
  }

  /** Refuses waiting connections and frees the port. */
  close(): void {
    if (this.of.open()) this.of.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
