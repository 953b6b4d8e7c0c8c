import { randomInt, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Actor, mayAct } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Alerts } from '../alerts/alerts.js';
import { Audit } from '../audit/audit.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { derivedKey, seal, unseal } from '../http/seal.js';
import { LOG, type Log } from '../logging/log.js';
import { urlFault } from './safe-address.js';
import { retryMs, WEBHOOK_TEST, type WebhookEventType } from './webhook-event.js';
import { WebhookSender } from './webhook-sender.js';
import { newSecret } from './webhook-signature.js';
import { type DeliveryFilter, type DueDelivery, type WebhookDelivery, type WebhookEndpoint, WebhookRecords } from './webhook.records.js';

export interface NewEndpoint {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
}

const AT_ONCE = 10;
/** Batches in one tick, so that a flood does not keep the job from reading on. */
const BATCHES = 20;
const MOST_FAILING_DAYS = 3;
const KEPT_DAYS = 30;
const GONE = 410;
const DISABLED = 'webhook.disabled';
const subjectOf = (id: string): string => `webhook:${id}`;

/** What happens, told to other programs: signed, at least once, each time under the same id. */
@Injectable()
export class Webhooks {
  private readonly key: Buffer;

  constructor(
    private readonly records: WebhookRecords,
    private readonly sender: WebhookSender,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly alerts: Alerts,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'secretKey' | 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'webhook secrets');
  }

  list(): Promise<readonly WebhookEndpoint[]> {
    return this.records.list();
  }

  /** For what costs something to find out. */
  wants(type: WebhookEventType): Promise<boolean> {
    return this.records.wants(type);
  }

  /** @param key  Names the event: the same again is told once. */
  async publish(tx: Tx, key: string, type: WebhookEventType, occurredAt: Date, data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.records.publish(tx, key, type, occurredAt, data, null);
  }

  /** @returns the secret, once. @throws DomainError forbidden `not-allowed`; unprocessable `webhook-invalid` */
  async add(actor: Actor, { url, description, events }: NewEndpoint): Promise<{ readonly id: string; readonly secret: string }> {
    refuseOthers(actor);
    const fault = urlFault(url, this.sender.inner);
    if (fault !== null) throw new DomainError('unprocessable', 'webhook-invalid', `The address ${fault}.`, { errors: [{ path: 'url', message: fault }] });
    const secret = newSecret();
    return this.transactions.run(async (tx) => {
      const id = await this.records.add(tx, url, description.trim(), [...new Set(events)], seal(this.key, secret), actor.id);
      await this.record(tx, actor, 'added', id, { host: new URL(url).host, events });
      return { id, secret };
    });
  }

  /** The secret before counts for a day more. @returns the new one, once. */
  async rotate(actor: Actor, id: string): Promise<{ readonly id: string; readonly secret: string }> {
    const secret = newSecret();
    await this.change(actor, id, 'rotated', (tx) => this.records.rotate(tx, id, seal(this.key, secret)));
    return { id, secret };
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, 'removed', (tx) => this.records.remove(tx, id));
    await this.alerts.clear(DISABLED, subjectOf(id));
  }

  /** What waits is delivered at once. */
  async enable(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, 'enabled', (tx) => this.records.enable(tx, id));
    await this.alerts.clear(DISABLED, subjectOf(id));
  }

  async test(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, 'tested', async (tx) => {
      if (!(await this.records.list()).some((one) => one.id === id)) return false;
      await this.records.publish(tx, `test:${randomUUID()}`, WEBHOOK_TEST, new Date(), { endpointId: id }, id);
      return true;
    });
  }

  /** Newest first. */
  deliveries(endpoint: string, filter: DeliveryFilter, before: string | null, limit: number): Promise<readonly WebhookDelivery[]> {
    return this.records.deliveries(endpoint, filter, before, limit);
  }

  async deliverAgain(actor: Actor, endpoint: string, event: string): Promise<void> {
    await this.change(actor, endpoint, 'asked-again', (tx) => this.records.again(tx, endpoint, event), { event });
  }

  /** Reads on in the audit record, and delivers what is due. Safe to run twice: a receiver knows a repeat by its id. @returns deliveries tried. */
  async tell(): Promise<number> {
    while ((await this.transactions.run((tx) => this.records.feed(tx))) > 0);
    while ((await this.transactions.run((tx) => this.records.spread(tx))) > 0);
    let tried = 0;
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const due = await this.transactions.run((tx) => this.records.claim(tx, AT_ONCE));
      await Promise.all(due.map((one) => this.deliver(one)));
      tried += due.length;
      if (due.length < AT_ONCE) break;
    }
    return tried;
  }

  forget(): Promise<number> {
    return this.transactions.run((tx) => this.records.forget(tx, KEPT_DAYS));
  }

  private async deliver(due: DueDelivery): Promise<void> {
    const { endpointId, url, secret, oldSecret, eventId, type, occurredAt, data } = due;
    const body = JSON.stringify({ type, timestamp: occurredAt.toISOString(), sequence: Number(eventId), data });
    const secrets = [secret, ...(oldSecret === null ? [] : [oldSecret])].map((sealed) => unseal(this.key, sealed));
    const { status, error } = await this.sender.post(url, `evt_${eventId}`, body, secrets);
    await this.transactions.run(async (tx) => {
      const { state, failingDays } = await this.records.record(tx, due, status, error, retryMs(due.attempts, randomInt(2 ** 32) / 2 ** 32));
      if (status === GONE) await this.disable(tx, endpointId, 'It said that it is gone for good (410).');
      else if (failingDays >= MOST_FAILING_DAYS) await this.disable(tx, endpointId, `No delivery got through for ${MOST_FAILING_DAYS} days. The last time: ${error}`);
      else if (state === 'dead') this.log.warn({ event: 'webhook.given-up', endpoint: endpointId, id: eventId, type });
    });
  }

  private async disable(tx: Tx, id: string, why: string): Promise<void> {
    if (!(await this.records.disable(tx, id, why))) return;
    await this.record(tx, { kind: 'system', id: this.surroundings.instance }, 'disabled', id, { why });
    await this.alerts.raise({ kind: DISABLED, subject: subjectOf(id), lasting: true, message: `A webhook is switched off. ${why}`, remedy: 'Mend the receiver, then switch it on under "Webhooks": what waits is delivered then.' }, tx);
  }

  private async change(actor: Actor, id: string, done: string, work: (tx: Tx) => Promise<boolean>, details: Record<string, unknown> = {}): Promise<void> {
    refuseOthers(actor);
    await this.transactions.run(async (tx) => {
      if (!(await work(tx))) throw new DomainError('not-found', 'webhook-not-found', 'There is no such webhook or delivery.');
      await this.record(tx, actor, done, id, details);
    });
  }

  private record(tx: Tx, actor: Actor, done: string, id: string, details: Record<string, unknown>): Promise<void> {
    return this.audit.record(tx, actor, { action: `webhook.${done}`, subject: { kind: 'webhook', id }, details });
  }
}

function refuseOthers(actor: Actor): void {
  if (actor.kind !== 'person' || !mayAct(actor, ['admin'])) throw new DomainError('forbidden', 'not-allowed', 'Only an administrator, signed in himself, decides who hears of events.');
}
