import { sentenceFor } from '../../declare/model/sentence-for.js';
import { type IncidentKind } from '../../declare/contract.js';
import { type NoticeType } from '../../approve/contract.js';
import { type ReportedNotice, type ReportFigures } from '../../measure/model/report.js';
import { type IncidentReport } from '../../measure/report.service.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { avoidedFigure, avoidedSentence, counted } from '../calls/avoided.words.js';
import { feedbackPart } from '../calls/feedback.words.js';
import { horizonRow, minutesText, per100 } from '../calls/measured.words.js';
import { OUTCOME_LABELS } from '../notices/sum-bar.js';
import { costShown } from '../page/money.js';
import { grouped, KINDS, NOTICE_LABELS, people } from '../page/words.js';
import { failureWords } from './failure.words.js';
import { firstWordDrawing } from './first-word.drawing.js';

const money = (value: number, currency: string): string => `${currency} ${counted(value)}`;

/** The report for people: the same on the screen and on paper. */
export function reportPage({ incidentId, revision, asOf, figures, changes, whyChanged, improve, remarks }: IncidentReport, zone: string) {
  const { incident } = figures;
  return {
    incidentId, zone, asOf, revision, incident,
    kindLabel: KINDS[incident.kind as IncidentKind].label,
    standing: revision === null ? 'The incident is open, and its figures move on.' : `Revision ${revision}. These figures stand; if they ever change, a new revision says what and why.`,
    headline: headline(figures),
    speed: speedPart(figures),
    drawing: figures.word.firstWord.kind === 'first-word' ? firstWordDrawing(figures.word.firstWord.series, figures.word.firstWord.members) : null,
    horizons: figures.word.firstWord.kind === 'first-word' ? figures.word.firstWord.at.map(horizonRow) : [],
    notices: figures.notices.map((notice) => noticePart(notice)),
    calls: callsPart(figures),
    feedback: figures.feedback.map(answersPart),
    alerts: figures.alerts.map(({ message, times, severity }) => ({ message, said: times, severity })),
    improve,
    deeds: figures.deeds.map(({ at, who, action, details }) => ({ at, who, sentence: sentenceFor(action, details) })),
    changes: changes.map(({ path, was, is }) => ({ path, was: shown(was), is: shown(is) })),
    whyChanged: whyChanged.join('; '),
    remark: remarks[0] ?? null,
    earlierRemarks: remarks.slice(1),
  };
}

const shown = (value: unknown): string => (value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value));

/** A figure that there is none of is left out, and the note says why. */
function answersPart(feedback: ReportFigures['feedback'][number]) {
  const part = feedbackPart(feedback);
  return { noticeNumber: feedback.number, ...part, value: feedback.served.kind === 'share' ? part.value : '' };
}

function headline({ members, word, notices, calls }: ReportFigures) {
  const told = notices.reduce((most, { outcomes }) => Math.max(most, (outcomes['delivered'] ?? 0) + (outcomes['sent'] ?? 0)), 0);
  const day = word.firstWord.kind === 'first-word' ? word.firstWord.at.at(-1)! : null;
  return {
    members, told: people(told),
    rate: day ? per100(day.toldFirst.share) : '–',
    rateNote: day ? `95 % interval ${per100(day.toldFirst.low)} to ${per100(day.toldFirst.high)}, within ${day.hours} hours${day.complete ? '' : ', so far'}` : 'nobody is in the audience',
    median: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.median) : '–',
    avoided: calls.avoided ? avoidedFigure(calls.avoided) : { value: '–', note: 'nothing has gone out', tone: '' },
  };
}

function speedPart({ incident, word, notices }: ReportFigures): readonly { readonly what: string; readonly figure: string }[] {
  const [first] = notices;
  const minutes = (from: string | null, until: string | null): string => (from === null || until === null ? 'not known' : minutesInWords((Date.parse(until) - Date.parse(from)) / 60_000));
  const start = word.pressHeadStart?.halfMinutes;
  const press = incident.pressReportedAt === null ? 'no press report is on record'
    : word.beforePress === null ? 'not known'
      : `${per100(word.beforePress.share)} of the people had been told before it${start === null || start === undefined ? '' : `; half of all ${minutesInWords(Math.abs(start))} ${start >= 0 ? 'before' : 'after'} it`}`;
  return [
    { what: 'From the discovery to the declaration', figure: minutes(incident.discoveredAt, incident.declaredAt) },
    { what: 'From the declaration to the first signature', figure: minutes(incident.declaredAt, first?.approvedAt ?? null) },
    { what: 'From the declaration until half were told', figure: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.median) : 'not known' },
    { what: 'From the declaration until 95 % were told', figure: word.firstWord.kind === 'first-word' ? minutesText(word.firstWord.p95) : 'not known' },
    { what: 'From the first signature until half were told', figure: minutesText(word.sinceApproval.median) },
    { what: 'Beside the press', figure: press },
    { what: 'Head start of those who called all the same (median)', figure: word.medianHeadStartMinutes === null ? 'nobody did' : minutesInWords(word.medianHeadStartMinutes) },
  ];
}

const outcomeLabel = (outcome: string): string => OUTCOME_LABELS[outcome as keyof typeof OUTCOME_LABELS] ?? outcome;

function noticePart({ id, number, type, members, waves, approvedAt, firstHandOverAt, lastHandOverAt, outcomes, reasons, letters, pages }: ReportedNotice) {
  const sum = Object.values(outcomes).reduce((total, each) => total + each, 0);
  return {
    id, noticeNumber: number, label: NOTICE_LABELS[type as NoticeType], members, waves, approvedAt, firstHandOverAt, lastHandOverAt, letters,
    outcomes: Object.entries(outcomes).map(([outcome, count]) => ({ outcome: outcomeLabel(outcome), count, share: members === 0 ? '–' : per100(count / members) })),
    adds: sum === members ? `Together they are all ${grouped(members)} people.` : `They do not add up: ${grouped(sum)} of ${grouped(members)}.`,
    reasons: reasons.map(({ outcome, code, people: number }) => ({ outcome: outcomeLabel(outcome), why: failureWords(outcome, code), people: number })),
    pages: pages.seen === 0 ? 'Nobody is known to have opened his page.' : `${people(pages.seen)} opened their pages; ${grouped(pages.proved)} showed who they are, ${grouped(pages.withSteps)} ticked steps.`,
  };
}

function callsPart({ calls: { expected, expectedMissing, avoided, offered, identified, byMembers }, hold, notices }: ReportFigures) {
  return {
    offered: offered === 0 ? 'No call is known.' : `${grouped(offered)} calls came in while the first notice was watched; ${grouped(identified)} callers were recognised, and ${grouped(byMembers)} of those calls came from its people.`,
    expected: expected
      ? `On the day of the declaration ${grouped(Math.round(expected.expectedSoFar))} calls were to be expected without the incident, and ${grouped(expected.offered)} came in. The difference is the incident and the company’s answer together.`
      : `What the day would have been without the incident is not known: ${expectedMissing}.`,
    avoided: avoided ? avoidedSentence(avoided) : 'Nothing has gone out.',
    hold: hold.kind === 'computed'
      ? `By the model, callers waited ${Math.round(hold.waitSeconds)} seconds on average; without the notice it would have been ${Math.round(hold.waitSecondsWithout)} (${Math.round(hold.waitLow)} to ${Math.round(hold.waitHigh)}). ${per100(hold.abandonShare)} hung up, and would have been ${per100(hold.abandonShareWithout)}. It saved ${hold.agentHoursSaved.toFixed(1)} agent hours.`
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
