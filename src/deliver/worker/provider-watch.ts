import type { Channel } from '../../audience/contract.js';
import { type NewAlert } from '../../platform/alerts/alert.records.js';
import { type Clock } from '../../platform/clock/clock.js';
import { type Transactions, type Tx } from '../../platform/database/transactions.js';
import { type Log } from '../../platform/logging/log.js';
import type { Answer } from '../model/answer.js';
import { type Evidence, type Health, healthAfter, RESTING_SHARE, restingAfter, type Words } from '../model/breaker.js';
import type { Judged, ProviderHealthRepository, Tally } from '../store/provider-health.repository.js';

export interface WatchAlerts {
  raise(alert: NewAlert): Promise<void>;
  clear(kind: string, subject: string): Promise<void>;
}

export interface WatchParts {
  readonly channel: Channel;
  /** Names of its providers, the preferred one first. */
  readonly providers: readonly string[];
  /** Minutes (real) after which a text's receipt is late; null where no receipts are asked for. */
  readonly receiptMinutes: number | null;
  readonly owner: string;
  readonly store: ProviderHealthRepository;
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly alerts: WatchAlerts;
  readonly log: Log;
}

const EVERY_MS = 1_000;
const RECEIPTS_EVERY_MS = 15_000;
const RECEIPTS_WINDOW_MINUTES = 5;
const MINUTE_MS = 60_000;
/** What goes wrong is told by the alert until it is over. */
const ALERT = 'provider.trouble';

const AT_FIRST: Health = { state: 'working', share: 1, since: 0, steppedAt: 0, until: null, trips: 0, code: null, reason: null };
const AT_REST: Health = { ...AT_FIRST, state: 'resting', share: RESTING_SHARE };

type Heard = Omit<Tally, 'provider'>;

const NOTHING: Heard = { answers: 0, failures: 0, callMs: 0 };

/** How well each provider of a channel answers: what this process hears is added to what all others hear, and judged once a second by one of them. */
export class ProviderWatch {
  private healths: ReadonlyMap<string, Health>;
  private readonly heardOf = new Map<string, Heard>();
  private readonly words = new Map<string, { failure: Words | null; misconfigured: Words | null }>();
  private readonly receiptsOf = new Map<string, { readonly at: number; readonly counts: Evidence['receipts'] }>();
  private opened = false;
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | null = null;

  constructor(private readonly parts: WatchParts) {
    this.healths = new Map(parts.providers.map((provider, index) => [provider, index === 0 ? AT_FIRST : AT_REST]));
  }

  start(): void {
    void this.tick();
    this.timer = setInterval(() => void this.tick(), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.ticking;
  }

  health(provider: string): Health {
    return this.healths.get(provider) ?? AT_FIRST;
  }

  /** @param tookMs  Real; what ended without an answer says nothing of how fast one comes. */
  heard(provider: string, answer: Answer, tookMs: number): void {
    const failed = answer.kind === 'unreached' || answer.kind === 'unanswered';
    const { answers, failures, callMs } = this.heardOf.get(provider) ?? NOTHING;
    this.heardOf.set(provider, { answers: answers + 1, failures: failures + (failed ? 1 : 0), callMs: callMs + (failed ? 0 : tookMs) });
    const words = this.words.get(provider) ?? { failure: null, misconfigured: null };
    if (failed) words.failure = { code: answer.code, reason: answer.reason };
    if (answer.kind === 'misconfigured' && answer.scope === 'channel') words.misconfigured = { code: answer.code, reason: answer.reason };
    this.words.set(provider, words);
  }

  /** What a look at the account found, for people to see. @throws Error where it could not be put on record. */
  async checked(provider: string, fault: string | null): Promise<void> {
    await this.parts.transactions.run(async (tx) => {
      await this.openAll(tx);
      if (!(await this.parts.store.checked(tx, provider, fault, this.parts.owner))) throw new Error(`There is no row of ${provider} in provider_health.`);
    });
  }

  /** Never throws: while the database is away, what was known stays. */
  tick(): Promise<void> {
    this.ticking ??= this.look()
      .catch((error: unknown) => this.parts.log.debug({ event: 'deliver.watch-waits', channel: this.parts.channel, error }))
      .finally(() => (this.ticking = null));
    return this.ticking;
  }

  private async look(): Promise<void> {
    const { providers, store, transactions } = this.parts;
    const receipts = new Map(await Promise.all(providers.map(async (provider) => [provider, await this.receipts(provider)] as const)));
    const tallies = [...this.heardOf].map(([provider, heard]) => ({ provider, ...heard }));
    const changes = await transactions.run(async (tx) => {
      await this.openAll(tx);
      if (tallies.length > 0) await store.add(tx, tallies);
      const judged = await store.lock(tx, providers);
      if (tallies.length > 0) await store.timed(tx, tallies);
      const due = judged.some((row) => row.due) || [...this.words.values()].some(({ misconfigured }) => misconfigured !== null);
      const changed = due ? this.judge(judged, receipts) : [];
      for (const { provider, after } of changed) await store.save(tx, provider, after);
      if (due) await store.judged(tx, providers);
      this.healths = new Map(judged.map((row) => [row.provider, changed.find(({ provider }) => provider === row.provider)?.after ?? row]));
      return changed;
    });
    this.opened = this.healths.size === providers.length; // once that is committed, and others see the rows
    for (const { provider, ...told } of tallies) this.forget(provider, told);
    for (const { provider, before, after } of changes) await this.tell(provider, before, after);
  }

  private judge(rows: readonly Judged[], receipts: ReadonlyMap<string, Evidence['receipts']>): { provider: string; before: Health; after: Health }[] {
    const [preferred] = this.parts.providers;
    return rows.flatMap((row) => {
      const other = rows.some(({ provider, state }) => provider !== row.provider && state !== 'shut' && state !== 'needs-person' && state !== 'probing');
      const words = this.words.get(row.provider);
      const evidence = { answers: row.answers, failures: row.failures, failure: words?.failure ?? null, misconfigured: words?.misconfigured ?? null, receipts: receipts.get(row.provider) ?? null };
      if (words) words.misconfigured = null;
      const heard = healthAfter(row, evidence, other, row.now);
      const firstDoesItAll = rows.some(({ provider, share, state }) => provider === preferred && state === 'working' && share === 1);
      const after = row.provider === preferred || !firstDoesItAll ? heard : restingAfter(heard, row.idle, row.now);
      return after === row ? [] : [{ provider: row.provider, before: row, after }];
    });
  }

  private async openAll(tx: Tx): Promise<void> {
    const { providers, channel, store } = this.parts;
    if (this.opened) return;
    for (const provider of providers) {
      const { state, share } = provider === providers[0] ? AT_FIRST : AT_REST;
      await store.open(tx, provider, channel, state as 'working' | 'resting', share);
    }
  }

  private async receipts(provider: string): Promise<Evidence['receipts']> {
    const { receiptMinutes: minutes, providers, clock, store } = this.parts;
    if (minutes === null || providers.length < 2) return null;
    const known = this.receiptsOf.get(provider);
    if (known && Date.now() - known.at < RECEIPTS_EVERY_MS) return known.counts;
    const until = clock.now().getTime() - minutes * MINUTE_MS * clock.speed;
    const counts = await store.receipts(provider, new Date(until - RECEIPTS_WINDOW_MINUTES * MINUTE_MS * clock.speed), new Date(until));
    this.receiptsOf.set(provider, { at: Date.now(), counts: { ...counts, minutes } });
    return { ...counts, minutes };
  }

  /** Only what was told is forgotten: more may have been heard meanwhile. */
  private forget(provider: string, told: Heard): void {
    const heard = this.heardOf.get(provider)!;
    if (heard.answers === told.answers) this.heardOf.delete(provider);
    else this.heardOf.set(provider, { answers: heard.answers - told.answers, failures: heard.failures - told.failures, callMs: heard.callMs - told.callMs });
  }

  private async tell(provider: string, before: Health, after: Health): Promise<void> {
    const { alerts, channel, log } = this.parts;
    const { state, share, code, reason } = after;
    if (state !== before.state) log[state === 'shut' || state === 'easing' ? 'warn' : 'info']({ event: 'deliver.provider-moved', channel, provider, from: before.state, to: state, share, code, reason });
    if (state === 'working' || state === 'resting') return alerts.clear(ALERT, `provider:${provider}`);
    const telling = ALERTS[state];
    if (telling === null || state === before.state) return;
    await alerts.raise({ kind: ALERT, subject: `provider:${provider}`, lasting: true, ...telling(provider, reason ?? 'It does not answer.') });
  }
}

type Telling = (provider: string, reason: string) => Pick<NewAlert, 'severity' | 'message' | 'remedy'>;

const ALERTS: Readonly<Record<Exclude<Health['state'], 'working' | 'resting'>, Telling | null>> = {
  easing: (provider, reason) => ({ severity: 'warning', message: `Part of what ${provider} should send goes out by the other provider. ${reason}`, remedy: 'Nothing has to be done: the share goes up again by itself. Ask the provider if it lasts.' }),
  shut: (provider, reason) => ({ severity: 'critical', message: `Nothing goes out by ${provider}. ${reason}`, remedy: 'It is tried again by itself. What waits is not lost; ask the provider if it lasts.' }),
  'needs-person': (provider, reason) => ({ severity: 'critical', message: `${provider} refuses us. ${reason}`, remedy: 'Put the account or its settings right. It is tried again by itself after that.' }),
  probing: null,
  returning: null,
};
