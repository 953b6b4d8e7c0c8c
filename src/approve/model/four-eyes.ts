import { DomainError } from '../../kernel/domain-error.js';
import type { PersonId } from '../../kernel/ids.js';

export const CONTRIBUTIONS = ['author', 'editor', 'audience', 'submitter'] as const;
export type Contribution = (typeof CONTRIBUTIONS)[number];

const DID: Readonly<Record<Contribution, string>> = {
  author: 'wrote it or its facts',
  editor: 'edited it',
  audience: 'chose its people or uploaded them',
  submitter: 'submitted it',
};

/** What this person has done for the notice; empty is what an approver needs. */
export function contributionsOf(person: PersonId, contributors: readonly { readonly personId: PersonId; readonly part: Contribution }[]): readonly Contribution[] {
  return CONTRIBUTIONS.filter((part) => contributors.some((each) => each.personId === person && each.part === part));
}

/** @throws DomainError forbidden `four-eyes` */
export function requireFreshEyes(contributions: readonly Contribution[]): void {
  if (contributions.length === 0) return;
  throw new DomainError('forbidden', 'four-eyes', `You can't approve this notice, since you ${contributions.map((part) => DID[part]).join(' and ')}. Someone else has to.`, {
    contributions,
  });
}
