import { numbersIn } from '../../kernel/whole-numbers.js';
import type { LintPart, Remark } from './lint-rule.js';

/** Whole card, government and account numbers: a notice about a leak must not be one. */
export function lintNumbers({ text }: LintPart): readonly Remark[] {
  return numbersIn(text)
    .filter(({ real }) => real)
    .map(({ kind, found }): Remark => ({
      rule: kind.rule,
      severity: 'block',
      where: masked(found),
      why: `This is ${kind.name} in full; mail and SMS are read by others, too (${kind.source}).`,
      fix: 'Show the last four digits at most, or leave it out.',
    }));
}

/** All but the last two characters hidden: the finding is kept, and must not be the leak. */
const masked = (found: string): string => found.replace(/[A-Z0-9](?=(?:[ -]?[A-Z0-9]){2})/g, '•');
