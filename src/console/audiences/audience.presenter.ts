import { type Member, type MemberReasons } from '../../audience/contract.js';
import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { type Vocabulary } from '../../audience/model/vocabulary.js';
import { type CountStanding } from '../../audience/rule-counts.service.js';
import { type Estimate, type NearMiss, type SampledPeople } from '../../audience/rule-estimates.service.js';
import { type Labels } from '../../compose/contract.js';
import { type Columns } from '../list/list-files.js';
import { ranked } from '../notices/preflight.presenter.js';
import { dataLabels } from '../page/data-class.words.js';
import { grouped, languageName } from '../page/words.js';
import { type AskedRule } from './asked-rule.js';
import { ROUTE_WORDS } from './member.words.js';
import { placeOf } from './rule-rows.js';
import { rounded, shownRow, wordsOf } from './rule.presenter.js';
import { touchpointName } from './touchpoint.words.js';
import { type Fault } from '../page/fault.js';

/** A list of references as the form offers it. */
export interface OfferedList {
  readonly id: string;
  readonly name: string;
  readonly total: number;
  readonly found: number;
}

/** How many a rule means, as far as it is known. */
export interface Counted {
  readonly estimate: Estimate | null;
  readonly exact: CountStanding;
  /** Where the exact count is asked for again. */
  readonly address: string;
}

export interface AudienceShown {
  /** Codes of the incident: a row can say which of them it involves. */
  readonly dataInvolved: readonly string[];
  readonly asked: AskedRule;
  readonly lists: readonly OfferedList[];
  readonly vocabulary: Vocabulary;
  readonly counted: Counted | null;
  readonly people: SampledPeople | null;
  readonly labels: Labels;
  readonly zone: string;
  /** Besides those of the rule. */
  readonly faults: readonly Fault[];
  /** Of the incident, that were told or will be: their people get no other. */
  readonly firstWords?: readonly { readonly number: number; readonly audienceId: string }[];
  /** When what is shown was kept as a draft; null for what is proposed, or was just typed. */
  readonly keptAt: Date | null;
}

export function audiencePage({ dataInvolved, asked, lists, vocabulary, counted, people, labels, zone, faults, keptAt, firstWords = [] }: AudienceShown) {
  const { rows, json, listId, combine, without = [], rowFaults, place } = asked;
  return {
    zone, keptAt, place,
    faults: [...asked.faults, ...faults],
    root: rows && shownRow(rows, '0', { vocabulary, faults: rowFaults, dataInvolved, labels }),
    ruleText: json,
    maySeal: asked.selected !== null,
    hasLists: lists.length > 0,
    lists: [{ value: '', label: 'no list', selected: listId === '' }, ...lists.map((list) => ({ value: list.id, label: `${list.name} (${list.found.toLocaleString('en-US')} of ${list.total.toLocaleString('en-US')} known)`, selected: list.id === listId }))],
    combines: [{ value: 'union', label: 'in either' }, { value: 'intersection', label: 'in both' }].map((choice) => ({ ...choice, selected: choice.value === combine })),
    besides: firstWords.length === 0 ? null : { audiences: [...new Set(firstWords.map(({ audienceId }) => audienceId))].join(' '), chosen: without.length > 0, notices: firstWords.map(({ number }) => number).join(', '), many: firstWords.length > 1 },
    counted: counted && shownCounted(counted, zone),
    people: people && { members: people.members.map((one) => shownPerson(one, labels)), nearly: people.nearly.map((one) => ({ ...shownPerson(one, labels), lack: lackOf(one, asked) })), none: people.members.length === 0, zone },
  };
}

export const shownCounted = ({ estimate, exact, address }: Counted, zone: string) => ({ estimate: estimate && shownEstimate(estimate), exact: shownExact(exact, zone), address });

function shownEstimate({ members, low, high, looked, of }: Estimate) {
  return { isSure: low === high, about: low === high ? members.toLocaleString('en-US') : rounded(members), one: members === 1, low, high, looked, of };
}

/** The exact count, or what became of it. */
export function shownExact(exact: CountStanding, zone: string) {
  const counts = exact.state === 'counted' ? exact.counts : null;
  return {
    zone, counts,
    isCounting: exact.state === 'counting',
    countedAt: exact.state === 'counted' ? exact.countedAt : null,
    ways: counts ? waysOf(counts) : null,
    locales: counts ? ranked(counts.byLocale).map(([locale, count]) => ({ name: languageName(locale), count })) : [],
    failed: exact.state === 'took-too-long' ? 'The exact count took more than ten minutes and was given up. The estimate stands; freezing counts everybody.' : exact.state === 'failed' ? 'The exact count failed. Press “Count” to try again; freezing counts everybody.' : null,
  };
}

/** Who can be written to how, so that it adds up: one person can have both. */
function waysOf({ members, email, sms, unreachable, suppressed }: ExactCounts) {
  const both = email + sms + unreachable - members;
  return {
    reached: `${grouped(email)} by e-mail, ${grouped(sms)} by SMS${both > 0 ? `; ${grouped(both)} of them by both` : ''}`,
    unreachable: unreachable === 0 ? (members === 0 ? 'nobody' : 'nobody: everybody has an address') : `${grouped(unreachable)} without an e-mail address or a number`,
    suppressed: suppressed === 0 ? null : `${grouped(suppressed)} whose every address is stopped or dead`,
  };
}

const shownPerson = (one: NearMiss | SampledPeople['members'][number], labels: Labels) => ({ ...person(one), ...reasonsOf(one.reasons, labels), reach: reachedBy(one.hasEmail, one.hasPhone) });

/** What somebody lacks, in the words of the row. */
function lackOf({ lack }: NearMiss, { rows }: AskedRule): string {
  const [inside] = placeOf(lack.path);
  // A rule of one row is written without the group around it.
  const place = inside === '0' ? '0.0' : inside;
  const what = lack.part === 'time' ? 'at another time' : lack.part === 'times' ? 'not as often' : lack.part === 'where' ? `another ${lack.attribute}` : null;
  const words = rows ? wordsOf(rows, place) : lack.path || 'the condition';
  return what === null ? `does not meet ${words}` : `${words.split(':')[0]}: ${what}`;
}

/** Frozen members as a file, without names and addresses: it says who is in by their number, and why. */
export const memberColumns = (labels: Labels): Columns<Member> => ({
  order: ({ position }) => position + 1, customer: ({ reference }) => reference, language: ({ locale }) => locale, region: ({ region }) => region, place: ({ place }) => place,
  by_email: ({ email }) => email !== null, by_sms: ({ phone }) => phone !== null,
  why: ({ reasons }) => reasonsOf(reasons, labels).by, touchpoints: ({ reasons: { touchpoints, more } }) => [...touchpoints.map(({ kind, label, occurredAt }) => `${label ?? kind} ${occurredAt}`), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
  data: ({ reasons }) => reasonsOf(reasons, labels).data,
});

export const person = ({ reference, locale, region }: { readonly reference: string; readonly locale: string | null; readonly region: string | null }) => ({ reference, language: languageName(locale), region: region ?? '' });

export const reachedBy = (email: boolean, phone: boolean): string => [email ? 'e-mail' : '', phone ? 'SMS' : ''].filter(Boolean).join(', ') || 'unreachable';

export function reasonsOf({ touchpoints, more, data, by }: MemberReasons, labels: Labels) {
  const names = dataLabels(labels.dataClasses);
  return {
    touchpoints: touchpoints.map(({ kind, label, occurredAt }) => ({ label: label ?? touchpointName(kind), occurredAt })),
    more,
    data: data.map((code) => names[code] ?? code).join(', '),
    by: by.map((each) => ROUTE_WORDS[each]).join(', '),
  };
}
