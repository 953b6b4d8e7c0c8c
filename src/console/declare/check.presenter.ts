import { type Declaration } from '../../declare/model/incident-input.js';
import { type Brand } from '../../declare/contract.js';
import { type Labels } from '../../compose/contract.js';
import { type FirstWord } from '../../compose/first-words.service.js';
import { type LawClock } from '../../measure/model/law-clock.js';
import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { readersOf } from './readers-of.js';
import { type AskedRule } from '../audiences/asked-rule.js';
import { JOIN_LABELS, wordsOf } from '../audiences/rule.presenter.js';
import { anchorWords, jurisdictionName, RECIPIENT_WORDS } from '../incidents/law.words.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { costOfEach, textCost } from '../page/money.js';
import { KINDS, languageName, SEVERITY_TONES } from '../page/words.js';

/** What was said in the first step, in the order in which one reads it. */
export function shownFacts({ kind, exercise, restricted, title, severity, facts, happenedFrom, happenedUntil, discoveredAt, pressReportedAt }: Declaration, brand: Brand, labels: Labels, people: ReadonlyMap<string, string>) {
  return {
    exercise, title, severity, severityTone: SEVERITY_TONES[severity], kindLabel: KINDS[kind].label, brandName: brand.name, happenedFrom, happenedUntil, discoveredAt, pressReportedAt,
    nextUpdateAt: facts.nextUpdateAt,
    onlySome: restricted ? { reason: restricted.reason, names: restricted.people.map(({ personId }) => people.get(personId) ?? 'somebody who may not sign in any more').join(', ') } : null,
    data: facts.dataInvolved.map((code) => labels.dataClasses[code] ?? code).join(', '),
    mailDomains: (facts.breachedMailDomains ?? []).join(', '),
  };
}

/** The rule in words, row by row; as JSON where rows can't show it. */
export function shownRule({ rows, json }: AskedRule) {
  if (rows === null) return { join: null, rows: [], json, hasTimes: false };
  return { join: rows.rows.length > 1 || rows.join === 'none' ? JOIN_LABELS[rows.join] : null, json: null, hasTimes: rows.rows.some((row) => row.kind === 'touchpoint' && (row.from !== '' || row.until !== '')), rows: rows.rows.map((row, index) => ({ words: rowWords(wordsOf(rows, `0.${index}`)), inside: insideOf(row) })) };
}

const rowWords = (words: string): string => words.replace(/^row [\d.]+: /, '');

/** What a row asks for besides its kind. */
function insideOf(row: NonNullable<AskedRule['rows']>['rows'][number]): string {
  if (row.kind === 'group') return `${row.rows.length} ${row.rows.length === 1 ? 'row' : 'rows'} in it`;
  if (row.kind === 'field') return '';
  const time = [row.from && `from ${row.from.replace('T', ' ')}`, row.until && `before ${row.until.replace('T', ' ')}`].filter(Boolean).join(' ');
  return [time, ...row.where.filter(({ name }) => name !== '').map(({ name, value }) => `${name}: ${value || 'any'}`)].filter(Boolean).join('; ');
}

/** What will be read, by language, in a line for each channel. */
export const shownTexts = (words: readonly FirstWord[], prices: SmsPrices | null, counts: ExactCounts | null) =>
  words.map(({ locale, isOwn, email, sms, lacking, findings }) => ({
    label: languageName(locale), isOwn, subject: email?.subject ?? null,
    sms: sms && { segments: sms.segments, encoding: sms.encoding, ...textCost(sms.segments, prices, null), costs: costOfEach(sms.segments, readersOf(locale, words, counts).numbers, prices) },
    missing: [...new Set(lacking.flatMap(({ missing }) => missing))].join(', '),
    blocking: findings.filter(({ severity }) => severity === 'block').length, warnings: findings.filter(({ severity }) => severity === 'warn').length,
  }));

/** Clocks that will stand there once it is declared; those of places come once it is known who lives there. */
export function shownClocks(clocks: readonly LawClock[]) {
  const row = (clock: LawClock) => ({ title: clock.title, place: jurisdictionName(clock.jurisdiction), to: RECIPIENT_WORDS[clock.recipient], deadline: clock.deadline, isPrompt: clock.state === 'prompt', from: anchorWords(clock) });
  return { sure: clocks.filter(({ binds }) => binds === 'yes').map(row), possible: clocks.filter(({ binds }) => binds === 'if-affected').map(row) };
}
