import { Injectable } from '@nestjs/common';
import { type Actor, brandsOf, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Everybody } from '../platform/alerts/everybody.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import { type BreakGlass, GLASS_MINUTES, glassState, type GlassVerdict, mayReviewGlass } from './model/break-glass.js';
import { contributionsOf, requireFreshEyes } from './model/four-eyes.js';
import type { StoredNotice } from './model/stored-notice.js';
import { GLASS_BREAKERS, GLASS_REVIEWERS, requirePerson } from './model/who-may.js';
import { type Approving, requireReason, Signing } from './signing.js';
import { BreakGlassRepository } from './store/break-glass.repository.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

/** Besides what every signature asks for: why it can't wait for an approver. */
export interface Breaking extends Approving {
  readonly reason: string;
}

const WHY = 'Say why it can’t wait for an approver. Everybody is told, and it stays on record.';
const ASKED = 'notice.glass-asked';
const USED = 'notice.glass-broken';
const subjectOf = ({ id }: StoredNotice): string => `notice:${id}`;

/**
 * The way out where no approver can be reached on the worst day: two administrators, within ten minutes of each other, each for a reason. All that is lifted is the role: neither
 * had a hand in the notice, both have seen the plan as it stands and typed its people, and everything else that a signature asks for holds. Everybody is told at both words, by
 * a message that nobody can turn off, and an alert stands until somebody who is neither of the two has looked it over.
 */
@Injectable()
export class BreakGlassService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly signing: Signing,
    private readonly notices: NoticeRepository,
    private readonly signatures: SignatureRepository,
    private readonly glasses: BreakGlassRepository,
    private readonly alerts: Alerts,
    private readonly everybody: Everybody,
  ) {}

  of(notice: NoticeId): Promise<readonly BreakGlass[]> {
    return this.glasses.of(this.db, notice);
  }

  usedOf(incident: IncidentId): Promise<readonly BreakGlass[]> {
    return this.glasses.usedOf(this.db, incident);
  }

  /** What waits for a word of this person: the second one of an administrator, or a look at what two did. */
  async waitingFor(actor: Actor): Promise<{ readonly toConfirm: readonly BreakGlass[]; readonly toReview: readonly BreakGlass[] }> {
    if (actor.kind !== 'person') return { toConfirm: [], toReview: [] };
    const seen = ({ incidentId }: BreakGlass): boolean => !sightOf(actor).unseen.includes(incidentId);
    const [toConfirm, toReview] = await Promise.all([
      actor.roles.includes('admin') ? this.glasses.waiting(this.db, this.clock.now(), brandsOf(actor)) : [],
      GLASS_REVIEWERS.some((role) => actor.roles.includes(role)) ? this.glasses.toReview(this.db, brandsOf(actor)) : [],
    ]);
    return { toConfirm: toConfirm.filter((one) => seen(one) && one.requestedBy !== actor.id), toReview: toReview.filter((one) => seen(one) && mayReviewGlass(one, actor.id)) };
  }

  /**
   * The first word. Said twice it is said once.
   *
   * @throws DomainError as `DecisionService.approve`; conflict `break-glass-waits` where another administrator asked already; invalid `reason-needed`
   */
  async ask(actor: Actor, id: NoticeId, { reason, ...approving }: Breaking): Promise<BreakGlass> {
    const by = requirePerson(actor, GLASS_BREAKERS);
    requireReason(reason, WHY);
    return this.change(id, async (tx, notice, now) => {
      await this.signing.requireApprovable(tx, notice, by, approving, now);
      const standing = await this.standing(tx, notice, approving.planHash, now);
      if (standing?.requestedBy === by) return standing;
      if (standing) throw new DomainError('conflict', 'break-glass-waits', `${standing.requestedByName} has asked for it already. Add your word to that.`, { id: standing.id });
      const until = new Date(now.getTime() + GLASS_MINUTES * 60_000);
      const asked = await this.glasses.ask(tx, { notice: id, planHash: approving.planHash, by, reason: reason.trim(), at: now, until });
      await this.signing.record(tx, actor, notice, 'notice.glass-asked', { glass: asked.id, planHash: approving.planHash, reason: asked.reason, until: until.toISOString() });
      const message = `An administrator wants to approve notice ${notice.number} of ${notice.incident.reference} without an approver.`;
      const remedy = `Another administrator has ${GLASS_MINUTES} minutes to add a word, or an approver decides, at /notices/${id}/approve. Whoever thinks it wrong tells the commander.`;
      await this.alerts.raise({ kind: ASKED, subject: subjectOf(notice), incidentId: notice.incidentId, severity: 'critical', lasting: false, message, remedy }, tx);
      await this.everybody.tell(tx, { key: `glass:${asked.id}:asked`, incidentId: notice.incidentId, message, remedy });
      return asked;
    });
  }

  /**
   * The second word, by another administrator: with it the notice is approved.
   *
   * @throws DomainError as `ask`; conflict `break-glass-over` where nobody asked within the last ten minutes; forbidden `second-admin-needed`
   */
  async confirm(actor: Actor, id: NoticeId, { reason, ...approving }: Breaking): Promise<BreakGlass> {
    const by = requirePerson(actor, GLASS_BREAKERS);
    requireReason(reason, WHY);
    return this.change(id, async (tx, notice, now) => {
      const standing = await this.signing.requireApprovable(tx, notice, by, approving, now);
      const asked = await this.standing(tx, notice, approving.planHash, now);
      if (asked === null) throw new DomainError('conflict', 'break-glass-over', `Nobody asked for it within the last ${GLASS_MINUTES} minutes. Ask for it, and another administrator confirms.`);
      if (asked.requestedBy === by) throw new DomainError('forbidden', 'second-admin-needed', 'You asked for this yourself. Another administrator has to confirm it.');
      requireFreshEyes(contributionsOf(asked.requestedBy, await this.signatures.contributors(tx, id)));
      await this.glasses.confirm(tx, asked.id, by, reason.trim(), now);
      const both = `Break-glass: ${reason.trim()} (asked for by ${asked.requestedByName}: ${asked.reason})`;
      await this.signing.sign(tx, actor, { standing, signer: by, approving, at: now, breakGlass: { id: asked.id, reason: both, with: asked.requestedBy } });
      await this.tellUsed(tx, notice, asked);
      return (await this.glasses.get(tx, asked.id))!;
    });
  }

  /**
   * Somebody who was neither of the two says afterwards whether it was right. Ends the alert.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `own-break-glass`; not-found `break-glass-not-found`; conflict `break-glass-reviewed`; invalid `reason-needed`
   */
  async review(actor: Actor, id: NoticeId, glass: string, { verdict, words }: { readonly verdict: GlassVerdict; readonly words: string }): Promise<BreakGlass> {
    const by = requirePerson(actor, GLASS_REVIEWERS);
    requireReason(words, 'Say what you looked at, and what you found.');
    return this.change(id, async (tx, notice, now) => {
      const used = (await this.glasses.of(tx, id)).find((one) => one.id === glass && one.confirmedBy !== null);
      if (!used) throw new DomainError('not-found', 'break-glass-not-found', 'There is no such use of the break-glass.');
      if (by === used.requestedBy || by === used.confirmedBy) throw new DomainError('forbidden', 'own-break-glass', 'You were one of the two. Somebody else looks it over.');
      if (!(await this.glasses.review(tx, glass, by, verdict, words.trim(), now))) throw new DomainError('conflict', 'break-glass-reviewed', 'Somebody has looked it over already.');
      await this.signing.record(tx, actor, notice, 'notice.glass-reviewed', { glass, verdict, reason: words.trim() });
      await this.alerts.clear(USED, subjectOf(notice), tx);
      return (await this.glasses.get(tx, glass))!;
    });
  }

  /** The word that a second one can be added to. */
  private async standing(tx: Tx, notice: StoredNotice, planHash: string, now: Date): Promise<BreakGlass | null> {
    return (await this.glasses.of(tx, notice.id)).findLast((one) => one.planHash === planHash && glassState(one, now) === 'waiting') ?? null;
  }

  private async tellUsed(tx: Tx, notice: StoredNotice, { id }: BreakGlass): Promise<void> {
    const message = `Two administrators approved notice ${notice.number} of ${notice.incident.reference} without an approver.`;
    const remedy = `Somebody who is neither of the two looks it over at /notices/${notice.id}. A commander can pause or cancel it.`;
    await this.alerts.clear(ASKED, subjectOf(notice), tx);
    await this.alerts.raise({ kind: USED, subject: subjectOf(notice), incidentId: notice.incidentId, severity: 'critical', lasting: true, message, remedy }, tx);
    await this.everybody.tell(tx, { key: `glass:${id}:used`, incidentId: notice.incidentId, message, remedy });
  }

  private change(id: NoticeId, work: (tx: Tx, notice: StoredNotice, now: Date) => Promise<BreakGlass>): Promise<BreakGlass> {
    return translated(() => this.transactions.run(async (tx) => work(tx, await this.notices.lock(tx, id), this.clock.now())));
  }
}
