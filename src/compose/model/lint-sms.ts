import { linksIn } from './links.js';
import { excerpt, type LintPart, type Remark } from './lint-rule.js';
import { countSegments } from './sms-segments.js';
import { notGsm7 } from './sms-text.js';

const MOST_SEGMENTS = 2;

/** What a text message costs, who speaks, how to stop it, and that it leads nowhere but to the check. */
export function lintSms({ part, text, facts }: LintPart): readonly Remark[] {
  if (part !== 'sms') return [];
  const { encoding, segments, units } = countSegments(text);
  const remarks: (Remark | false)[] = [
    segments > MOST_SEGMENTS && {
      rule: 'long-sms', severity: 'block', where: `${segments} segments`,
      why: `${units} units in ${encoding}; ${MOST_SEGMENTS} segments are the limit. Each is paid for, and phones show long texts in pieces (3GPP TS 23.040, 9.2.3.24.1).`, fix: 'Shorten it; the check page has room for the rest.',
    },
    !text.includes(facts.brandName) && { rule: 'no-sender-named', severity: 'warn', where: 'sms', why: 'A number alone does not say who writes (CTIA, Messaging Principles, 2023, 5.1.3).', fix: `Begin with "${facts.brandName}:".` },
    !/\bSTOP\b/.test(text) && { rule: 'no-stop', severity: 'warn', where: 'sms', why: 'Readers must learn how to end the texts (CTIA, Messaging Principles, 2023, 5.1.3).', fix: 'End with "Reply STOP to end texts".' },
  ];
  return [...remarks.filter((remark) => remark !== false), ...costly(text, facts.own ?? []), ...needlessLinks(text, facts)];
}

/** Letters of scripts that GSM-7 has none of: whoever writes in them means it. */
const OTHER_SCRIPT = /[^\P{L}\p{Script=Latin}\p{Script=Greek}]/gu;

/**
 * Characters that turn a text into UCS-2, of which a segment holds 70 instead of 160: by accident where the words themselves would do
 * without, not where they are in another script. What a reader's own name brings is his.
 */
function costly(text: string, own: readonly string[]): readonly Remark[] {
  const odd = notGsm7(text);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (odd.length === 0 || (text.match(OTHER_SCRIPT)?.length ?? 0) * 2 > letters) return [];
  const written = odd.filter((character) => !own.some((value) => value.normalize('NFC').includes(character)));
  const named = (characters: readonly string[]): string => characters.slice(0, 8).map((character) => `${character} (U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`).join(', ');
  const why = 'They turn the text into UCS-2, of which a segment holds 70 characters instead of 160 (3GPP TS 23.038, 6.1.2).';
  if (written.length > 0) return [{ rule: 'costly-characters', severity: 'block', where: excerpt(named(written)), why, fix: 'Write it without them.' }];
  return [{ rule: 'costly-name', severity: 'warn', where: excerpt(named(odd)), why: `${why} Here a reader's own values bring them.`, fix: 'Leave the value out of the text message, or bear the cost.' }];
}

function needlessLinks(text: string, { checkAddress, page }: LintPart['facts']): readonly Remark[] {
  if (checkAddress === undefined) return [];
  const known = [checkAddress, page ?? checkAddress].map(bare);
  return linksIn(text).filter((link) => !known.includes(bare(link.text))).map((link): Remark => ({
    rule: 'link-in-sms', severity: 'block', where: excerpt(link.text),
    why: 'Readers are told not to follow links in texts; one that has no reason looks like fraud (NCSC, SMS and telephone best practice; FTC, How To Recognize and Report Spam Text Messages).',
    fix: `Leave it out and name ${checkAddress} to be typed; or ask legal, who says why it is needed.`,
  }));
}

const bare = (address: string): string => address.toLowerCase().replace(/^https?:\/\//, '').replace(/\/$/, '');
