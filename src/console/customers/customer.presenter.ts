import type { Erasure, Ground } from '../../platform/privacy/erasure.records.js';
import type { PersonalFile } from '../../platform/privacy/erasures.js';
import type { HeldSection } from '../../platform/privacy/holdings.js';
import { knownZone, onCalendar, onWall } from '../../platform/pages/wall-clock.js';
import { spacedPhone } from '../../kernel/phone.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import { CALL_OUTCOME_WORDS } from '../calls/single-call.words.js';
import { OUTCOME_LABELS } from '../notices/sum-bar.js';
import { dataName } from '../page/data-class.words.js';
import { CHANNEL_WORDS, languageName, NOTICE_LABELS, regionName } from '../page/words.js';
import { failureWords } from '../report/failure.words.js';
import { SCOPE_WORDS, SUPPRESSION_WORDS } from './suppression.words.js';

export const GROUND_WORDS: Readonly<Record<Ground, string>> = {
  asked: 'The person asked for it', unlawful: 'We should never have had the data', 'no-longer-needed': 'The data is no longer needed', mistake: 'The record is a mistake',
};

const ACTIONS: Readonly<Record<string, string>> = {
  'customer.looked-up': 'opened this page', 'customer.care-changed': 'changed who is written to', 'customer.esign-changed': 'changed whether electronic notices were agreed to', 'customer.exported': 'took everything, to hand it out', 'customer.erasure-asked': 'asked for the erasure', 'customer.erasure-withdrawn': 'withdrew the erasure',
  'call.logged': 'logged a call', 'pages.revoked': 'shut the pages',
};

const LABELS: Readonly<Record<string, string>> = {
  agreedToElectronicNotices: 'Agreed to electronic notices', saidSoOn: 'That was said on', inTheseWords: 'That was said in', emailAddress: 'E-mail address', emailAddressChangedAt: 'E-mail address changed', phoneNumberChangedAt: 'Phone number changed', at: 'When',
  askedFor: 'On request', otherThen: 'Different when frozen', code: 'Answer', lastChangedAt: 'Last changed', frozenAt: 'Frozen',
};
/** Where a section means something else by a key than the others. */
const LABELS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  profile: { reference: 'Customer number', attributes: 'Also in your files', care: 'Who is written to' }, touchpoints: { label: 'What', attributes: 'Details' }, messages: { address: 'To' }, record: { at: 'When', who: 'Who', what: 'Did what' },
};

/** "handedOverAt" → "Handed over at". */
function label(key: string, section = ''): string {
  const named = LABELS_OF[section]?.[key] ?? LABELS[key];
  if (named) return named;
  const plain = key.replaceAll(/([A-Z0-9]+)/g, ' $1').toLowerCase().replaceAll('_', ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

type HeldRow = Readonly<Record<string, unknown>>;

export interface Cell {
  readonly instant: Date | null;
  readonly text: string;
  /** Where it leads; null for a text. */
  readonly href: string | null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** What a value says in plain words; nothing of it is left out. */
export function words(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map(words).filter((text) => text !== '').join(', ');
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => [label(key), words(inner)]).filter(([, text]) => text !== '').map(([key, text]) => `${key}: ${text}`).join('; ');
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? value.toString() : '';
}

interface Reasons {
  readonly data?: readonly string[];
  readonly touchpoints?: readonly { readonly kind: string; readonly occurredAt: string; readonly label: string | null }[];
  readonly more?: number;
}

/** Why an incident affects them, without the numbers that only a machine needs. */
function reasonWords(value: unknown, zone: string): string {
  const { data = [], touchpoints = [], more = 0 } = value as Reasons;
  const seen = touchpoints.map(({ kind, occurredAt, label: named }) => `${kind.replaceAll('-', ' ')} on ${onWall(new Date(occurredAt), zone)}${named ? ` (${named})` : ''}`);
  return [...data.map(dataName), ...seen, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const channels: Readonly<Record<string, string>> = CHANNEL_WORDS;
const stopWords: Readonly<Record<string, string>> = { ...SUPPRESSION_WORDS, ...SCOPE_WORDS };
const outcomes: Readonly<Record<string, string>> = OUTCOME_LABELS;
const types: Readonly<Record<string, string>> = NOTICE_LABELS;

/** What a code stands for; what has no name stays as it is held. The codes themselves are in the file that is handed out. */
function codeWords(key: string, code: string, { country }: HeldRow): string {
  if (key === 'channel' || key === 'preferredChannel') return channels[code] ?? code;
  if (key.endsWith('On')) return onCalendar(code);
  if (key === 'timeZone') return knownZone(code) === null ? code : zoneInWords(code);
  if (key === 'country') return regionName(code);
  if (key === 'locale' || key === 'language') return languageName(code);
  if (key === 'region') return country === 'US' ? regionName(`US-${code}`).replace(/, US$/, '').replace(/^United States, /, '') : code;
  return key === 'phoneNumber' || key === 'address' ? spacedPhone(code) : code;
}

function cell(key: string, value: unknown, row: HeldRow, incidents: ReadonlyMap<string, string>): Cell {
  const incident = key === 'incident' && typeof value === 'string' ? incidents.get(value.split(' ')[0]!) : undefined;
  return {
    instant: value instanceof Date ? value : typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null,
    text: typeof value === 'string' && value !== '' ? codeWords(key, value, row) : words(value),
    href: incident === undefined ? null : `/incidents/${incident}`,
  };
}

type Rewrite = (row: HeldRow, today: HeldRow, zone: string) => HeldRow;

const spelt = (row: HeldRow, keys: readonly string[], named: Readonly<Record<string, string>>): HeldRow => ({ ...row, ...Object.fromEntries(keys.map((key) => [key, typeof row[key] === 'string' ? (named[row[key]] ?? row[key]) : row[key]])) });
const plainly = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll(/[.-]/g, ' ') : value);

/** Why first: names and addresses are said only where they were others when the audience was frozen. */
const frozen: Rewrite = ({ incident, title, why, frozenAt, ...then }, today, zone) => {
  const other = Object.entries(then).filter(([key, value]) => words(value) !== '' && words(value) !== words(today[key]));
  return { incident, title, why: reasonWords(why, zone), frozenAt, otherThen: other.map(([key, value]) => `${label(key, 'profile')}: ${codeWords(key, words(value), then)}`).join('; ') };
};

/** "1 (first word)"; what the mail server or provider answered, in words with its code; what was not asked for says nothing. */
const message: Rewrite = ({ notice, type, outcome, askedFor, code, reason, ...row }) => ({
  incident: row['incident'], notice: typeof type === 'string' ? `${words(notice)} (${types[type] ?? type})` : notice, channel: row['channel'], address: row['address'], outcome: outcomes[String(outcome)] ?? outcome, askedFor: askedFor === true ? 'yes' : null,
  ...row, code: typeof code === 'string' ? answerWords(String(outcome), code) : null, reason,
});

const answerWords = (outcome: string, code: string): string => (/^2\d\d$/.test(code) ? `accepted by the mail server (${code})` : failureWords(outcome, code).replace(/\.$/, ''));

const REWRITES: Readonly<Record<string, Rewrite>> = {
  audiences: frozen, messages: message,
  stops: (row) => spelt(row, ['reason', 'scope'], stopWords),
  calls: (row) => spelt(row, ['outcome'], CALL_OUTCOME_WORDS),
  touchpoints: (row) => ({ ...row, kind: plainly(row['kind']) }),
  copies: (row) => ({ ...row, outcome: plainly(row['outcome']), checked: Array.isArray(row['checked']) ? row['checked'].map(plainly) : plainly(row['checked']) }),
  record: (row) => ({ ...row, what: typeof row['what'] === 'string' ? (ACTIONS[row['what']] ?? plainly(row['what'])) : row['what'] }),
};

const frozenNote = (rows: readonly HeldRow[]): string =>
  rows.some(({ otherThen }) => says(otherThen)) ? 'Names and addresses were frozen as they are today, but for those that “Different when frozen” names.' : 'Names and addresses were frozen as they are today.';

const says = (value: unknown): boolean => value !== false && words(value) !== '';

function tableOf({ key, title, note, rows }: HeldSection, today: HeldRow, zone: string, incidents: ReadonlyMap<string, string>) {
  const rewrite = REWRITES[key];
  const shown = rewrite ? rows.map((row) => rewrite(row, today, zone)) : rows;
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))].filter((column) => shown.some((row) => says(row[column])));
  return { key, title, note: key === 'audiences' ? frozenNote(shown) : note, count: rows.length, columns: columns.map((column) => label(column, key)), rows: shown.map((row) => columns.map((column) => cell(column, row[column], row, incidents))) };
}

export interface ShownCustomer {
  readonly file: PersonalFile;
  readonly erasure: Erasure | null;
  /** The key of one section, to see nothing else; null for all that hold something. */
  readonly only: string | null;
  readonly zone: string;
  readonly may: { readonly handOut: boolean; readonly erase: boolean; readonly desk: boolean; readonly care: boolean };
  readonly said: string | null;
  /** Ids of incidents that the viewer may open, by reference. */
  readonly incidents: ReadonlyMap<string, string>;
}

/** Everything that is held of one person: who they are, then a table for each kind of thing. */
export function customerPage({ file, erasure, only, zone, may, said, incidents }: ShownCustomer) {
  const place = ({ key }: HeldSection): number => (key === 'profile' ? 0 : key === 'record' ? 2 : 1);
  const [profile, ...others] = [...file.sections].sort((a, b) => place(a) - place(b));
  const row = profile!.rows[0] ?? {};
  const filled = others.filter(({ rows }) => rows.length > 0);
  const chosen = filled.find(({ key }) => key === only)?.key ?? null;
  const name = [row['firstName'], row['lastName']].filter(Boolean).join(' ') || words(row['reference']);
  return {
    id: file.customerId, name, reference: words(row['reference']), zone, may, said,
    facts: Object.entries(row).map(([key, value]) => ({ label: label(key, 'profile'), ...cell(key, value, row, incidents) })).filter(({ text }) => text !== ''),
    tabs: [{ title: 'Everything', href: `/customers/${file.customerId}`, current: chosen === null }, ...filled.map(({ key, title, rows }) => ({ title: `${title} (${rows.length}${rows.length >= SHOWN ? '+' : ''})`, href: `/customers/${file.customerId}?show=${key}`, current: key === chosen }))],
    tables: filled.filter(({ key }) => chosen === null || key === chosen).map((section) => tableOf(section, row, zone, incidents)),
    nothing: others.filter(({ rows }) => rows.length === 0).map(({ title }) => title.toLowerCase()),
    erasure: erasure === null ? null : erasurePart(erasure),
  };
}

const SHOWN = 50;

export const erasurePart = (erasure: Erasure) => ({
  ...erasure, groundWords: GROUND_WORDS[erasure.ground], isDone: erasure.state === 'done', waits: erasure.state === 'waiting', tone: { waiting: 'warn', done: 'good', withdrawn: '' }[erasure.state],
  word: { waiting: 'waits', done: 'erased', withdrawn: 'withdrawn' }[erasure.state],
  counted: Object.entries(erasure.counts ?? {}).filter(([, count]) => count > 0).map(([what, count]) => ({ what, count })),
});
