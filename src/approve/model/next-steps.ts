import { mayAct, type Actor, type Role } from '../../kernel/actor.js';
import type { NoticeState } from '../contract.js';
import { contributionsOf } from './four-eyes.js';
import { NEXT } from './notice-state.js';
import type { Preflight } from './preflight.js';
import type { Peopled } from './schedule.js';
import type { Contributor, StoredNotice } from './stored-notice.js';
import { refusalToSubmit } from './submission.js';
import { APPROVERS, DRAFTERS, REVIEWERS, WITHDRAWERS } from './who-may.js';

export const STEPS = ['edit', 'preflight', 'submit', 'approve', 'return', 'reject', 'withdraw'] as const;
export type Step = (typeof STEPS)[number];

/** For each step null where this actor can take it now, else the reason why not, as a sentence for the screen. */
export type NextSteps = Readonly<Record<Step, string | null>>;

export interface Situation {
  readonly notice: StoredNotice;
  readonly contributors: readonly Contributor[];
  readonly preflight: Preflight | null;
  readonly peopled: Peopled;
  readonly begun: boolean;
}

/** What this actor can do with a notice. The services decide again when he does it; this is for showing it beforehand. */
export function nextSteps(actor: Actor, situation: Situation, now: Date): NextSteps {
  const { notice, preflight, peopled } = situation;
  const needs = (roles: readonly Role[], otherwise: () => string | null): string | null =>
    mayAct(actor, roles) ? (situation.begun ? 'The notice has begun to go out.' : otherwise()) : `Needs the role ${roles.join(' or ')}.`;
  const open = (): string | null => (NEXT[notice.state].length === 0 ? `The notice is ${notice.state}.` : null);
  return {
    edit: needs(DRAFTERS, open),
    preflight: needs(DRAFTERS, open),
    submit: needs(DRAFTERS, () => refusalToSubmit(notice, preflight, peopled, now)?.message ?? null),
    approve: needs(APPROVERS, () => submitted(notice.state) ?? aPerson(actor) ?? freshEyes(actor, situation)),
    return: needs(REVIEWERS, () => submitted(notice.state) ?? aPerson(actor)),
    reject: needs(REVIEWERS, () => submitted(notice.state) ?? aPerson(actor)),
    withdraw: needs(WITHDRAWERS, open),
  };
}

const submitted = (state: NoticeState): string | null => (state === 'submitted' ? null : `The notice is ${state}, not submitted.`);
const aPerson = (actor: Actor): string | null => (actor.kind === 'person' ? null : 'A person decides this, not an API key.');

function freshEyes(actor: Actor, { contributors }: Situation): string | null {
  const own = actor.kind === 'person' ? contributionsOf(actor.id, contributors) : [];
  return own.length === 0 ? null : `You had a hand in it (${own.join(', ')}), so someone else approves.`;
}
