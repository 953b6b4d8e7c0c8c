/** Work done first come, first served, a few at a time. Waiting entries are small: the work looks up the rest. */
export class CallbackQueue<Job> {
  private jobs: Job[] = [];
  private head = 0;
  private running = 0;
  private idleWaiters: (() => void)[] = [];

  /** @param work  Must not reject. */
  constructor(
    private readonly limit: number,
    private readonly work: (job: Job) => Promise<void>,
  ) {}

  push(job: Job): void {
    this.jobs.push(job);
    this.startMore();
  }

  get waiting(): number {
    return this.jobs.length - this.head;
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.jobs = [];
    this.head = 0;
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    if (this.running === 0 && this.waiting === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private startMore(): void {
    while (this.running < this.limit && this.waiting > 0) {
      const job = this.jobs[this.head]!;
      this.head += 1;
      this.running += 1;
      void this.work(job).finally(() => this.ended());
    }
    // Taking from the front of a long array moves the rest; a head that walks does not.
    if (this.head > 10_000 && this.head * 2 > this.jobs.length) {
      this.jobs = this.jobs.slice(this.head);
      this.head = 0;
    }
  }

  private ended(): void {
    this.running -= 1;
    this.startMore();
    if (this.running === 0 && this.waiting === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
