import { z } from 'zod';
import { shareOf } from './disk/key-table.js';

/** Whom a rule of the outside world's misbehaviour is about. */
export const ruleTarget = z.object({
  /** A regular expression that the recipient must match, in any case; absent means everyone. */
  to: z.string().optional(),
  /** The part of the recipients that is hit, 0 to 1; which ones follows from their address, so it is the same each time. */
  share: z.number().min(0).max(1).optional(),
  /** How often it hits one recipient before it lets go; absent means always. */
  times: z.int().positive().optional(),
});
export type RuleTarget = z.infer<typeof ruleTarget>;

/** Picks the rule for a recipient: the first that fits. Remembers how often each has hit whom. */
export class RuleBook<R extends RuleTarget> {
  private readonly rules: readonly { rule: R; pattern: RegExp | undefined; hits: Map<string, number> }[];

  /** @throws SyntaxError if a `to` is no regular expression. */
  constructor(rules: readonly R[]) {
    this.rules = rules.map((rule) => ({
      rule,
      pattern: rule.to === undefined ? undefined : new RegExp(rule.to, 'i'),
      hits: new Map(),
    }));
  }

  /** @param wanted  Which rules count here; one that is passed over is not used up. */
  pick<W extends R>(to: string, wanted: (rule: R) => rule is W): W | undefined {
    for (const [index, { rule, pattern, hits }] of this.rules.entries()) {
      if (!wanted(rule) || (pattern && !pattern.test(to))) continue;
      if (rule.share !== undefined && shareOf(String(index), to) >= rule.share) continue;
      const hit = hits.get(to) ?? 0;
      if (rule.times !== undefined) {
        if (hit >= rule.times) continue;
        hits.set(to, hit + 1);
      }
      return rule;
    }
    return undefined;
  }
}
