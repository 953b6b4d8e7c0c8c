import { type NoticeSources } from '../../compose/contract.js';
import { type IncidentKind } from '../../declare/contract.js';
import { type DraftFields } from '../../platform/pages/working-drafts.js';

/** A declaration that is being written: what each step's form held, as it was sent. */
export interface DeclarationDraft {
  readonly kind: IncidentKind;
  /** null before the step was seen. */
  readonly what: DraftFields | null;
  readonly who: DraftFields | null;
  /** By language, texts that are not the playbook's. */
  readonly words: Readonly<Record<string, NoticeSources>>;
}

export type DraftPart = Partial<Omit<DeclarationDraft, 'kind'>>;

/** Never kept with what was typed: whose form it is, and what its window knows. */
const NOT_KEPT = new Set(['_csrf', 'act', 'kind', 'window', 'turn', 'seen', 'newer', 'keep', 'anew', 'step']);

export const fieldsOf = (body: unknown): DraftFields => Object.fromEntries(Object.entries((body ?? {}) as DraftFields).filter(([name]) => !NOT_KEPT.has(name)));

export const begun = (kind: IncidentKind): DeclarationDraft => ({ kind, what: null, who: null, words: {} });

/** What another kind of incident brought is of no use to this one. */
export const withPart = (draft: DeclarationDraft | null, kind: IncidentKind, part: DraftPart): DeclarationDraft => ({ ...(draft?.kind === kind ? draft : begun(kind)), ...part });

/** The steps, in their order; each address is its own page. */
export const STEPS = [
  { name: 'what', label: 'What happened', href: '/incidents/new/what' },
  { name: 'who', label: 'Who is affected', href: '/incidents/new/who' },
  { name: 'words', label: 'The words', href: '/incidents/new/words' },
  { name: 'check', label: 'Check', href: '/incidents/new/check' },
] as const;
export type StepName = (typeof STEPS)[number]['name'];
