import { NOTICE_PARTS, type Finding, type RenderedNotice } from '../contract.js';
import { htmlToText } from './html-text.js';
import { lintContent } from './lint-content.js';
import { lintLaw } from './lint-law.js';
import { lintLinks } from './lint-links.js';
import { lintNumbers } from './lint-numbers.js';
import type { LintFacts, LintPart, LintRule, Remark } from './lint-rule.js';
import { lintSecrets } from './lint-secrets.js';
import { lintSms } from './lint-sms.js';
import { lintWords } from './lint-words.js';

const RULES: readonly LintRule[] = [lintPresence, lintSms, lintContent, lintLaw, lintLinks, lintNumbers, lintSecrets, lintWords];

/**
 * What in a rendered notice looks like phishing, gives away what it should not, or is hard to read.
 *
 * @param notice  As one member would get it; look at several, since values differ.
 * @returns Findings in the order of the parts, each once; none is good. `block` must be mended before the notice can be submitted.
 */
export function lintNotice(notice: RenderedNotice, facts: LintFacts): readonly Finding[] {
  return NOTICE_PARTS.flatMap((part) => {
    const seen: LintPart = { part, source: notice[part], text: part === 'emailHtml' ? htmlToText(notice[part]) : notice[part], facts };
    return unique(RULES.flatMap((rule) => rule(seen))).map((remark) => ({ ...remark, part, locale: facts.locale }));
  });
}

function unique(remarks: readonly Remark[]): readonly Remark[] {
  return [...new Map(remarks.map((remark) => [`${remark.rule}\n${remark.where}`, remark])).values()];
}

function lintPresence({ part, text, facts }: LintPart): readonly Remark[] {
  if (text.trim() === '') return [{ rule: 'empty-part', severity: 'block', where: part, why: 'This part has no text.', fix: 'Write it; every channel needs its own.' }];
  if (part === 'subject' || text.includes(facts.checkCode)) return [];
  return [{ rule: 'no-check-code', severity: 'warn', where: part, why: 'Readers can not check that it is genuine.', fix: 'Name the check page and the code.' }];
}
