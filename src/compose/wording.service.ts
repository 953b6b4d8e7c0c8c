import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../kernel/actor.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { DomainError } from '../kernel/domain-error.js';
import { requirePerson, requireRole } from '../kernel/require-role.js';
import { sha256Hex } from '../kernel/sha256.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { aboutName, authorsOfNew, newestVersion, type WordingAbout, type WordingDecision, type WordingVersion } from './model/wording.js';
import { WordingRepository } from './store/wording.repository.js';

export const WORDING_AUTHORS = ['author', 'commander'] as const satisfies readonly Role[];
export const WORDING_REVIEWERS = ['approver', 'legal'] as const satisfies readonly Role[];

const MOST_VERSIONS = 2 ** 31 - 1;

export interface NewVersion<Content> {
  /** The version that the author has seen last: somebody else's newer one is not written over. */
  readonly after: number;
  readonly content: Content;
  /** What the content was before; the same content is no version. */
  readonly before: Content;
  readonly note: string;
  readonly restoredFrom?: number;
}

/** Saves and reviews versions, of whatever they are. What is in them is for the libraries of templates and of playbooks to check. */
@Injectable()
export class WordingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly wordings: WordingRepository,
  ) {}

  /**
   * Keeps a new version. It is used for nothing until somebody else has reviewed it.
   *
   * @throws DomainError forbidden `role-needed`; conflict `wording-moved-on`; invalid `nothing-changed`
   */
  async save<Content>(actor: Actor, about: WordingAbout, wanted: NewVersion<Content>): Promise<number> {
    const madeBy = requireRole(actor, WORDING_AUTHORS);
    const [hash, before] = [wanted.content, wanted.before].map((content) => sha256Hex(canonicalJson(content)));
    if (hash === before) throw new DomainError('invalid', 'nothing-changed', 'Nothing was changed, so there is nothing to save.');
    const [name, version, restoredFrom] = [aboutName(about), wanted.after + 1, wanted.restoredFrom ?? null];
    await this.transactions.run(async (tx) => {
      await this.wordings.add(tx, { about: name, version, content: wanted.content, hash: hash!, note: wanted.note.trim(), restoredFrom, madeBy, madeAt: this.clock.now() });
      await this.audit.record(tx, actor, { action: `${about.of}.saved`, subject: { kind: about.of, id: name }, details: { version, hash, ...(restoredFrom === null ? {} : { restoredFrom }) } });
    });
    return version;
  }

  /**
   * Takes the newest version into use, or gives it back.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `four-eyes`; not-found `wording-not-found`; conflict `wording-moved-on`,
   *   `wording-decided`; invalid `reason-needed`
   */
  async decide(actor: Actor, about: WordingAbout, version: number, kind: WordingDecision['kind'], reason: string): Promise<void> {
    const by = requirePerson(actor, WORDING_REVIEWERS);
    const name = aboutName(about);
    const versions = await this.wordings.versions(name);
    if (!versions.some((each) => each.version === version)) throw new DomainError('not-found', 'wording-not-found', 'There is no such version.', { about: name, version });
    if (version !== newestVersion(versions)) throw new DomainError('conflict', 'wording-moved-on', 'Somebody saved another version meanwhile. Look at that one.', { about: name, version });
    if (kind === 'returned' && reason.trim() === '') throw new DomainError('invalid', 'reason-needed', 'Say why, so that the author knows what to change.');
    if (kind === 'reviewed' && authorsOfNew(versions).has(by)) throw new DomainError('forbidden', 'four-eyes', 'You wrote some of what is new in it. Someone else has to look at it.');
    await this.transactions.run(async (tx) => {
      await this.wordings.decide(tx, name, version, { kind, reason: reason.trim() || null, by, at: this.clock.now() });
      await this.audit.record(tx, actor, { action: `${about.of}.${kind}`, subject: { kind: about.of, id: name }, details: { version, ...(reason.trim() ? { reason: reason.trim() } : {}) } });
    });
  }

  versions(about: WordingAbout): Promise<readonly WordingVersion[]> {
    return this.wordings.versions(aboutName(about));
  }

  /** Versions by name of all that begins so. */
  under(prefix: string): Promise<ReadonlyMap<string, readonly WordingVersion[]>> {
    return this.wordings.under(prefix);
  }

  /** @throws DomainError not-found `wording-not-found` */
  async content<Content>(about: WordingAbout, version: number): Promise<Content> {
    // A form may say anything: what is no number, or past what the column holds, is no version.
    const content = Number.isInteger(version) && version > 0 && version <= MOST_VERSIONS ? await this.wordings.content<Content>(aboutName(about), version) : null;
    if (content === null) throw new DomainError('not-found', 'wording-not-found', 'There is no such version.', { about: aboutName(about), version });
    return content;
  }
}
