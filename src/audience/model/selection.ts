import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type AudienceId } from '../../kernel/ids.js';
import { sha256Hex } from '../../kernel/sha256.js';
import { parseRule, type Rule } from './rule.js';

/** Who is to be in an audience: by a rule, by a list of references, or by both. */
export interface Selection {
  readonly rule: Rule | null;
  readonly listId: string | null;
  /** With a rule and a list: who is in either, or who is in both. */
  readonly combine: 'union' | 'intersection';
  /** Audiences of the incident whose people are left out; absent where nobody is. */
  readonly without?: readonly AudienceId[];
}

/**
 * @param rule  JSON as the caller sent it; null or undefined where there is none.
 * @param listId  As a form or a caller sent it.
 * @param without  Audiences whose people are left out, as they were sent.
 * @throws DomainError unprocessable `rule-invalid`, or `audience-without-source` where there is neither rule nor list; also `list-not-found` and `audience-not-found` for what can be no such id.
 */
export function selection(rule: unknown, listId: string | null, combine: 'union' | 'intersection' = 'union', without: readonly string[] = []): Selection {
  const hasRule = rule !== null && rule !== undefined;
  if (!hasRule && listId === null) throw new DomainError('unprocessable', 'audience-without-source', 'Say who is affected: by a rule, by a list of references, or by both.');
  if (listId !== null && !z.uuid().safeParse(listId).success) throw new DomainError('unprocessable', 'list-not-found', 'There is no such list of this incident.');
  if (!without.every((id) => z.uuid().safeParse(id).success)) throw new DomainError('unprocessable', 'audience-not-found', 'There is no such audience of this incident.');
  return { rule: hasRule ? parseRule(rule) : null, listId, combine, ...(without.length > 0 ? { without: [...new Set(without as readonly AudienceId[])].sort() } : {}) };
}

/** The same selection in other words is the same. */
export const selectionHash = (selected: Selection): string => sha256Hex(canonicalJson(selected));
