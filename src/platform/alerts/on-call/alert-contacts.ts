import { Inject, Injectable } from '@nestjs/common';
import { type Actor, mayAct, type Role } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { parsePhone } from '../../../kernel/phone.js';
import { Audit } from '../../audit/audit.js';
import { SETTINGS } from '../../config/config.module.js';
import { type Settings } from '../../config/config.js';
import { Transactions, type Tx } from '../../database/transactions.js';
import { type ContactInput, ContactRecords } from './contact.records.js';
import type { Contact, Rhythm } from './on-call.js';

export const MAY_LIST: readonly Role[] = ['commander', 'ops', 'admin'];

/** As it was typed. */
export type GivenContact = Omit<ContactInput, 'zone'> & { readonly zone: string | null };

/** Who is told of alerts, in which order, when and how. Every change is on the audit record, without numbers. */
@Injectable()
export class AlertContacts {
  constructor(
    private readonly records: ContactRecords,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DEFAULT_COUNTRY' | 'COMPANY_TIME_ZONE'>,
  ) {}

  list(): Promise<readonly Contact[]> {
    return this.records.list();
  }

  rhythm(): Promise<Rhythm> {
    return this.records.rhythm();
  }

  /** @throws DomainError forbidden `not-allowed`; unprocessable `contact-invalid` */
  async add(actor: Actor, given: GivenContact): Promise<string> {
    const contact = this.checked(actor, given);
    return this.transactions.run(async (tx) => {
      await this.assertKnown(tx, contact);
      const id = await this.records.add(tx, contact);
      await this.audit.record(tx, actor, { action: 'alert-contact.added', subject: { kind: 'alert-contact', id }, details: detailsOf(contact) });
      return id;
    });
  }

  /** @throws DomainError as `add`, and not-found `contact-not-found` */
  async change(actor: Actor, id: string, given: GivenContact): Promise<void> {
    const contact = this.checked(actor, given);
    await this.transactions.run(async (tx) => {
      await this.assertKnown(tx, contact);
      if (!(await this.records.change(tx, id, contact))) throw notFound();
      await this.audit.record(tx, actor, { action: 'alert-contact.changed', subject: { kind: 'alert-contact', id }, details: detailsOf(contact) });
    });
  }

  async remove(actor: Actor, id: string): Promise<void> {
    refuseOthers(actor);
    await this.transactions.run(async (tx) => {
      if (!(await this.records.remove(tx, id))) throw notFound();
      await this.audit.record(tx, actor, { action: 'alert-contact.removed', subject: { kind: 'alert-contact', id } });
    });
  }

  /** Told before whoever stands before him now; the first stays the first. */
  async earlier(actor: Actor, id: string): Promise<void> {
    refuseOthers(actor);
    await this.transactions.run(async (tx) => {
      if (await this.records.earlier(tx, id)) await this.audit.record(tx, actor, { action: 'alert-contact.moved', subject: { kind: 'alert-contact', id } });
    });
  }

  async setRhythm(actor: Actor, rhythm: Rhythm): Promise<void> {
    refuseOthers(actor);
    await this.transactions.run(async (tx) => {
      await this.records.setRhythm(tx, rhythm);
      await this.audit.record(tx, actor, { action: 'alert-rhythm.set', subject: { kind: 'alert-rhythm', id: 'alerts' }, details: { ...rhythm } });
    });
  }

  private checked(actor: Actor, given: GivenContact): ContactInput {
    refuseOthers(actor);
    const phone = given.phone === null ? null : parsePhone(given.phone, this.settings.DEFAULT_COUNTRY);
    if (given.phone !== null && phone === null) throw invalid('phone', 'The mobile number can get no texts as it stands: enter one with its country code, such as +1 206 555 0100.');
    if (phone === null && [...given.criticalBy, ...given.warningBy].includes('sms')) throw invalid('phone', 'A mobile number is needed for SMS, with its country code: enter one, or untick SMS.');
    if (given.criticalBy.length + given.warningBy.length === 0) throw invalid('criticalBy', 'Tick e-mail or SMS for critical alerts or for warnings: else nothing would reach them.');
    return { ...given, phone, zone: given.zone ?? this.settings.COMPANY_TIME_ZONE };
  }

  private async assertKnown(tx: Tx, { personId, brandId }: ContactInput): Promise<void> {
    if (!(await this.records.mayBeTold(tx, personId))) throw invalid('personId', 'must be a person who may sign in');
    if (brandId !== null && !(await this.records.hasBrand(tx, brandId))) throw invalid('brandId', 'must be a brand that there is');
  }
}

const detailsOf = ({ personId, brandId, criticalBy, warningBy, days, fromTime, untilTime, zone }: ContactInput) => ({ person: personId, brand: brandId, criticalBy, warningBy, days, fromTime, untilTime, zone });
const notFound = (): DomainError => new DomainError('not-found', 'contact-not-found', 'Nobody of that kind is on the list.');
const invalid = (path: string, message: string): DomainError => new DomainError('unprocessable', 'contact-invalid', message.endsWith('.') ? message : `${path} ${message}.`, { errors: [{ path, message }] });

function refuseOthers(actor: Actor): void {
  if (!mayAct(actor, MAY_LIST)) throw new DomainError('forbidden', 'not-allowed', 'Only a commander, the ops lead or an administrator says who is alerted.');
}
