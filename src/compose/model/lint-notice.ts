import { NOTICE_PARTS, type Finding, type RenderedNotice } from '../contract.js';
import { htmlToText } from './html-text.js';
import { lintLinks } from './lint-links.js';
import { lintNumbers } from './lint-numbers.js';
import type { LintFacts, LintPart, LintRule, Remark } from './lint-rule.js';
import { lintSecrets } from './lint-secrets.js';
import { lintWords } from './lint-words.js';
import { countSegments } from './sms-segments.js';
import { notGsm7 } from './sms-text.js';

const MOST_SEGMENTS = 2;
const RULES: readonly LintRule[] = [lintPresence, lintSms, lintLinks, lintNumbers, lintSecrets, lintWords];

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

/** How the findings on an SMS are judged: what it costs, who speaks, and how to stop it. */
function lintSms({ part, text, facts }: LintPart): readonly Remark[] {
  if (part !== 'sms') return [];
  const { encoding, segments, units } = countSegments(text);
  const odd = notGsm7(text);
  const remarks: (Remark | false)[] = [
    segments > MOST_SEGMENTS && { rule: 'long-sms', severity: 'block', where: `${segments} segments`, why: `${units} units in ${encoding}; ${MOST_SEGMENTS} segments are the limit.`, fix: 'Shorten it; the check page has room for the rest.' },
    odd.length > 0 && { rule: 'costly-characters', severity: 'warn', where: odd.slice(0, 8).join(' '), why: 'They more than halve what a segment holds.', fix: 'Write it without them.' },
    !text.includes(facts.brandName) && { rule: 'no-sender-named', severity: 'warn', where: 'sms', why: 'A number alone does not say who writes.', fix: `Begin with "${facts.brandName}:".` },
    !/\bSTOP\b/.test(text) && { rule: 'no-stop', severity: 'warn', where: 'sms', why: 'Readers must learn how to end the texts.', fix: 'End with "Reply STOP to end texts".' },
  ];
  return remarks.filter((remark) => remark !== false);
}


