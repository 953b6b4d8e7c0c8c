import { sentenceFor } from '../../declare/model/sentence-for.js';
import { type IncidentKind } from '../../declare/contract.js';
import { type NoticeType } from '../../approve/contract.js';
import { type CodeWords, improvements, type ReportedNotice, type ReportFigures } from '../../measure/model/report.js';
import { type IncidentReport } from '../../measure/report.service.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { avoidedFigure, avoidedSentence, counted, obstacleSentence } from '../calls/avoided.words.js';
import { feedbackPart } from '../calls/feedback.words.js';
import { hoursInWords, secondsInWords } from '../calls/hold-time.words.js';
import { horizonRow, minutesText, per100 } from '../calls/measured.words.js';
import { OUTCOME_LABELS, toldHow } from '../notices/sum-bar.js';
import { costShown } from '../page/money.js';
import { grouped, KINDS, NOTICE_LABELS, people } from '../page/words.js';
import { changeRow } from './change.words.js';
import { failureWords } from './failure.words.js';
import { firstWordDrawing } from './first-word.drawing.js';

/** The unit never stands alone at the end of a line. */
const money = (value: number, currency: string): string => `${currency}\u00a0${counted(value)}`;

/** The report for people: the same on the screen and on paper. */
export function reportPage({ incidentId, revision, asOf, figures, changes, whyChanged, remarks }: IncidentReport, zone: string) {
  const { incident } = figures;
  return {
    incidentId, zone, asOf, revision, incident,
    kindLabel: KINDS[incident.kind as IncidentKind].label,
    standing: revision === null ? 'The incident is open, and its figures move on.' : `Revision ${revision}. These figures stand; if they ever change, a new revision says what and why.`,
    headline: headline(figures),
    speed: speedPart(figures),
    drawing: figures.word.firstWord.kind === 'first-word' ? firstWordDrawing(figures.word.firstWord.series, figures.word.firstWord.members, pressMinutes(figures)) : null,
    horizons: figures.word.firstWord.kind === 'first-word' ? figures.word.firstWord.at.map(horizonRow) : [],
    notices: figures.notices.map((notice) => noticePart(notice)),
    calls: callsPart(figures),
    feedback: figures.feedback.map(answersPart),
    alerts: figures.alerts.map(({ message, times, severity }) => ({ message, said: times, severity })),
    improve: improvements(figures, IN_WORDS),
    deeds: figures.deeds.map(({ at, who, action, details }) => ({ at, who, sentence: sentenceFor(action, details) })),
    changes: changes.map((change) => changeRow(change, figures.notices)),
    whyChanged: whyChanged.join('; '),
    remark: remarks[0] ?? null,
    earlierRemarks: remarks.slice(1),
  };
}

/** Into the middle of a sentence. */
const inline = (sentence: string): string => lowerFirst(sentence.replace(/\.$/, ''));
const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text);
const IN_WORDS: CodeWords = { failure: (outcome, code) => `${outcomeLabel(outcome)}, ${inline(failureWords(outcome, code))}`, obstacle: (reason) => inline(obstacleSentence(reason)) };

const pressMinutes = ({ incident: { declaredAt, pressReportedAt } }: ReportFigures): number | null => (pressReportedAt === null ? null : (Date.parse(pressReportedAt) - Date.parse(declaredAt)) / 60_000);

const answersPart = (feedback: ReportFigures['feedback'][number]) => ({ noticeNumber: feedback.number, ...feedbackPart(feedback) });

function headline({ members, word, notices, calls }: ReportFigures) {
  const told = mostTold(notices);
  const day = word.firstWord.kind === 'first-word' ? word.firstWord.at.at(-1)! : null;
  return {
    members, told: `${people(told.delivered + told.sent)} told${toldHow(told)}`,
    rate: day ? per100(day.toldFirst.share) : '–',
    rateNote: day ? `95 % interval ${per100(day.toldFirst.low)} to ${per100(day.toldFirst.high)}, within ${day.hours} hours${day.complete ? '' : ', so far'}` : 'nobody is in the audience',
    median: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.median) : '–',
    avoided: calls.avoided ? avoidedFigure(calls.avoided) : { value: '–', note: 'nothing has gone out', tone: '' },
  };
}

interface Told {
  readonly delivered: number;
  readonly sent: number;
}

/** By the notice that most were told by. */
function mostTold(notices: readonly ReportedNotice[]): Told {
  const all = notices.map(({ outcomes }): Told => ({ delivered: outcomes['delivered'] ?? 0, sent: outcomes['sent'] ?? 0 }));
  return all.reduce((most, one) => (one.delivered + one.sent > most.delivered + most.sent ? one : most), { delivered: 0, sent: 0 });
}

function speedPart({ incident, word, notices }: ReportFigures): readonly { readonly what: string; readonly figure: string }[] {
  const [first] = notices;
  const minutes = (from: string | null, until: string | null): string => (from === null || until === null ? 'not known' : minutesInWords((Date.parse(until) - Date.parse(from)) / 60_000));
  const start = word.pressHeadStart?.halfMinutes;
  const half = start === null || start === undefined ? '' : start >= 0 ? `; half had been told ${minutesInWords(start)} before` : `; half were told ${minutesInWords(-start)} later`;
  const press = incident.pressReportedAt === null ? 'no press report is on record'
    : word.beforePress === null ? 'not known'
      : `${word.beforePress.count === 0 ? 'nobody had been told' : `${per100(word.beforePress.share)} of the people had been told`}${half}`;
  return [
    { what: 'From the discovery to the declaration', figure: minutes(incident.discoveredAt, incident.declaredAt) },
    { what: 'From the declaration to the first signature', figure: minutes(incident.declaredAt, first?.approvedAt ?? null) },
    { what: 'From the declaration until half were told', figure: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.median) : 'not known' },
    { what: 'From the declaration until 95 % were told', figure: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.p95) : 'not known' },
    { what: 'From the first signature until half were told', figure: minutesText(word.sinceApproval.median) },
    { what: 'When the press reported', figure: press },
    { what: 'Those who called anyway had our message', figure: word.medianHeadStartMinutes === null ? 'nobody called after it' : `typically ${minutesInWords(word.medianHeadStartMinutes)} before` },
  ];
}

function outcomeLabel(outcome: string): string {
  return OUTCOME_LABELS[outcome as keyof typeof OUTCOME_LABELS] ?? outcome;
}

function noticePart({ id, number, type, members, waves, approvedAt, firstHandOverAt, aheadPeople = 0, wavesFrom = null, lastHandOverAt, outcomes, reasons, letters, pages }: ReportedNotice) {
  const sum = Object.values(outcomes).reduce((total, each) => total + each, 0);
  return {
    id, noticeNumber: number, label: NOTICE_LABELS[type as NoticeType], members, waves, approvedAt, firstHandOverAt, lastHandOverAt, letters,
    ahead: aheadPeople > 0 && wavesFrom !== null ? { people: aheadPeople, othersFrom: wavesFrom } : null,
    outcomes: Object.entries(outcomes).map(([outcome, count]) => ({ outcome: outcomeLabel(outcome), count, share: members === 0 ? '–' : per100(count / members) })),
    adds: sum === members ? `Together they are all ${grouped(members)} people.` : `They do not add up: ${grouped(sum)} of ${grouped(members)}.`,
    reasons: reasons.map(({ outcome, code, people: number }) => ({ outcome: outcomeLabel(outcome), why: failureWords(outcome, code), people: number })),
    pages: pages.seen === 0 ? 'Nobody is known to have opened their page.' : `${people(pages.seen)} opened their pages; ${grouped(pages.proved)} showed who they are, ${grouped(pages.withSteps)} ticked steps.`,
  };
}

function callsPart({ calls: { expected, expectedMissing, avoided, observedFrom, observedUntil, offered, identified, byMembers }, hold, notices }: ReportFigures) {
  return {
    span: offered > 0 && observedFrom && observedUntil ? { from: observedFrom, until: observedUntil } : null,
    compared: expected?.from && expected.until ? { from: expected.from, until: expected.until } : null,
    offered: offered === 0 ? 'No call is known.' : `${grouped(offered)} calls came in; ${grouped(identified)} callers were recognised, and ${grouped(byMembers)} of those calls came from its people.`,
    expected: expected
      ? `${expected.from ? '' : 'On the day of the declaration '}${grouped(Math.round(expected.expectedSoFar))} calls are usual, and ${grouped(expected.offered)} came in. The difference is the incident and the company’s answer together.`
      : `What the day would have been without the incident is not known: ${expectedMissing}.`,
    avoided: avoided ? avoidedSentence(avoided) : 'Nothing has gone out.',
    hold: hold.kind === 'computed'
      ? `By the model, callers waited ${secondsInWords(hold.waitSeconds)} on average; without the notice it would have been ${secondsInWords(hold.waitSecondsWithout)} (${ranged([hold.waitLow, hold.waitHigh], secondsInWords)}). ${per100(hold.abandonShare)} hung up; without the notice ${per100(hold.abandonShareWithout)} would have. It saved ${hoursInWords(hold.agentHoursSaved)} of agents’ time${hold.agentHoursLow === undefined || hold.agentHoursHigh === undefined ? '' : ` (95 % interval ${ranged([hold.agentHoursLow, hold.agentHoursHigh], hoursInWords)})`}.`
      : `Hold time is not computed: ${hold.why}.`,
    cost: costSentence(hold), texts: notices.flatMap(textsPart),
  };
}

/** What the texts of a notice cost, by country, as its approver saw it; nothing of a report from before it was named. */
export function textsPart({ number, type, texts }: Pick<ReportedNotice, 'number' | 'type' | 'texts'>) {
  if (!texts) return [];
  return [{
    title: `Notice ${number}: ${NOTICE_LABELS[type as NoticeType]}`,
    lead: texts.texts === 0 ? 'It had no texts.' : `${counts(texts.texts, 'text')} in ${counts(texts.segments, 'segment')}.`,
    costs: texts.texts > 0 && texts.cost === undefined ? { total: null, rows: [], notes: ['What they cost was not kept when it was signed.'] } : costShown(texts.cost, texts.byCountry),
  }];
}

/** Both ends, the lower first: what grows with the avoided calls comes the other way round. */
const ranged = (ends: readonly number[], words: (end: number) => string): string => ends.toSorted((a, b) => a - b).map(words).join(' to ');

const counts = (count: number, one: string): string => `${grouped(count)} ${one}${count === 1 ? '' : 's'}`;

function costSentence(hold: ReportFigures['hold']): string {
  if (hold.kind !== 'computed') return 'Cost is not computed, since hold time is not.';
  const { currency, savedByAgentHours, savedByCalls } = hold;
  if (currency === null || (savedByAgentHours === null && savedByCalls === null)) return 'The company has not stated what an agent hour or a call costs, so nothing is said of money.';
  return [
    savedByAgentHours && `By agent hours it saved ${money(savedByAgentHours.value, currency)} (${money(savedByAgentHours.low, currency)} to ${money(savedByAgentHours.high, currency)}).`,
    savedByCalls && `By calls it saved ${money(savedByCalls.value, currency)} (${money(savedByCalls.low, currency)} to ${money(savedByCalls.high, currency)}).`,
  ].filter(Boolean).join(' ');
}
