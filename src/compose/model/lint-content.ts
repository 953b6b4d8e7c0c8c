import { excerpt, type LintPart, plainWords, type Remark } from './lint-rule.js';

/** What a notice must not leave out: the steps that a reader can take, in either form of the e-mail. */
export function lintContent({ part, text, facts }: LintPart): readonly Remark[] {
  if (part !== 'emailHtml' && part !== 'emailText') return [];
  const words = plainWords(text);
  const steps = (facts.steps ?? []).filter((step) => !words.includes(plainWords(step))).map((step): Remark => ({
    rule: 'missing-step', severity: 'block', where: excerpt(step),
    why: 'The facts ask the reader to do this, and these words do not say so. What to do is what readers look for first (Zou et al., You "Might" Be Affected, CHI 2019).',
    fix: 'Print the steps: {{#each facts.whatYouCanDo}}{{this}}{{/each}}.',
  }));
  return steps;
}
