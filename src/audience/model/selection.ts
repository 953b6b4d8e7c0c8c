import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { DomainError } from '../../kernel/domain-error.js';
import { sha256Hex } from '../../kernel/sha256.js';
import { parseRule, type Rule } from './rule.js';

/** Who is to be in an audience: by a rule, by a list of references, or by both. */
export interface Selection {
  readonly rule: Rule | null;
  readonly listId: string | null;
  /** With a rule and a list: who is in either, or who is in both. */
  readonly combine: 'union' | 'intersection';
}

/**
 * @param rule  JSON as the caller sent it; null or undefined where there is none.
 * @param listId  As a form or a caller sent it.
 * @throws DomainError unprocessable `rule-invalid`, or `audience-without-source` where there is neither rule nor list; also `list-not-found` for what can be no list's id.
 */
export function selection(rule: unknown, listId: string | null, combine: 'union' | 'intersection' = 'union'): Selection {
  const hasRule = rule !== null && rule !== undefined;
  if (!hasRule && listId === null) throw new DomainError('unprocessable', 'audience-without-source', 'Say who is affected: by a rule, by a list of references, or by both.');
  if (listId !== null && !z.uuid().safeParse(listId).success) throw new DomainError('unprocessable', 'list-not-found', 'There is no such list of this incident.');
  return { rule: hasRule ? parseRule(rule) : null, listId, combine };
}

/** The same selection in other words is the same. */
export const selectionHash = (selected: Selection): string => sha256Hex(canonicalJson(selected));
