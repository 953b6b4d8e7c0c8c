import type { Finding } from '../contract.js';
import { excerpt, withoutAccents, type LintPart, type Remark } from './lint-rule.js';
import { readingGrade } from './readability.js';

interface WordRule {
  readonly rule: string;
  readonly severity: Finding['severity'];
  readonly pattern: RegExp;
  readonly why: string;
  readonly fix: string;
}

const STUDY = 'Zou et al., You "Might" Be Affected, CHI 2019, on 161 breach notices';

// Matched without accents. "may" only in lower case, since "3 May" is a date; "you may call us" is leave and not doubt; "as soon as possible" neither.
const WORD_RULES: readonly WordRule[] = [
  {
    rule: 'hedge',
    severity: 'block',
    pattern: /(?<!\b(?:[Yy]ou|[Ww]ho) )\bmay\b|\b(?:[Yy]ou|[Ww]ho) may (?:be|have)\b|\b(?:[Mm]ight|[Pp]otential(?:ly)?|[Pp]erhaps|[Cc]ould have|[Ii]t appears|[Ww]e believe)\b|(?<!\bas )\b[Pp]ossibl[ey]\b|\b(?:[Pp]odria[ns]?|[Pp]udo haber|[Pp]uede que|[Pp]osiblemente|[Pp]robablemente|[Pp]otencial(?:mente)?|[Qq]uizas?|[Tt]al vez|[Ee]s posible que)\b/g,
    why: `Readers take it for hiding something, and can't tell whether they have to act (${STUDY}).`,
    fix: 'Say what is known, and say what is not known yet.',
  },
  {
    rule: 'no-evidence',
    severity: 'block',
    pattern: /\bno (?:evidence|indication|sign)s? (?:of|that)\b|\bno (?:hay|tenemos|existen?) (?:ninguna? )?(?:evidencias?|pruebas?|indicios?|constancia)\b/gi,
    why: `It sounds like safety and only says that nothing was found (${STUDY}).`,
    fix: 'Say what was looked at and what came of it.',
  },
  {
    rule: 'panic-word',
    severity: 'block',
    pattern: /\b(?:urgent(?:ly)?|act now|final notice|last chance|urgente(?:mente)?|actue ya|ultimo aviso|ultima oportunidad)\b/gi,
    why: 'Hurry is what phishing lives on: readers are told to stop where they are pressed (FTC, How To Avoid a Scam).',
    fix: 'Give the step and, where there is one, its date.',
  },
  {
    // A recall has to say what is dangerous, and banks have fraud alerts: to be looked at, not barred.
    rule: 'alarm-word',
    severity: 'warn',
    pattern: /\b(?:immediately|warning|danger(?:ous)?|emergency|inmediatamente|de inmediato|peligro(?:so)?|emergencia|alerta)\b/gi,
    why: 'Alarming words are typical of phishing (FTC, How To Avoid a Scam); keep them only where they state a fact.',
    fix: 'Say what can happen and what to do.',
  },
  {
    rule: 'empty-phrase',
    severity: 'warn',
    pattern: /\b(?:take (?:your|the) (?:privacy|security)[^.]{0,30}seriously|abundance of caution|valued customers?|apologi[sz]e for any inconvenience|nos tomamos (?:muy )?en serio|estimados? clientes? valiosos?|disculpas por (?:los inconvenientes|las molestias))\b/gi,
    why: `Readers have seen it in every bad notice, and it tells them nothing (${STUDY}).`,
    fix: 'Leave it out, or say what you do.',
  },
  { rule: 'shouting', severity: 'warn', pattern: /\b[A-Z]{4,}(?: [A-Z]{2,}){2,}\b|!{2,}/g, why: 'Capitals and exclamation marks look like spam (SpamAssassin, rules SUBJ_ALL_CAPS, PLING_PLING).', fix: 'Write it in plain sentences.' },
];

/** Grade 9 is what most adults read with ease; the study of 161 notices found them too hard. */
const HARDEST_GRADE = 9;

/** Words that hide, hurry or say nothing, and texts that are too hard. */
export function lintWords({ part, text, facts }: LintPart): readonly Remark[] {
  const plain = withoutAccents(text);
  const words = WORD_RULES.flatMap(({ pattern, ...rule }) => [...plain.matchAll(pattern)].map(({ 0: found }): Remark => ({ ...rule, where: excerpt(found) })));
  const grade = part === 'emailText' ? readingGrade(text, facts.locale) : null;
  if (grade === null || grade <= HARDEST_GRADE) return words;
  const why = `It reads at school grade ${grade.toFixed(1)}; ${HARDEST_GRADE} is the most (${STUDY}; formulas: Kincaid 1975, Crawford 1984).`;
  return [...words, { rule: 'hard-to-read', severity: 'block', where: 'the whole text', why, fix: 'Shorter sentences, shorter words.' }];
}
