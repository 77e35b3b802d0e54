/** Bytes that a guest may still write to standard output and error together. Its kernel's last words count too, which another thread passes on. */

/** Where it is counted. */
export const outputCount = (): SharedArrayBuffer => new SharedArrayBuffer(8);

export class OutputBudget {
  private readonly spent: BigInt64Array;

  constructor(
    private readonly limit: number,
    count: SharedArrayBuffer = outputCount(),
  ) {
    this.spent = new BigInt64Array(count);
  }

  get left(): number {
    return this.limit - Number(Atomics.load(this.spent, 0));
  }

  /** Takes up to so many bytes of it: how many it had. */
  take(wanted: number): number {
    for (;;) {
      const spent = Atomics.load(this.spent, 0);
      const taken = Math.max(0, Math.min(wanted, this.limit - Number(spent)));
      if (Atomics.compareExchange(this.spent, 0, spent, spent + BigInt(taken)) === spent) return taken;
    }
  }
}
