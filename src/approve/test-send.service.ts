import { Inject, Injectable } from '@nestjs/common';
import { MessageComposer, type ComposedTexts } from '../compose/contract.js';
import { type Actor, answerablePerson } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { parseEmail } from '../kernel/email.js';
import type { NoticeId } from '../kernel/ids.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Audit } from '../platform/audit/audit.js';
import { People } from '../platform/auth/people.js';
import { readColleagues } from '../platform/config/colleague-list.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import type { StaffMessage } from '../platform/staff-messages/staff-message.js';
import { StaffMessages } from '../platform/staff-messages/staff-messages.js';
import { ExerciseTests, type KeptTest } from './exercise-tests.js';
import { inventedReader, markedEmail, markedSms } from './model/test-copy.js';
import { requirePerson } from './model/who-may.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { TestSendRepository } from './store/test-send.repository.js';

/** Somebody who may get a test. The address stays here: whoever asks for a test names the id. */
export interface TestReader {
  readonly id: string;
  readonly name: string;
  readonly channel: 'email' | 'sms';
}

export interface TestRequest {
  /** Ids of `readers`. */
  readonly to: readonly string[];
  readonly locale: string;
  /** As somebody who lives there would get it: a place as laws count it, 'US-MA'; absent: nobody knows where. */
  readonly place?: string | null;
  /** The same key again is the same request: nothing is sent twice. A UUID. */
  readonly key: string;
}

const TESTERS = ['author', 'commander', 'approver', 'legal'] as const;
const MOST_AN_HOUR = 30;
const MOST_AT_ONCE = 10;

type Recipient = TestReader & { readonly to: StaffMessage['to'] };

/** Sends a draft to colleagues: past the ledger and every figure, marked as a test, about nobody. */
@Injectable()
export class TestSendService {
  constructor(
    private readonly plans: PlanService,
    private readonly composer: MessageComposer,
    private readonly people: People,
    private readonly sends: TestSendRepository,
    private readonly messages: StaffMessages,
    private readonly exercises: ExerciseTests,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'TEST_COLLEAGUES'>,
  ) {}

  /** Who can get one: people who may sign in, and those whom the settings name. The one who asks comes first. */
  async readers(actor: Actor): Promise<readonly TestReader[]> {
    const own = answerablePerson(actor);
    const all = (await this.recipients()).map(({ id, name, channel }): TestReader => ({ id, name, channel }));
    return [...all.filter(({ id }) => id === own), ...all.filter(({ id }) => id !== own)];
  }

  /** What tests of an exercise said: they are read here, since they go to nobody. None of another notice. */
  kept(id: NoticeId): Promise<readonly KeptTest[]> {
    return this.exercises.of(id);
  }

  /**
   * Of an exercise nothing leaves: see `kept`.
   *
   * @returns how many messages are on their way, or kept; 0 where the key was used before.
   * @throws DomainError forbidden `person-needed`, `role-needed`; not-found `notice-not-found`; unprocessable `nobody-chosen`, `too-many-chosen`,
   *   `reader-unknown`, `something-missing`; conflict `too-many-tests`
   */
  async send(actor: Actor, id: NoticeId, { to, locale, place = null, key }: TestRequest): Promise<number> {
    const person = requirePerson(actor, TESTERS);
    const chosen = await this.chosen(to);
    const standing = await this.plans.standing(id);
    const texts = await this.texts(standing, locale, place);
    return this.transactions.run(async (tx) => {
      if ((await this.sends.holdLastHour(tx, person)) + chosen.length > MOST_AN_HOUR) {
        throw new DomainError('conflict', 'too-many-tests', `You had ${MOST_AN_HOUR} tests sent within an hour. Wait before you send more.`);
      }
      if (!(await this.sends.keep(tx, key, id, person, chosen.length))) return 0;
      const messages = chosen.map((reader) => messageFor(reader, texts, standing.notice.sender, `test:${key}:${reader.id}`));
      if (standing.notice.incident.exercise) await this.exercises.keep(tx, id, messages.map((message, index) => ({ reader: chosen[index]!.name, channel: message.channel, subject: message.channel === 'email' ? message.subject : null, text: message.text })));
      else for (const message of messages) await this.messages.send(tx, message);
      await this.audit.record(tx, actor, {
        action: 'notice.tested', subject: { kind: 'notice', id }, incidentId: standing.notice.incidentId,
        details: { number: standing.notice.number, type: standing.notice.type, revision: standing.notice.revision, locale, ...(place === null ? {} : { place }), readers: chosen.map((one) => one.id) },
      });
      return chosen.length;
    });
  }

  private async chosen(to: readonly string[]): Promise<readonly Recipient[]> {
    const wanted = [...new Set(to)];
    if (wanted.length === 0) throw new DomainError('unprocessable', 'nobody-chosen', 'Choose at least one colleague.');
    if (wanted.length > MOST_AT_ONCE) throw new DomainError('unprocessable', 'too-many-chosen', `Choose ${MOST_AT_ONCE} colleagues at most.`);
    const known = new Map((await this.recipients()).map((one) => [one.id, one]));
    return wanted.map((id) => {
      const one = known.get(id);
      if (!one) throw new DomainError('unprocessable', 'reader-unknown', 'A test goes to colleagues who are listed, and to nobody else.');
      return one;
    });
  }

  private async recipients(): Promise<readonly Recipient[]> {
    const people = (await this.people.list()).filter(({ disabledAt, email }) => disabledAt === null && parseEmail(email) !== null);
    return [
      ...people.map(({ id, name }): Recipient => ({ id, name, channel: 'email', to: { person: id } })),
      ...readColleagues(this.settings.TEST_COLLEAGUES).map((one): Recipient => ({
        id: `listed-${sha256Hex(JSON.stringify(one)).slice(0, 16)}`, name: one.name,
        ...('email' in one ? { channel: 'email', to: { address: one.email } } : { channel: 'sms', to: { address: one.phone } }),
      })),
    ];
  }

  /** As nobody in particular gets it: no customer's data leaves in a test. */
  private async texts({ notice, texts }: StandingPlan, locale: string, place: string | null): Promise<ComposedTexts> {
    const plan = await this.composer.open({ planHash: null, notice, incident: notice.incident, texts });
    const happened = notice.facts.exposure === null ? notice.createdAt : new Date(notice.facts.exposure.from);
    const made = plan.texts(inventedReader(locale, place, notice.facts, happened), ['email', 'sms']);
    if (made.ok) return made.value;
    throw new DomainError('unprocessable', 'something-missing', `The texts lack ${made.refusal.flatMap(({ missing }) => missing).join(', ')}.`);
  }
}

function messageFor({ channel, to }: Recipient, texts: ComposedTexts, { senderName, fromEmail, replyTo }: StandingPlan['notice']['sender'], key: string): StaffMessage {
  if (channel === 'sms' && 'address' in to) return { purpose: 'test', channel: 'sms', to, key, text: markedSms(texts.sms!.body) };
  return { purpose: 'test', channel: 'email', to, key, ...markedEmail(texts.email!), sender: { name: senderName, address: fromEmail, replyTo } };
}
