import { excerpt, withoutAccents, type LintPart, type Remark } from './lint-rule.js';
import { readingGrade } from './readability.js';

interface WordRule {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly why: string;
  readonly fix: string;
}

// Matched without accents. "may" only in lower case: "3 May" is a date.
const WORD_RULES: readonly WordRule[] = [
  {
    rule: 'hedge',
    pattern: /\bmay\b|\b(?:[Mm]ight|[Pp]otential(?:ly)?|[Pp]ossibl[ey]|[Pp]erhaps|[Cc]ould have|[Ii]t appears|[Ww]e believe)\b|\b(?:[Pp]odria[ns]?|[Pp]udo haber|[Pp]uede que|[Pp]osiblemente|[Pp]robablemente|[Pp]otencial(?:mente)?|[Qq]uizas?|[Tt]al vez|[Ee]s posible que)\b/g,
    why: 'Readers of breach notices take it for hiding something.',
    fix: 'Say what is known, and say what is not known yet.',
  },
  {
    rule: 'no-evidence',
    pattern: /\bno (?:evidence|indication|sign)s? (?:of|that)\b|\bno (?:hay|tenemos|existen?) (?:ninguna? )?(?:evidencias?|pruebas?|indicios?|constancia)\b/gi,
    why: 'It sounds like safety and only says that nothing was found.',
    fix: 'Say what was looked at and what came of it.',
  },
  {
    rule: 'panic-word',
    pattern: /\b(?:urgent(?:ly)?|immediately|act now|warning|danger(?:ous)?|emergency|final notice|last chance|urgente(?:mente)?|inmediatamente|de inmediato|actue ya|ultimo aviso|peligro(?:so)?|emergencia|alerta)\b/gi,
    why: 'Hurry is what phishing lives on.',
    fix: 'Give the step and, where there is one, its date.',
  },
  {
    rule: 'empty-phrase',
    pattern: /\b(?:take (?:your|the) (?:privacy|security)[^.]{0,30}seriously|abundance of caution|valued customers?|apologi[sz]e for any inconvenience|nos tomamos (?:muy )?en serio|estimados? clientes? valiosos?|disculpas por (?:los inconvenientes|las molestias))\b/gi,
    why: 'Readers have seen it in every bad notice, and it tells them nothing.',
    fix: 'Leave it out, or say what you do.',
  },
  { rule: 'shouting', pattern: /\b[A-Z]{4,}(?: [A-Z]{2,}){2,}\b|!{2,}/g, why: 'Capitals and exclamation marks look like spam.', fix: 'Write it in plain sentences.' },
];

/** Grade 9 is what most adults read with ease; a study of 161 breach notices (Michigan, 2018) found them too hard. */
const HARDEST_GRADE = 9;

/** Words that hide, hurry or say nothing, and texts that are too hard: for the approver to see, not a bar. */
export function lintWords({ part, text, facts }: LintPart): readonly Remark[] {
  const plain = withoutAccents(text);
  const words = WORD_RULES.flatMap(({ pattern, ...rule }) => [...plain.matchAll(pattern)].map(({ 0: found }): Remark => ({ ...rule, severity: 'warn', where: excerpt(found) })));
  const grade = part === 'emailText' ? readingGrade(text, facts.locale) : null;
  if (grade === null || grade <= HARDEST_GRADE) return words;
  const why = `It reads at school grade ${grade.toFixed(1)}; ${HARDEST_GRADE} is the aim.`;
  return [...words, { rule: 'hard-to-read', severity: 'warn', where: 'the whole text', why, fix: 'Shorter sentences, shorter words.' }];
}
