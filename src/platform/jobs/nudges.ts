import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import pg from 'pg';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { LOG, type Log } from '../logging/log.js';

/** Words that the database says on the channel `firstword`: see what calls pg_notify in migrations/ and in `StaffMessageRecords`. */
export type Nudge = 'notice.approved' | 'dispatch.changed' | 'staff-message.waiting';

const BEAT_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Hears at once that there is something to do, instead of at the next tick. A nudge says nothing but "look": it may come twice or get
 * lost (a connection that broke, a pooler that passes none on), and the tick of the job stays the net beneath it.
 */
@Injectable()
export class Nudges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly heard = new Map<string, (() => void)[]>();
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = 0;
  private stopping = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ROLE'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'databaseUrl'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @param act  Must not throw, and may be called when there is nothing to do. */
  on(nudge: Nudge, act: () => void): void {
    this.heard.set(nudge, [...(this.heard.get(nudge) ?? []), act]);
  }

  onApplicationBootstrap(): void {
    if (this.settings.ROLE !== 'web') void this.listen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    // A server that is gone would never say goodbye.
    await Promise.race([this.client?.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
  }

  /** Never throws: a process that can't listen works by its ticks, and tries again. */
  async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.surroundings.databaseUrl, application_name: 'firstword-nudges', keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS, query_timeout: ANSWER_WITHIN_MS,
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ payload }) => this.act(payload ?? ''));
    this.client = client;
    try {
      await client.connect();
      await client.query('listen firstword');
    } catch {
      return this.lost(client);
    }
    if (this.pauseMs > 0) this.log.info({ event: 'nudges.listening-again' });
    this.pauseMs = 0;
    for (const nudge of this.heard.keys()) this.act(nudge); // whatever was said while nobody listened
    this.beat(client);
  }

  private act(nudge: string): void {
    for (const act of this.heard.get(nudge) ?? []) act();
  }

  /** Finds out about a connection that died without a word. */
  private beat(client: pg.Client): void {
    if (this.stopping || client !== this.client) return;
    this.timer = setTimeout(() => void client.query('select 1').then(() => this.beat(client), () => this.lost(client)), BEAT_MS);
  }

  private lost(client: pg.Client): void {
    if (this.stopping || client !== this.client) return; // each connection is lost once
    this.client = null;
    client.end().catch(() => undefined);
    if (this.pauseMs === 0) this.log.warn({ event: 'nudges.not-listening' });
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(1_000, this.pauseMs * 2));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.listen(), this.pauseMs);
  }
}
