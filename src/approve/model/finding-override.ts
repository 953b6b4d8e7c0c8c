import type { Finding } from '../../compose/contract.js';
import type { PersonId } from '../../kernel/ids.js';

/** A finding as it is named: the same place in a text of the same revision. */
export type NamedFinding = Pick<Finding, 'rule' | 'part' | 'locale' | 'where'>;

/** A finding that blocks, and that legal lets pass in one revision. An edit makes another revision, and voids it. */
export interface FindingOverride extends NamedFinding {
  readonly reason: string;
  readonly by: PersonId;
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
}

/** As it stands in the plan that is signed. */
export type PlannedOverride = Omit<FindingOverride, 'name' | 'at'>;

export const SHORTEST_REASON = 10;

/** What no reason lifts: a part without words, and findings that were too many to be listed. */
const NEVER: ReadonlySet<string> = new Set(['empty-part', 'too-many-findings']);
export const canBeOverridden = ({ rule }: Pick<Finding, 'rule'>): boolean => !NEVER.has(rule);

export const overrideOf = <Override extends NamedFinding>(finding: NamedFinding, overrides: readonly Override[]): Override | null =>
  overrides.find(({ rule, part, locale, where }) => rule === finding.rule && part === finding.part && locale === finding.locale && where === finding.where) ?? null;

/** Findings that keep a notice from being submitted: those that block, and that nobody let pass. */
export const openFindings = (findings: readonly Finding[], overrides: readonly NamedFinding[]): readonly Finding[] =>
  findings.filter((finding) => finding.severity === 'block' && !(canBeOverridden(finding) && overrideOf(finding, overrides)));
