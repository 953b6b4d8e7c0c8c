import { Inject, Injectable } from '@nestjs/common';
import { ElectronicNotice } from '../approve/contract.js';
import { type Actor, mayAct } from '../kernel/actor.js';
import { BYTE_ORDER_MARK, csvLine } from '../kernel/csv.js';
import { DomainError } from '../kernel/domain-error.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { opened, pages } from '../kernel/pages.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type Outcome } from './contract.js';
import { letterAddress } from './model/letter.js';
import { type LetterPlace, letterPlaceOf, letterPlaceText, startOfNext, type Unreachable } from './model/letter-place.js';
import { PlanCache, type SendablePlan } from './plan-cache.js';
import { DispatchRepository } from './store/dispatch.repository.js';
import { MemberPageRepository } from './store/member-page.repository.js';
import { type Letter, type NewLetter, type PostalFile, PostalRepository, type Unreached } from './store/postal.repository.js';

export interface PostalView {
  readonly files: readonly PostalFile[];
  /** Members whom no channel reached and who are in no file yet, by whether their address is whole. */
  readonly waiting: {
    readonly letters: number;
    readonly withoutAddress: number;
    /** Besides them, of a statutory notice: those who are written to, but whose law takes that for its notice only from who agreed to it, and who did not. */
    readonly owed: { readonly letters: number; readonly withoutAddress: number };
  };
}

/** Somebody whom neither a channel nor a letter can reach, and what his address lacks. */
export interface WithoutAddress {
  readonly customerId: CustomerId;
  readonly reference: string;
  readonly position: number;
  readonly outcome: Outcome;
  readonly missing: readonly string[];
}

const NOBODY = { letters: 0, withoutAddress: 0 };
const PAGE = 2_000;
/** So many are looked at for a page of those without an address, most of whom may have one. */
const LOOKED_AT = 1_500;
const AT_ONCE = 500;
const RENDERED_AT_ONCE = 100;
const COLUMNS = ['reference', 'name', 'address_line1', 'address_line2', 'city', 'region', 'postal_code', 'country', 'locale', 'incident', 'notice', 'subject', 'body', 'standing'];

/**
 * Letters to whom no channel reached. A file is made by a person, once for each member: the next one has only those who came since.
 * Everyone gets a letter of his own, also where a household shares an address: what is theirs differs.
 */
@Injectable()
export class PostalService {
  constructor(
    private readonly postal: PostalRepository,
    private readonly members: MemberPageRepository,
    private readonly dispatches: DispatchRepository,
    private readonly plans: PlanCache,
    private readonly electronic: ElectronicNotice,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DEFAULT_COUNTRY'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws DomainError not-found `dispatch-not-found` */
  async view(notice: NoticeId): Promise<PostalView> {
    const [files, waiting] = await Promise.all([this.files(notice), this.waiting(notice)]);
    return { files, waiting };
  }

  /** By their numbers. @throws DomainError not-found `dispatch-not-found` */
  async files(notice: NoticeId): Promise<readonly PostalFile[]> {
    await this.dispatch(notice);
    return this.postal.files(notice);
  }

  /** Counted over everybody whom no channel reached: the more there are, the longer it takes. */
  async waiting(notice: NoticeId): Promise<PostalView['waiting']> {
    const home = this.settings.DEFAULT_COUNTRY;
    const places = await this.placesOf(notice);
    const [waiting, owed] = await Promise.all([this.postal.waiting(notice, this.clock.now(), home), places.length === 0 ? NOBODY : this.postal.owedCount(notice, this.clock.now(), home, places)]);
    return { ...waiting, owed };
  }

  /**
   * Outcome after outcome, each in the order of its members; of one alone where it is given.
   *
   * @param after  The `next` of the page before; "-1" for the first page.
   * @returns at most `limit`, and perhaps fewer though `next` says that there are more: of a page no more than some are looked at.
   * @throws DomainError not-found `dispatch-not-found`, invalid `cursor-unknown`
   */
  async withoutAddress(notice: NoticeId, after: string, limit: number, only: Unreachable | null = null): Promise<{ readonly items: readonly WithoutAddress[]; readonly next: string | null }> {
    const place = letterPlaceOf(after, only);
    if (place === null) throw new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
    await this.dispatch(notice);
    const items: WithoutAddress[] = [];
    let [next, looked]: [LetterPlace | null, number] = [place, 0];
    while (next !== null && items.length < limit && looked < LOOKED_AT) {
      const page = await this.stretch(notice, next, AT_ONCE, only);
      looked += page.looked;
      next = page.next;
      for (const { member, place: at } of page.found) {
        const judged = letterAddress(member, this.settings.DEFAULT_COUNTRY);
        const { customerId, reference, position, outcome } = member;
        if (!judged.ok) items.push({ customerId, reference, position, outcome, missing: judged.missing });
        if (items.length === limit) {
          next = at;
          break;
        }
      }
    }
    return { items, next: next && letterPlaceText(next) };
  }

  /**
   * Makes the file of all who wait for a letter. From now on they wait no longer, and hear of what follows: it may be at the printer's a minute later. To the law they count once it is posted.
   *
   * @throws DomainError forbidden `not-allowed`; not-found `dispatch-not-found`; conflict `dispatch-cancelled`, `nobody-for-letters`, `exercise-without-letters`
   */
  async make(actor: Actor, notice: NoticeId): Promise<PostalFile> {
    refuseOthers(actor);
    return this.transactions.run(async (tx) => {
      await this.postal.lock(tx, notice);
      const { state, exercise, incidentId, number, type } = await this.dispatch(notice);
      if (exercise) throw new DomainError('conflict', 'exercise-without-letters', 'This is an exercise: no file of letters is made, so that none can be posted.');
      if (state === 'cancelled') throw new DomainError('conflict', 'dispatch-cancelled', 'This notice was cancelled: nobody is told by letter either.');
      const held = await this.dispatches.heldCode(tx, notice);
      if (held) throw new DomainError('conflict', held, 'Law enforcement asked that nobody is told: no letter is made until the hold has ended.');
      const letters: NewLetter[] = [];
      for await (const member of this.unreached(notice)) {
        const judged = letterAddress(member, this.settings.DEFAULT_COUNTRY);
        if (judged.ok) letters.push({ member, address: judged.address });
      }
      for await (const member of this.owed(notice)) {
        const judged = letterAddress(member, this.settings.DEFAULT_COUNTRY);
        if (judged.ok) letters.push({ member, address: judged.address });
      }
      if (letters.length === 0) throw new DomainError('conflict', 'nobody-for-letters', 'Nobody waits for a letter whose address is known.');
      const file = await this.postal.insert(tx, notice, letters.length, `${actor.kind}:${actor.id}`, this.clock.now());
      for (let from = 0; from < letters.length; from += PAGE) await this.postal.add(tx, file, letters.slice(from, from + PAGE));
      await this.audit.record(tx, actor, { action: 'postal-file.made', subject: { kind: 'postal-file', id: file.id }, incidentId, details: { number, type, file: file.number, letters: letters.length } });
      this.log.info({ event: 'postal.made', notice, file: file.id, letters: letters.length });
      return file;
    });
  }

  /**
   * The letters as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets). The words are made again from what was signed.
   *
   * @returns Its lines, a slice at a time, the first of them made already. A letter that can't be rendered breaks it off: no file goes out with a gap.
   * @throws DomainError forbidden `not-allowed`, not-found `postal-file-not-found`
   */
  async download(actor: Actor, id: string): Promise<{ readonly name: string; readonly lines: AsyncIterable<string> }> {
    refuseOthers(actor);
    const file = await this.file(id);
    const sendable = await this.plans.get(file.noticeId);
    const lines = await opened(this.lines(id, sendable));
    await this.transactions.run((tx) => this.audit.record(tx, actor, {
      action: 'postal-file.downloaded', subject: { kind: 'postal-file', id }, incidentId: file.incidentId, details: { ...this.named(sendable), file: file.number, letters: file.letters },
    }));
    const { reference } = sendable.plan.incident;
    return { name: `letters-${reference}-${sendable.plan.notice.number}-${file.number}.csv`, lines };
  }

  /**
   * A person says when it was posted.
   *
   * @param on  "2026-03-20".
   * @throws DomainError forbidden `not-allowed`; not-found `postal-file-not-found`; unprocessable `posted-in-future`; conflict `already-posted`
   */
  async posted(actor: Actor, id: string, on: string, note: string | null): Promise<PostalFile> {
    refuseOthers(actor);
    const file = await this.file(id);
    const now = this.clock.now();
    // Somewhere it is tomorrow already.
    if (Date.parse(`${on}T00:00:00Z`) > now.getTime() + 14 * 3_600_000) throw new DomainError('unprocessable', 'posted-in-future', 'That day is still to come.');
    const sendable = await this.plans.get(file.noticeId);
    await this.transactions.run(async (tx) => {
      if (!(await this.postal.post(tx, id, on, note, `${actor.kind}:${actor.id}`, now))) throw new DomainError('conflict', 'already-posted', `This file was posted on ${file.postedOn}.`);
      await this.audit.record(tx, actor, {
        action: 'postal-file.posted', subject: { kind: 'postal-file', id }, incidentId: file.incidentId, details: { ...this.named(sendable), file: file.number, letters: file.letters, on, note },
      });
    });
    return this.file(id);
  }

  private named({ plan: { notice } }: SendablePlan): { readonly number: number; readonly type: string } {
    return { number: notice.number, type: notice.type };
  }

  /** The head goes with the first letters: where these can't be had, there is no file. */
  private async *lines(id: string, sendable: SendablePlan): AsyncGenerator<string> {
    const read = (after: number, limit: number): Promise<readonly Letter[]> => this.postal.letters(id, after, limit);
    let head = BYTE_ORDER_MARK + csvLine(COLUMNS);
    for await (const letters of pages(-1, ({ position }: Letter) => position, RENDERED_AT_ONCE, read)) {
      yield head + letters.map((letter) => this.line(letter, sendable)).join('');
      head = '';
    }
  }

  private line({ reader, name, addressLine1, addressLine2, city, region, postalCode, country }: Letter, { plan, texts }: SendablePlan): string {
    const composed = texts.texts(reader, ['email']);
    if (!composed.ok) throw new Error(`The letter to customer ${reader.customerId} can't be rendered.`);
    const { locale, email } = composed.value;
    return csvLine([reader.reference, name, addressLine1, addressLine2, city, region, postalCode, country, locale, plan.incident.reference, String(plan.notice.number), email!.subject, email!.text, plan.notice.policies.standing === 'statutory' ? 'statutory notice' : 'early warning']);
  }

  private async *unreached(notice: NoticeId): AsyncGenerator<Unreached> {
    const seen = new Set<CustomerId>();
    for (let place: LetterPlace | null = letterPlaceOf('-1', null); place !== null; ) {
      const { found, next } = await this.stretch(notice, place, PAGE, null);
      for (const { member } of found) if (!seen.has(member.customerId)) yield member;
      for (const { member } of found) seen.add(member.customerId);
      place = next;
    }
  }

  /** Where a law asks for a letter to whoever did not agree to an e-mail. */
  private async placesOf(notice: NoticeId): Promise<readonly string[]> {
    return (await this.dispatches.find(notice)) === null ? [] : this.electronic.consentPlaces((await this.plans.get(notice)).plan.notice);
  }

  private async *owed(notice: NoticeId): AsyncGenerator<Unreached> {
    const places = await this.placesOf(notice);
    if (places.length === 0) return;
    for await (const page of pages(-1, ({ position }: Unreached) => position, PAGE, (after, limit) => this.postal.owed(notice, this.clock.now(), places, after, limit))) yield* page;
  }

  /** Of one outcome, from a place on. `next`: where it goes on, with the next outcome where this one is through. */
  private async stretch(notice: NoticeId, { outcome, place }: LetterPlace, limit: number, only: Unreachable | null) {
    const { found, next } = await this.members.placesOf(notice, outcome, place, limit);
    const places = new Map(found.map(({ customerId, place: at }) => [customerId, at]));
    const known = await this.postal.unreached(notice, this.clock.now(), [...places.keys()]);
    return {
      looked: found.length,
      found: known.map((member) => ({ member, place: { outcome, place: places.get(member.customerId)! } })),
      next: next === null ? (only === null ? startOfNext(outcome) : null) : { outcome, place: next },
    };
  }

  private async dispatch(notice: NoticeId) {
    const dispatch = await this.dispatches.find(notice);
    if (!dispatch) throw new DomainError('not-found', 'dispatch-not-found', 'This notice has not started.');
    return dispatch;
  }

  private async file(id: string) {
    const file = await this.postal.find(id);
    if (!file) throw new DomainError('not-found', 'postal-file-not-found', 'There is no such file of letters.');
    return file;
  }
}

function refuseOthers(actor: Actor): void {
  if (!mayAct(actor, ['commander', 'ops'])) throw new DomainError('forbidden', 'not-allowed', 'Only a commander or the ops lead has letters written.');
}
