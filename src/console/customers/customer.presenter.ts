import type { Erasure, Ground } from '../../platform/privacy/erasure.records.js';
import type { PersonalFile } from '../../platform/privacy/erasures.js';
import type { HeldSection } from '../../platform/privacy/holdings.js';
import { onCalendar } from '../../platform/pages/wall-clock.js';
import { CHANNEL_WORDS, languageName, regionName } from '../page/words.js';
import { SCOPE_WORDS, SUPPRESSION_WORDS } from './suppression.words.js';

export const GROUND_WORDS: Readonly<Record<Ground, string>> = {
  asked: 'The person asked for it', unlawful: 'We should never have had the data', 'no-longer-needed': 'The data is no longer needed', mistake: 'The record is a mistake',
};

const ACTIONS: Readonly<Record<string, string>> = {
  'customer.looked-up': 'looked', 'customer.care-changed': 'changed who is written to', 'customer.esign-changed': 'changed whether electronic notices were agreed to', 'customer.exported': 'took everything, to hand it out', 'customer.erasure-asked': 'asked for the erasure', 'customer.erasure-withdrawn': 'withdrew the erasure',
  'call.logged': 'logged a call', 'pages.revoked': 'shut the pages',
};

const LABELS: Readonly<Record<string, string>> = { agreedToElectronicNotices: 'Agreed to electronic notices', saidSoOn: 'That was said on', inTheseWords: 'That was said in', emailAddress: 'E-mail address', emailAddressChangedAt: 'E-mail address changed', phoneNumberChangedAt: 'Phone number changed', at: 'When' };

/** "handedOverAt" → "Handed over at". */
function label(key: string): string {
  const named = LABELS[key];
  if (named) return named;
  const words = key.replaceAll(/([A-Z0-9]+)/g, ' $1').toLowerCase().replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type HeldRow = Readonly<Record<string, unknown>>;

export interface Cell {
  readonly instant: Date | null;
  readonly text: string;
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

/** Why an incident affects him, without the numbers that only a machine needs. */
function reasonWords(value: unknown): string {
  const { data = [], touchpoints = [], more = 0 } = value as Reasons;
  const seen = touchpoints.map(({ kind, occurredAt, label: named }) => `${kind.replaceAll('-', ' ')} on ${onCalendar(occurredAt.slice(0, 10))}${named ? ` (${named})` : ''}`);
  return [...data.map((code) => code.replaceAll('-', ' ')), ...seen, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const channels: Readonly<Record<string, string>> = CHANNEL_WORDS;
const stopWords: Readonly<Record<string, string>> = { ...SUPPRESSION_WORDS, ...SCOPE_WORDS };

/** What a code stands for; of a place or a language with the code itself, since it is what is held. */
function codeWords(key: string, code: string, { country }: HeldRow): string {
  if (key === 'channel' || key === 'preferredChannel') return channels[code] ?? code;
  if (key.endsWith('On')) return onCalendar(code);
  const named = key === 'country' ? regionName(code) : key === 'locale' || key === 'language' ? languageName(code) : key === 'region' && country === 'US' ? regionName(`US-${code}`).replace(/, US$/, '') : code;
  return named === code || named.startsWith('United States, ') ? code : `${named} (${code})`;
}

const cell = (key: string, value: unknown, row: HeldRow): Cell => ({
  instant: value instanceof Date ? value : typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null,
  text: typeof value === 'string' && value !== '' ? codeWords(key, value, row) : words(value),
});

const stop = (row: HeldRow): HeldRow => ({ ...row, ...Object.fromEntries(['reason', 'scope'].map((key) => [key, typeof row[key] === 'string' ? (stopWords[row[key]] ?? row[key]) : row[key]])) });

const action = (row: HeldRow): HeldRow => (typeof row['what'] === 'string' ? { ...row, what: ACTIONS[row['what']] ?? row['what'].replaceAll(/[.-]/g, ' ') } : row);

function tableOf({ key, title, note, rows }: HeldSection) {
  const shown = key === 'record' ? rows.map(action) : key === 'stops' ? rows.map(stop) : rows;
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))].filter((column) => shown.some((row) => words(row[column]) !== ''));
  return { key, title, note, count: rows.length, columns: columns.map(label), rows: shown.map((row) => columns.map((column) => cell(column, column === 'why' ? reasonWords(row[column]) : row[column], row))) };
}

export interface ShownCustomer {
  readonly file: PersonalFile;
  readonly erasure: Erasure | null;
  /** The key of one section, to see nothing else; null for all that hold something. */
  readonly only: string | null;
  readonly zone: string;
  readonly may: { readonly handOut: boolean; readonly erase: boolean; readonly desk: boolean; readonly care: boolean };
  readonly said: string | null;
}

/** Everything that is held of one person: who he is, then a table for each kind of thing. */
export function customerPage({ file, erasure, only, zone, may, said }: ShownCustomer) {
  const place = ({ key }: HeldSection): number => (key === 'profile' ? 0 : key === 'record' ? 2 : 1);
  const [profile, ...others] = [...file.sections].sort((a, b) => place(a) - place(b));
  const row = profile!.rows[0] ?? {};
  const filled = others.filter(({ rows }) => rows.length > 0);
  const chosen = filled.find(({ key }) => key === only)?.key ?? null;
  const name = [row['firstName'], row['lastName']].filter(Boolean).join(' ') || words(row['reference']);
  return {
    id: file.customerId, name, reference: words(row['reference']), zone, may, said,
    facts: Object.entries(row).map(([key, value]) => ({ label: label(key), ...cell(key, value, row) })).filter(({ text }) => text !== ''),
    tabs: [{ title: 'Everything', href: `/customers/${file.customerId}`, current: chosen === null }, ...filled.map(({ key, title, rows }) => ({ title: `${title} (${rows.length}${rows.length >= SHOWN ? '+' : ''})`, href: `/customers/${file.customerId}?show=${key}`, current: key === chosen }))],
    tables: filled.filter(({ key }) => chosen === null || key === chosen).map(tableOf),
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
