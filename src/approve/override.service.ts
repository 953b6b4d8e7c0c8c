import { Injectable } from '@nestjs/common';
import type { Finding } from '../compose/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { NoticeId } from '../kernel/ids.js';
import { requirePerson } from '../kernel/require-role.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import { canBeOverridden, type FindingOverride, type NamedFinding, openFindings, overrideOf, SHORTEST_REASON } from './model/finding-override.js';
import { contributionsOf } from './model/four-eyes.js';
import type { StoredNotice } from './model/stored-notice.js';
import { OVERRIDERS } from './model/who-may.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';
import { OverrideRepository } from './store/override.repository.js';
import { PreflightRepository } from './store/preflight.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface Overriding extends NamedFinding {
  /** The revision that was looked at. */
  readonly revision: number;
  readonly reason: string;
}

/** What the linter found in a notice, and who let which of it pass. */
export interface FindingsView {
  readonly notice: StoredNotice;
  /** Null where this revision has no pre-flight that is done. */
  readonly findings: readonly Finding[] | null;
  readonly overrides: readonly FindingOverride[];
}

/** Legal lets a finding pass: with a name, a reason, and for the revision that it is in. The database holds it too, see `finding_override`. */
@Injectable()
export class OverrideService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly notices: NoticeRepository,
    private readonly preflights: PreflightRepository,
    private readonly overrides: OverrideRepository,
    private readonly signatures: SignatureRepository,
  ) {}

  /** @throws DomainError not-found `notice-not-found` */
  async view(id: NoticeId): Promise<FindingsView> {
    const notice = await this.notices.get(this.db, id);
    const latest = await this.preflights.latest(this.db, id);
    const done = latest?.revision === notice.revision && (latest.state === 'passed' || latest.state === 'failed');
    return { notice, findings: done ? latest.findings : null, overrides: await this.overrides.of(this.db, id, notice.revision) };
  }

  /**
   * Lets one finding pass. With the last that blocked it, the pre-flight has passed.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `four-eyes`; not-found `notice-not-found`, `finding-not-found`; conflict
   *   `notice-not-draft`, `stale-revision`, `finding-must-be-mended`; invalid `reason-needed`
   */
  async override(actor: Actor, id: NoticeId, { revision, rule, part, locale, where, reason }: Overriding): Promise<FindingsView> {
    const by = requirePerson(actor, OVERRIDERS);
    if (reason.trim().length < SHORTEST_REASON) throw new DomainError('invalid', 'reason-needed', 'Say why it can stay, in a sentence: it is signed with the notice.');
    const wanted = { rule, part, locale, where, reason: reason.trim(), by };
    await translated(() =>
      this.transactions.run(async (tx) => {
        const notice = await this.notices.lock(tx, id);
        requireDraft(notice, revision);
        const latest = await this.preflights.latest(tx, id);
        requireFinding(latest?.revision === revision ? latest.findings : [], wanted);
        if (contributionsOf(by, await this.signatures.contributors(tx, id)).length > 0) throw new DomainError('forbidden', 'four-eyes', 'You had a hand in this notice, so somebody else of legal lets a finding pass.');
        if (!(await this.overrides.add(tx, id, revision, wanted, this.clock.now()))) return;
        await this.audit.record(tx, actor, {
          action: 'notice.finding-overridden', subject: { kind: 'notice', id }, incidentId: notice.incidentId,
          details: { number: notice.number, type: notice.type, revision, rule, part, locale, reason: wanted.reason },
        });
        await this.passWhereAnswered(tx, id, revision);
      }),
    );
    return this.view(id);
  }

  private async passWhereAnswered(tx: Tx, id: NoticeId, revision: number): Promise<void> {
    const latest = await this.preflights.latest(tx, id);
    if (latest === null || latest.failures > 0 || openFindings(latest.findings, await this.overrides.of(tx, id, revision)).length > 0) return;
    await this.preflights.passByOverride(tx, latest.id);
  }
}

function requireDraft({ state, revision }: StoredNotice, seen: number): void {
  if (state !== 'draft' && state !== 'returned') throw new DomainError('conflict', 'notice-not-draft', `The notice is ${state}; findings are let pass before it is submitted.`, { state });
  if (revision !== seen) throw new DomainError('conflict', 'stale-revision', `The notice is at revision ${revision}; you have seen ${seen}. Look at it again.`, { revision });
}

function requireFinding(findings: readonly Finding[], wanted: NamedFinding): void {
  const found = overrideOf(wanted, findings);
  if (found?.severity !== 'block') throw new DomainError('not-found', 'finding-not-found', 'The pre-flight of this revision has no such finding that blocks it.', { rule: wanted.rule });
  if (!canBeOverridden(found)) throw new DomainError('conflict', 'finding-must-be-mended', 'No reason lifts this one: it has to be mended.', { rule: wanted.rule });
}
