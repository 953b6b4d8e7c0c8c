import { randomUUID } from 'node:crypto';
import { type IncidentKind } from '../../declare/contract.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { type Saved } from '../../platform/pages/working-drafts.js';
import { FieldFault, type Fault } from '../page/fault.js';
import { type Form } from '../page/form.js';
import { KINDS } from '../page/words.js';
import { type DeclarationDraft, type StepName, STEPS } from './declaration-draft.js';
import { type StandingDeclaration } from './declarations.js';

/** What every step shows of the declaration that is being written. */
export interface WizardShown {
  readonly step: StepName;
  readonly kind: IncidentKind;
  readonly standing: StandingDeclaration | null;
  /** The form that came in; null where the page was only asked for. */
  readonly form: Form | null;
  /** How saving that form went. */
  readonly saved: Saved | null;
  /** Nothing of what stands there is to be kept. */
  readonly isAnew?: boolean;
}

export function wizardOf({ step, kind, standing, form, saved, isAnew = false }: WizardShown) {
  const content = standing?.content.kind === kind ? standing.content : null;
  return {
    kind, step, isAnew, kindLabel: KINDS[kind].label,
    steps: stepBar(step, content),
    draft: draftState(form, standing, saved, isAnew),
    /** A draft from before, shown again: not what was just typed. */
    isKept: form === null && content !== null && !isAnew && step === 'what',
  };
}

/** Where somebody stands, and what lies behind. @param step  null while the kind is chosen. */
export const stepBar = (step: StepName | null, content: DeclarationDraft | null) =>
  STEPS.map(({ name, label, href }, index) => ({ label, href, current: name === step, done: index < STEPS.findIndex((one) => one.name === step), open: name !== step && isOpen(name, content) }));

/** A step can be gone to once the one before was seen. */
const isOpen = (step: StepName, content: DeclarationDraft | null): boolean => step === 'what' || (content !== null && content.what !== null && (step === 'who' || content.who !== null));

/** How long ago by the machine's clock, which drafts go by: "just now", "12 min ago". */
export function agoWords(at: Date): string {
  const minutes = (Date.now() - at.getTime()) / 60_000;
  return minutes < 1 ? 'just now' : `${minutesInWords(minutes)} ago`;
}

/** What the form's window knows of the draft, and what became of what it sent. */
export function draftState(form: Form | null, standing: StandingDeclaration | null, saved: Saved | null, isAnew = false) {
  const conflict = saved !== null && isConflict(saved) ? saved.kind : null;
  const now = saved?.kind === 'saved' ? saved : standing;
  return {
    window: form?.text('window') || randomUUID(),
    seen: conflict === null ? (now?.revision ?? 0) : Number(form?.text('seen')) || 0,
    newer: standing?.revision ?? 0,
    savedAgo: conflict === null && !isAnew && now ? agoWords(now.savedAt) : null,
    isAnew: isAnew && saved === null,
    overtaken: saved?.kind === 'stale',
    movedOn: conflict === 'moved-on', gone: conflict === 'gone',
  };
}

/** What was saved while typing and came too late is none: what was sent after it stands. */
export const isConflict = (saved: Saved): boolean => saved.kind === 'moved-on' || saved.kind === 'gone';

/** Two windows never write over each other unseen. */
export function conflictFault(saved: Saved): readonly Fault[] {
  if (!isConflict(saved)) return [];
  const what = saved.kind === 'moved-on' ? 'This declaration was changed in another window.' : 'This declaration was declared or thrown away in another window.';
  return [new FieldFault(`${what} What stands here is not saved: say below whether to keep it.`, 'keep')];
}
