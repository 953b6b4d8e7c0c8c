import { excerpt, type LintPart, type Remark } from './lint-rule.js';

/** What a notice must not leave out: the steps that a reader can take, and headings that a law asks for. Both in either form of the e-mail. */
export function lintContent({ part, text, facts }: LintPart): readonly Remark[] {
  if (part !== 'emailHtml' && part !== 'emailText') return [];
  const words = plain(text);
  const steps = (facts.steps ?? []).filter((step) => !words.includes(plain(step))).map((step): Remark => ({
    rule: 'missing-step', severity: 'block', where: excerpt(step),
    why: 'The facts ask the reader to do this, and these words do not say so. What to do is what readers look for first (Zou et al., You "Might" Be Affected, CHI 2019).',
    fix: 'Print the steps: {{#each facts.whatYouCanDo}}{{this}}{{/each}}.',
  }));
  const lines = new Set(text.split('\n').map(plain));
  const headings = (facts.headings ?? []).filter(({ heading }) => !lines.has(plain(heading))).map(({ heading, jurisdiction, source }): Remark => ({
    rule: 'missing-heading', severity: 'block', where: heading, why: `The law of ${jurisdiction} asks for this heading, word for word (${source}).`, fix: `Write "${heading}" on a line of its own above that part.`,
  }));
  return [...steps, ...headings];
}

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
