import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { WorkerOrders } from '../support/deliver-worker.js';

/** One process from its start to its end. A place that is filled again has a new life under a new name. */
export interface Life {
  readonly instance: string;
  readonly child: ChildProcess;
}

/** Three workers, each a process of its own. */
export class Workers {
  private readonly places: Life[] = [];
  private started = 0;
  /** Texts in doubt that the workers found at the provider, by what they say themselves. */
  foundByLookUp = 0;

  constructor(
    private readonly count: number,
    private readonly orders: Omit<WorkerOrders, 'instance'>,
  ) {}

  async start(): Promise<void> {
    for (let place = 0; place < this.count; place += 1) this.fill(place);
    await Promise.all(this.places.map(({ child }) => once(child.stdout!, 'data')));
  }

  get lives(): readonly Life[] {
    return this.places;
  }

  /** @returns the life that ended; the next one in its place is on its way. */
  async kill(place: number): Promise<Life> {
    const life = this.places[place]!;
    life.child.kill('SIGKILL');
    await once(life.child, 'exit');
    return life;
  }

  refill(place: number): void {
    this.fill(place);
  }

  /** Asks each to end in good order. @returns their exit codes. */
  async stop(): Promise<readonly (number | null)[]> {
    return Promise.all(
      this.places.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode) return child.exitCode;
        child.stdin!.end();
        const [code] = (await once(child, 'exit')) as [number | null];
        return code;
      }),
    );
  }

  killAll(): void {
    for (const { child } of this.places) child.kill('SIGKILL');
  }

  private fill(place: number): void {
    this.started += 1;
    const instance = `worker-${place + 1}.${this.started}`;
    const child = spawn(process.execPath, ['dist/test/support/deliver-worker.js', JSON.stringify({ instance, ...this.orders } satisfies WorkerOrders)], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"deliver.text-looked-up"') && line.includes('"finding":"found"')) this.foundByLookUp += 1;
    });
    this.places[place] = { instance, child };
  }
}
