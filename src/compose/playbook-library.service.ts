import { Injectable } from '@nestjs/common';
import { INCIDENT_KINDS, type IncidentKind } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { Playbook } from './contract.js';
import { asPlaybook, playbookFaults } from './model/playbook.js';
import { aboutName, newestVersion, SHIPPED, stateOf, type WordingDecision, type WordingState, type WordingVersion, versionInUse } from './model/wording.js';
import { TemplatesService } from './templates.service.js';
import { WordingService } from './wording.service.js';

export interface PlaybookStanding {
  readonly kind: IncidentKind;
  readonly inUse: number;
  readonly newest: WordingVersion | null;
  readonly state: WordingState;
  /** Newest first. */
  readonly versions: readonly WordingVersion[];
}

const aboutOf = (kind: IncidentKind) => ({ of: 'playbook', kind }) as const;

/** The playbooks as the company keeps them, with every version. */
@Injectable()
export class PlaybookLibrary {
  constructor(
    private readonly templates: TemplatesService,
    private readonly wordings: WordingService,
  ) {}

  async list(): Promise<readonly PlaybookStanding[]> {
    const own = await this.wordings.under('playbook/');
    return INCIDENT_KINDS.map((kind) => standing(kind, own.get(aboutName(aboutOf(kind))) ?? []));
  }

  async one(kind: IncidentKind): Promise<PlaybookStanding> {
    return standing(kind, await this.wordings.versions(aboutOf(kind)));
  }

  /** @throws DomainError not-found `wording-not-found` */
  async content(kind: IncidentKind, version: number): Promise<Playbook> {
    return version === SHIPPED ? this.templates.shippedPlaybook(kind) : this.wordings.content<Playbook>(aboutOf(kind), version);
  }

  /** What keeps a value from being this kind's playbook, in words; none is good. */
  faults(kind: IncidentKind, value: unknown): readonly string[] {
    const locales = this.templates.locales();
    return playbookFaults(value, kind, locales, Object.keys(this.templates.labels(locales[0]!).dataClasses));
  }

  /**
   * Keeps a new version after `after`. Nothing starts from it until somebody else has reviewed it.
   *
   * @throws DomainError forbidden `role-needed`; unprocessable `playbook-faults`; conflict `wording-moved-on`; invalid `nothing-changed`
   */
  async save(actor: Actor, kind: IncidentKind, after: number, value: unknown, note: string): Promise<number> {
    // What readers call the kind stands on pages that are out already.
    const titled = typeof value === 'object' && value !== null ? { ...value, title: this.templates.kindTitle(kind) } : value;
    const faults = this.faults(kind, titled);
    if (faults.length > 0) throw new DomainError('unprocessable', 'playbook-faults', `The playbook can't be used: ${faults.join('; ')}.`, { faults });
    return this.wordings.save(actor, aboutOf(kind), { after, content: asPlaybook(titled), before: await this.content(kind, after), note });
  }

  /** Makes an old version the newest once more. @throws DomainError as `save` */
  async restore(actor: Actor, kind: IncidentKind, after: number, version: number): Promise<number> {
    const [content, before] = [await this.content(kind, version), await this.content(kind, after)];
    return this.wordings.save(actor, aboutOf(kind), { after, content, before, note: version === SHIPPED ? 'Back to what came with the service.' : `Back to version ${version}.`, restoredFrom: version });
  }

  /** @throws DomainError as `WordingService.decide` */
  decide(actor: Actor, kind: IncidentKind, version: number, decision: WordingDecision['kind'], reason: string): Promise<void> {
    return this.wordings.decide(actor, aboutOf(kind), version, decision, reason);
  }
}

function standing(kind: IncidentKind, versions: readonly WordingVersion[]): PlaybookStanding {
  const newest = newestVersion(versions);
  return { kind, inUse: versionInUse(versions), newest: versions.find(({ version }) => version === newest) ?? null, state: stateOf(newest, versions), versions };
}
