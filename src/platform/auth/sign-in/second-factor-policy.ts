import { type Role } from '../../../kernel/actor.js';

/** `auto`: all but agents, from the day on which something can really leave; while everything is captured, nobody. */
export const SECOND_FACTOR_RULES = ['auto', 'everyone', 'all-but-agents', 'nobody'] as const;
export type SecondFactorRule = (typeof SECOND_FACTOR_RULES)[number];

export function needsSecondFactor(rule: SecondFactorRule, roles: readonly Role[], { mailIsCaptured, smsIsCaptured }: { readonly mailIsCaptured: boolean; readonly smsIsCaptured: boolean }): boolean {
  if (rule === 'everyone') return true;
  if (rule === 'nobody' || (rule === 'auto' && mailIsCaptured && smsIsCaptured)) return false;
  return roles.some((role) => role !== 'agent');
}
