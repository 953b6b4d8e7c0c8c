import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../kernel/actor.js';
import { DomainError } from '../../../kernel/domain-error.js';
import type { MessageId, PersonId } from '../../../kernel/ids.js';
import { mailToken, readMailToken } from '../../../kernel/mail-token.js';
import { Audit } from '../../audit/audit.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../config/config.module.js';
import { type Settings } from '../../config/config.js';
import { toldIn } from '../../clock/told-time.js';
import { Transactions, type Tx } from '../../database/transactions.js';
import { derivedKey } from '../../http/seal.js';
import { LOG, type Log } from '../../logging/log.js';
import { StaffMessages } from '../../staff-messages/staff-messages.js';
import { type Alert } from '../alert.records.js';
import { Alerts } from '../alerts.js';
import { mailWords, smsWords } from './alert-words.js';
import { CaseRecords, KEPT_MESSAGE, KEPT_REMEDY, type OpenCase, type Telling, type WhyTold } from './case.records.js';
import { ContactRecords } from './contact.records.js';
import { type AlertChannel, channelsOf, type Contact, listFor, nextStep } from './on-call.js';

const NOBODY = { kind: 'alerts.nobody-listed', subject: 'alerts' } as const;
/** One that a person asks for, to see whether alerts reach him. */
export const TEST = 'alerts.test';
const subjectOf = (person: PersonId): string => `person:${person}`;
const EVERY_CHANNEL: readonly AlertChannel[] = ['email', 'sms'];
/** Where nobody is listed the case is looked at again; somebody may be by then. */
const NOBODY_MINUTES = 5;

/**
 * Tells people of alerts: one after the other along the list until one of them says that he has seen it, by another way where a message
 * does not get through, and that it is over.
 */
@Injectable()
export class AlertTellings {
  private readonly key: Buffer;

  constructor(
    private readonly alerts: Alerts,
    private readonly cases: CaseRecords,
    private readonly contacts: ContactRecords,
    private readonly messages: StaffMessages,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'COMPANY_TIME_ZONE'>,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'secretKey' | 'publicUrl' | 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'alert answers');
  }

  /** One look. Every step is kept with the message that it makes, so a crash between two repeats nothing. @returns people told. */
  async tell(): Promise<number> {
    await this.mindTheList();
    return this.transactions.run(async (tx) => {
      await this.cases.takeUp(tx);
      return (await this.sayOver(tx)) + (await this.tryOtherWays(tx)) + (await this.tellDue(tx));
    });
  }

  /** For whoever wants to see whether alerts reach him. @throws DomainError conflict `not-listed` */
  async test(actor: Actor): Promise<void> {
    if (actor.kind !== 'person') throw new DomainError('conflict', 'not-listed', 'A test alert goes to a person who is signed in.');
    const only = actor.id;
    if (listFor({ severity: 'warning', brandId: null, only }, await this.contacts.list()).length === 0) {
      throw new DomainError('conflict', 'not-listed', 'You are not on the list of those who are told of warnings. Add yourself first.');
    }
    await this.transactions.run(async (tx) => {
      await this.alerts.clear(TEST, subjectOf(only), tx);
      await this.alerts.raise({ kind: TEST, subject: subjectOf(only), lasting: false, message: `A test: ${actor.name} wants to see whether alerts arrive.`, remedy: 'Nothing. Say that you have seen it, and the test is over.' }, tx);
      await this.audit.record(tx, actor, { action: 'alert-test.asked', subject: { kind: 'person', id: only } });
    });
  }

  /** Of the actor's newest test: none where he never asked for one. */
  async lastTest(actor: Actor): Promise<readonly Telling[]> {
    const id = actor.kind === 'person' ? await this.alerts.newest(TEST, subjectOf(actor.id)) : null;
    return id === null ? [] : this.cases.tellingsOf(id);
  }

  tellingsOf(alert: string): Promise<readonly Telling[]> {
    return this.cases.tellingsOf(alert);
  }

  /** The alert behind a link, its times on the clocks of whoever was told by it; null where the link is none of ours or its person may not sign in any more. */
  async behind(token: string): Promise<{ readonly telling: Telling; readonly alert: Alert; readonly zone: string } | null> {
    const id = readMailToken(this.key, token);
    const telling = id === null ? null : await this.cases.telling(id);
    const alert = telling === null ? null : await this.alerts.get(telling.alertId);
    if (telling === null || alert === null) return null;
    const zone = (await this.cases.zoneOf(telling.personId)) ?? this.settings.COMPANY_TIME_ZONE;
    if (await this.cases.isKept(alert.id)) return { telling, zone, alert: { ...alert, message: KEPT_MESSAGE, remedy: KEPT_REMEDY } };
    return { telling, zone, alert: { ...alert, message: toldIn(await this.cases.timedMessage(alert.id), zone) } };
  }

  /** By the button behind the link: the alert, and those that were told along with it. @returns null as `behind` */
  async answer(token: string): Promise<{ readonly alert: Alert; readonly zone: string } | null> {
    const found = await this.behind(token);
    if (found === null) return null;
    const { telling: { personId, name, alertId } } = found;
    for (const id of await this.cases.groupOf(alertId)) await this.alerts.acknowledgeByLink({ id: personId, name }, id);
    return this.behind(token);
  }

  private async tellDue(tx: Tx): Promise<number> {
    const due = await this.cases.due(tx);
    if (due.length === 0) return 0;
    const [contacts, rhythm] = [await this.contacts.list(tx), await this.contacts.rhythm(tx)];
    let told = 0;
    for (const open of due) {
      const step = nextStep(this.meant(open), contacts, rhythm, open.step, new Date());
      if (step.kind !== 'tell') {
        await this.cases.goOn(tx, open.alertId, false, step.kind === 'wait' ? step.nextInMinutes : NOBODY_MINUTES);
        continue;
      }
      for (const channel of step.channels) await this.say(tx, open, step.contact, channel, open.step === 0 ? 'raised' : 'nobody-answered', step.nextInMinutes);
      await this.cases.goOn(tx, open.alertId, true, step.nextInMinutes);
      told += 1;
    }
    return told;
  }

  /** Mail that does not leave is followed by a text, and the other way round; where there is no other way, the next on the list is told at once. */
  private async tryOtherWays(tx: Tx): Promise<number> {
    const failed = (await this.cases.notThrough(tx)).filter(({ alertIsOpen }) => alertIsOpen);
    if (failed.length === 0) return 0;
    const contacts = await this.contacts.list(tx);
    for (const { alertId, contactId, step, channel } of failed) {
      const [open, contact] = [await this.cases.openCase(tx, alertId), contacts.find(({ id }) => id === contactId)];
      if (open === null) continue;
      const ofStep = (await this.cases.tellingsOf(alertId, tx)).filter((one) => one.step === step && one.contactId === contactId && one.why !== 'over');
      const other = EVERY_CHANNEL.find((way) => way !== channel && !ofStep.some((one) => one.channel === way) && (way === 'email' || contact?.phone));
      if (contact && other) await this.say(tx, { ...open, step }, contact, other, 'other-way', null);
      else if (ofStep.every(({ outcome }) => outcome === 'not-sent')) await this.cases.atOnce(tx, alertId);
    }
    return failed.length;
  }

  private async sayOver(tx: Tx): Promise<number> {
    const over = (await this.cases.over(tx)).filter(({ lasting }) => lasting);
    if (over.length === 0) return 0;
    const contacts = await this.contacts.list(tx);
    let said = 0;
    for (const open of over) {
      const told = new Set((await this.cases.tellingsOf(open.alertId, tx)).map(({ contactId, channel }) => `${contactId} ${channel}`));
      for (const contact of contacts) {
        for (const channel of channelsOf(contact, open.severity)) {
          if (!told.has(`${contact.id} ${channel}`)) continue;
          await this.say(tx, open, contact, channel, 'over', null);
          said += 1;
        }
      }
    }
    return said;
  }

  private async say(tx: Tx, open: OpenCase, contact: Contact, channel: AlertChannel, why: WhyTold, nextInMinutes: number | null): Promise<void> {
    const { alertId, step, kind, severity } = open;
    const telling = await this.cases.addTelling(tx, alertId, contact.id, step, why, channel);
    const link = why === 'over' ? null : `${this.surroundings.publicUrl.replace(/(?<!\/)\/+$/, '')}/a/${mailToken(this.key, telling as MessageId)}`;
    const zone = (await this.cases.zoneOf(contact.personId, tx)) ?? this.settings.COMPANY_TIME_ZONE;
    const words = { ...open, others: why === 'over' ? 0 : open.others, why, link, nextInMinutes, zone };
    const common = { purpose: 'alert', key: `alert:${telling}` } as const;
    const message = channel === 'email'
      ? await this.messages.send(tx, { ...common, channel, to: { person: contact.personId }, ...mailWords(words) })
      : await this.messages.send(tx, { ...common, channel, to: { address: contact.phone! }, text: smsWords(words) });
    await this.cases.messageOf(tx, telling, message);
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
      action: why === 'over' ? 'alert.said-over' : 'alert.told', subject: { kind: 'alert', id: alertId }, details: { kind, severity, person: contact.personId, channel, step: step + 1, why, zone },
    });
    this.log.info({ event: 'alert.told', alert: alertId, kind, person: contact.personId, channel, step: step + 1, why });
  }

  /** Something that nobody hears of is worth an alert of its own, on the pages at least. */
  private async mindTheList(): Promise<void> {
    const listed = listFor({ severity: 'critical', brandId: null, only: null }, await this.contacts.list());
    const isSaid = await this.alerts.isLive(NOBODY.kind, NOBODY.subject);
    if (listed.length > 0 && isSaid) await this.alerts.clear(NOBODY.kind, NOBODY.subject);
    if (listed.length > 0 || isSaid) return;
    await this.alerts.raise({
      ...NOBODY, lasting: true, message: 'No one on the team would be alerted if something critical happened: nobody is on the alert list.',
      remedy: 'Put people on it under “Who is alerted”.',
    });
  }

  private meant({ kind, subject, severity, brandId }: OpenCase) {
    return { severity, brandId, only: kind === TEST ? (subject.slice('person:'.length) as PersonId) : null };
  }
}
