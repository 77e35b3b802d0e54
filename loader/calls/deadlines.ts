/** Time limits of jobs that mostly take microseconds: one timer for all, because one for each would cost as much as the job. */

export class Deadlines<Job extends { due: number }> {
  private timer: NodeJS.Timeout | undefined;
  /** When the timer rings. */
  private next = Infinity;

  constructor(
    /** Those that run now. */
    private readonly running: () => readonly (Job | undefined)[],
    private readonly expire: (job: Job) => void,
  ) {}

  /** A job with this deadline has begun. That it has ended need not be told. */
  watch(due: number): void {
    if (due >= this.next) return;
    clearTimeout(this.timer);
    this.next = due;
    // What runs keeps the process; that it did is no reason to stay.
    this.timer = setTimeout(() => this.ring(), Math.max(1, Math.ceil(due - performance.now()))).unref();
  }

  private ring(): void {
    this.next = Infinity;
    const now = performance.now();
    const jobs = [...this.running()];
    for (const job of jobs) {
      if (job === undefined || job.due === Infinity) continue;
      if (job.due <= now) this.expire(job);
      else this.watch(job.due);
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.next = -Infinity;
  }
}
