import { type FigureChange } from '../../measure/model/report.js';
import { type Outcome } from '../../deliver/contract.js';
import { OUTCOME_LABELS } from '../notices/sum-bar.js';
import { hoursInWords, secondsInWords } from '../calls/hold-time.words.js';
import { per100 } from '../calls/measured.words.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';

type Labels = Readonly<Record<string, string>>;

const OF_NOTICE: Labels = {
  members: 'people', waves: 'waves', createdAt: 'drafted', approvedAt: 'signed', firstHandOverAt: 'first message handed over', lastHandOverAt: 'last message handed over', letters: 'letters made',
  'pages.seen': 'people who opened their pages', 'pages.proved': 'people who showed who they are', 'pages.withSteps': 'people who ticked steps',
};
const OF_INCIDENT: Labels = { title: 'title', kind: 'kind', severity: 'severity', status: 'state', discoveredAt: 'discovered', declaredAt: 'declared', pressReportedAt: 'press reported', closedAt: 'closed', simulated: 'simulated' };
const OF_CALLS: Labels = {
  offered: 'calls that came in', identified: 'callers recognised', byMembers: 'calls by people of the first notice', expectedMissing: 'why an ordinary day is not known', expected: 'calls of an ordinary day', avoided: 'avoided calls',
  'expected.expectedSoFar': 'calls of an ordinary day in the compared time', 'expected.offered': 'calls that came in in the compared time', 'expected.wholeDay': 'calls of an ordinary day to closing', 'avoided.avoided': 'avoided calls',
  'avoided.low': 'avoided calls, low end', 'avoided.high': 'avoided calls, high end', 'avoided.kind': 'whether avoided calls are known', 'avoided.rateRatio.value': 'calling rate, told against waiting',
};
const OF_HOLD: Labels = {
  kind: 'whether hold time is computed', why: 'why hold time is not computed', waitSeconds: 'mean wait', waitSecondsWithout: 'mean wait without the notice', abandonShare: 'hung up', abandonShareWithout: 'would have hung up without the notice',
  agentHoursSaved: 'agents’ time saved',
};
const ENDS: Labels = { count: '', share: ', share', low: ', low end', high: ', high end', of: ', of so many' };
const WORD: Labels = { toldFirst: 'told first', calledFirst: 'called first', neither: 'neither yet' };

/** The patterns of places among the figures, each with its words; `notice` gives a notice's number by its place. */
const PLACES: readonly (readonly [RegExp, (found: readonly string[], notice: (place: string) => string) => string | undefined])[] = [
  [/^members$/, () => 'people affected'],
  [/^notices\.(\d+)\.outcomes\.(.+)$/, ([place, outcome], notice) => `${notice(place!)}: ${OUTCOME_LABELS[outcome as Outcome] ?? outcome}`],
  [/^notices\.(\d+)\.reasons\.(\d+)\.people$/, ([place, reason], notice) => `${notice(place!)}: people not reached, for reason ${Number(reason) + 1}`],
  [/^notices\.(\d+)\.reasons\.(\d+)\./, ([place, reason], notice) => `${notice(place!)}: why people were not reached, reason ${Number(reason) + 1}`],
  [/^notices\.(\d+)\.(.+)$/, ([place, of], notice) => (OF_NOTICE[of!] === undefined ? undefined : `${notice(place!)}: ${OF_NOTICE[of!]!}`)],
  [/^incident\.(.+)$/, ([of]) => OF_INCIDENT[of!]],
  [/^calls\.(.+)$/, ([of]) => OF_CALLS[of!]],
  [/^hold\.(\w+)$/, ([of]) => OF_HOLD[of!]],
  [/^word\.firstWord\.at\.(\d+)\.(\w+)\.(\w+)$/, ([at, who, end]) => (WORD[who!] === undefined || ENDS[end!] === undefined ? undefined : `${WORD[who!]!}, horizon ${Number(at) + 1}${ENDS[end!]!}`)],
  [/^word\.firstWord\.(median|p95)\.minutes$/, ([which]) => `until ${which === 'median' ? 'half' : '95 %'} were told`],
  [/^feedback\.(\d+)\.served\.(served|response)\.(\w+)$/, ([place, of, end], notice) => (ENDS[end!] === undefined ? undefined : `${notice(place!)}: ${of === 'served' ? 'told what they need' : 'answered'}${ENDS[end!]!}`)],
  [/^feedback\.(\d+)\.answers\.(\w+)$/, ([place, answer], notice) => `${notice(place!)}: ${answer === 'byText' ? 'answers by text' : `answered ${answer}`}`],
];

/** Where a figure stands in the report, in words. A place that has none keeps its name, with the words of it apart. */
export function placeWords(path: string, notices: readonly { readonly number: number }[]): string {
  const notice = (place: string): string => `Notice ${notices[Number(place)]?.number ?? Number(place) + 1}`;
  for (const [pattern, words] of PLACES) {
    const found = pattern.exec(path);
    const said = found && words(found.slice(1), notice);
    if (said) return upperFirst(said);
  }
  return upperFirst(path.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll('.', ', ').toLowerCase());
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Amounts of time, by the unit at the end of their names. */
const TIMES: readonly (readonly [RegExp, (value: number) => string])[] = [[/[mM]inutes$/, minutesInWords], [/Seconds(Without)?$/, secondsInWords], [/[hH]oursSaved$/, hoursInWords]];
const SHARES = /(share|low|high|lowest|highest|Share\w*)$/;

/** A figure as people read it; `at` where it is a time, which the page writes by the reader's clock. */
export function valueWords(path: string, value: unknown): { readonly text: string; readonly at: string | null } {
  if (typeof value === 'string' && INSTANT.test(value)) return { text: '', at: value };
  return { text: textOf(path, value), at: null };
}

function textOf(path: string, value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  const time = typeof value === 'number' && TIMES.find(([name]) => name.test(path));
  if (time) return time[1](value);
  if (typeof value === 'number') return SHARES.test(path) && Math.abs(value) <= 1 ? per100(value) : value.toLocaleString('en-US', { maximumFractionDigits: 1 });
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value.replaceAll('-', ' ') : Array.isArray(value) ? `${value.length} entries` : 'something';
}

const upperFirst = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const changeRow = ({ path, was, is }: FigureChange, notices: readonly { readonly number: number }[]) => ({ label: placeWords(path, notices), was: valueWords(path, was), is: valueWords(path, is) });
