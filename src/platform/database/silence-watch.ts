import pg from 'pg';

/** How often is looked, in real milliseconds. */
const LOOK_MS = 1_000;
/** Looks, and not milliseconds: a process that stood still itself looks once when it goes on, and takes nobody for silent because of that. */
const ASK_AFTER = 4;
const GIVE_UP_AFTER = 6;

/**
 * A server that stands still (its machine frozen, its disk gone, or its machine lost without a word) keeps the connections that it has, and the
 * system beneath it goes on taking what is sent: a statement on one of them waits for ever, and with it the page that asked. How long a statement may
 * take says nothing about that, since some count a million people. So where one has been in use for some seconds the server is asked for
 * a new connection, which it gives at once as long as it is there, however busy. Where it gives none, all that are in use are broken off.
 * A refusal is an answer.
 */
export class SilenceWatch {
  /** The connections that somebody has, each with the looks that it has been his. */
  private readonly inUse = new Map<pg.ClientBase, number>();
  private readonly timer: NodeJS.Timeout;
  private asking: { readonly probe: pg.Client; looks: number } | null = null;

  /** @param config  How the server is reached. */
  constructor(
    private readonly config: pg.ClientConfig,
    lookMs: number = LOOK_MS,
  ) {
    this.timer = setInterval(() => this.look(), lookMs);
    this.timer.unref();
  }

  /** Has an eye on what this pool hands out. */
  over(pool: pg.Pool): void {
    pool.on('acquire', (client) => void this.inUse.set(client, 0));
    pool.on('release', (_error, client) => void this.inUse.delete(client));
    pool.on('remove', (client) => void this.inUse.delete(client));
  }

  /** The same for what is asked of a connection before its pool hands it out. */
  async during<Value>(client: pg.ClientBase, work: () => Promise<Value>): Promise<Value> {
    this.inUse.set(client, 0);
    return work().finally(() => this.inUse.delete(client));
  }

  end(): void {
    clearInterval(this.timer);
    this.answered();
  }

  private look(): void {
    let longest = 0;
    for (const [client, looks] of this.inUse) {
      this.inUse.set(client, looks + 1);
      longest = Math.max(longest, looks + 1);
    }
    if (this.asking) {
      this.asking.looks += 1;
      if (this.asking.looks >= GIVE_UP_AFTER) this.breakOff();
    } else if (longest >= ASK_AFTER) this.ask();
  }

  private ask(): void {
    const probe = new pg.Client(this.config);
    const asking = { probe, looks: 0 };
    this.asking = asking;
    const heard = (): void => {
      if (this.asking === asking) this.answered();
    };
    probe.on('error', heard);
    probe.connect().then(heard, heard);
  }

  /** Nobody is asked for again before somebody has waited as long once more. */
  private answered(): void {
    if (this.asking) cutOff(this.asking.probe);
    this.asking = null;
    for (const client of this.inUse.keys()) this.inUse.set(client, 0);
  }

  private breakOff(): void {
    const silent = [...this.inUse.keys()];
    this.answered();
    for (const client of silent) cutOff(client);
  }
}

/** Without a goodbye, for which the server would have to be there: whoever waits hears that the connection was terminated, and the pool lets it go. */
function cutOff(client: pg.ClientBase): void {
  (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();
}
