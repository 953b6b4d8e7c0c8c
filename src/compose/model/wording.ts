import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import type { PersonId } from '../../kernel/ids.js';
import { NOTICE_TYPES, type NoticeType } from '../contract.js';

/** What a wording is of: one notice of one kind in one language, as one brand says it; or the playbook of a kind. */
export type WordingAbout =
  | { readonly of: 'template'; readonly brandId: string; readonly kind: IncidentKind; readonly type: NoticeType; readonly locale: string }
  | { readonly of: 'playbook'; readonly kind: IncidentKind };
export type TemplateAbout = Extract<WordingAbout, { of: 'template' }>;

/** Its name in the table, and in the audit record: "template/northwind/data-breach/initial/en". */
export const aboutName = (about: WordingAbout): string => (about.of === 'playbook' ? `playbook/${about.kind}` : `template/${about.brandId}/${about.kind}/${about.type}/${about.locale}`);

/** @returns Null for a name that no wording has. */
export function aboutOf(name: string): WordingAbout | null {
  const [of, first, second, third, locale] = name.split('/');
  const kind = INCIDENT_KINDS.find((each) => each === (of === 'playbook' ? first : second));
  if (kind === undefined) return null;
  if (of === 'playbook') return { of, kind };
  const type = NOTICE_TYPES.find((each) => each === third);
  return of === 'template' && type !== undefined && first && locale ? { of, brandId: first, kind, type, locale } : null;
}

/** What came with the service counts as version 0: reviewed, and by nobody of the company. */
export const SHIPPED = 0;

export interface WordingDecision {
  readonly kind: 'reviewed' | 'returned';
  readonly reason: string | null;
  readonly by: PersonId;
  readonly name: string;
  readonly at: Date;
}

/** One version without what it says. Versions count from 1; none ever changes. */
export interface WordingVersion {
  readonly version: number;
  readonly hash: string;
  /** What was changed, in the author's words. */
  readonly note: string;
  readonly restoredFrom: number | null;
  readonly madeBy: PersonId;
  readonly name: string;
  readonly madeAt: Date;
  readonly decision: WordingDecision | null;
}

/** `draft`: waits for somebody other than its authors. `in-use`: notices are drafted from it. `replaced`: another came after it. */
export type WordingState = 'draft' | 'returned' | 'in-use' | 'replaced';

/** The newest version that was reviewed; `SHIPPED` where none was. */
export const versionInUse = (versions: readonly WordingVersion[]): number => Math.max(SHIPPED, ...versions.filter(isReviewed).map(({ version }) => version));

export function stateOf(version: number, versions: readonly WordingVersion[]): WordingState {
  if (version === versionInUse(versions)) return 'in-use';
  const its = versions.find((each) => each.version === version);
  if (its?.decision?.kind === 'returned') return 'returned';
  return its && its.decision === null && version === newestVersion(versions) ? 'draft' : 'replaced';
}

export const newestVersion = (versions: readonly WordingVersion[]): number => Math.max(SHIPPED, ...versions.map(({ version }) => version));

/** Who wrote any of what is new in the newest version since the last that was reviewed; a text that was fetched back is its first author's too. */
export function authorsOfNew(versions: readonly WordingVersion[]): ReadonlySet<PersonId> {
  const seen = versionInUse(versions);
  const fresh = versions.filter(({ version }) => version > seen);
  const restored = new Set(fresh.map(({ restoredFrom }) => restoredFrom));
  return new Set(versions.filter(({ version }) => version > seen || restored.has(version)).map(({ madeBy }) => madeBy));
}

/**
 * Whether a language lags behind the one that its texts are translated from: what is said there was made later than what is said here.
 *
 * @param here  When the version in use here was made; null for the one that came with the service, whose languages came together.
 * @param source  The same of the source language.
 */
export const needsTranslation = (here: Date | null, source: Date | null): boolean => source !== null && (here === null || here < source);

const isReviewed = ({ decision }: WordingVersion): boolean => decision?.kind === 'reviewed';
