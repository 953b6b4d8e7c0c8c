import { type Declaration } from '../../declare/model/incident-input.js';
import { type Brand } from '../../declare/contract.js';
import { type Labels } from '../../compose/contract.js';
import { type FirstWord } from '../../compose/first-words.service.js';
import { type LawClock } from '../../measure/model/law-clock.js';
import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { type Languages, readersOf, strangersNotes } from './readers-of.js';
import { type AskedRule } from '../audiences/asked-rule.js';
import { JOIN_LABELS } from '../audiences/rule.presenter.js';
import { ruleSentence } from '../audiences/rule.sentence.js';
import { anchorWords, jurisdictionName, RECIPIENT_WORDS } from '../incidents/law.words.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { dataLabels } from '../page/data-class.words.js';
import { costOfEach, textCost } from '../page/money.js';
import { missingWords } from '../page/missing.words.js';
import { KINDS, languageName, people, SEVERITY_TONES } from '../page/words.js';

/** What was said in the first step, in the order in which one reads it. */
export function shownFacts({ kind, exercise, restricted, title, severity, facts, happenedFrom, happenedUntil, discoveredAt, pressReportedAt }: Declaration, brand: Brand, labels: Labels, others: ReadonlyMap<string, string>) {
  const names = dataLabels(labels.dataClasses);
  return {
    exercise, title, severity, severityTone: SEVERITY_TONES[severity], kindLabel: KINDS[kind].label, brandName: brand.name, happenedFrom, happenedUntil, discoveredAt, pressReportedAt,
    nextUpdateAt: facts.nextUpdateAt,
    onlySome: restricted ? { reason: restricted.reason, names: restricted.people.map(({ personId }) => others.get(personId) ?? 'somebody who may not sign in any more').join(', ') } : null,
    data: facts.dataInvolved.map((code) => names[code] ?? code).join(', '),
    mailDomains: (facts.breachedMailDomains ?? []).join(', '),
  };
}

/** The rule in words, row by row; as JSON where rows can't show it. */
export function shownRule({ rows, json, zone }: Pick<AskedRule, 'rows' | 'json' | 'zone'>) {
  if (rows === null) return { join: null, rows: [], json };
  return { join: rows.rows.length > 1 || rows.join === 'none' ? JOIN_LABELS[rows.join] : null, json: null, rows: rows.rows.map((row) => ruleSentence(row, zone)) };
}

/** What will be read, by language, in a line for each channel. */
export const shownTexts = (words: readonly FirstWord[], prices: SmsPrices | null, languages: Languages, counts: ExactCounts | null) =>
  words.map(({ locale, isOwn, email, sms, lacking, findings }) => {
    const read = readersOf(locale, languages, counts);
    return {
      label: languageName(locale), isOwn, readers: read.readers, notes: strangersNotes(locale, read), subject: email?.subject ?? null,
      sms: sms && { segments: sms.segments, ...textCost(sms.segments, prices, null), costs: costOfEach(sms.segments, read.numbers, prices) },
      missing: missingWords(lacking, { locale }),
      blocking: findings.filter(({ severity }) => severity === 'block').length, warnings: findings.filter(({ severity }) => severity === 'warn').length,
    };
  });

/** Clocks that will stand there once it is declared. @param anywhere  Those of people who may live anywhere: of everybody before they are counted, then of those whose home nobody knows. */
export function shownClocks(clocks: readonly LawClock[], anywhere: readonly LawClock[]) {
  const row = (clock: LawClock) => ({ title: clock.title, place: jurisdictionName(clock.jurisdiction), to: RECIPIENT_WORDS[clock.recipient], deadline: clock.deadline, isPrompt: clock.state === 'prompt', from: anchorWords(clock), living: clock.residents ? `${people(clock.residents)} there` : null });
  const sure = clocks.filter(({ binds }) => binds === 'yes');
  return { sure: sure.map(row), possible: anywhere.filter(({ binds, ruleId }) => binds === 'if-affected' && sure.every((one) => one.ruleId !== ruleId)).map(row) };
}
