/** A table of a bounded number of entries, which are dropped when nobody has asked for them for long. */
export class ExpiringMap<K, V> {
  /** In the order in which they were last asked for. */
  private readonly entries = new Map<K, { value: V; at: number }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly most: number,
    private readonly ms: number,
    private readonly dropped: (value: V) => void,
  ) {}

  get(key: K): V | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    entry.at = performance.now();
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** A full table drops what was not asked for longest. */
  set(key: K, value: V): void {
    if (this.entries.size >= this.most) this.drop(this.entries.keys().next().value as K);
    this.entries.set(key, { value, at: performance.now() });
    this.timer ??= setTimeout(() => this.age(), this.ms).unref();
  }

  drop(key: K): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.dropped(entry.value);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const key of this.entries.keys()) this.drop(key);
  }

  private age(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const [key, { at }] of this.entries) {
      if (now - at < this.ms) break;
      this.drop(key);
    }
    const first = this.entries.values().next().value;
    if (first) this.timer = setTimeout(() => this.age(), Math.max(1, first.at + this.ms - now)).unref();
  }
}
