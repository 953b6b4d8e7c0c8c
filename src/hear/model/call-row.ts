import { canonicalJson } from '../../kernel/canonical-json.js';
import { parseInstant } from '../../kernel/instant.js';
import type { KeyedHash } from '../../kernel/keyed-hash.js';
import { sha256Hex } from '../../kernel/sha256.js';
import type { CallOutcome } from '../contract.js';
import { outcomeOf } from './call-outcome.js';
import type { CellFault, FieldTexts, ReadRow } from '../../kernel/row.js';

/** Fields of a call record. Files call them as they like: a mapping says which column is which. */
export const CALL_FIELDS = [
  { name: 'call_id', synonyms: ['id', 'call sid', 'call reference', 'interaction id', 'contact id'] },
  { name: 'queue', synonyms: ['skill', 'service', 'line'] },
  { name: 'offered_at', required: true, synonyms: ['arrived_at', 'started_at', 'start time', 'received_at', 'called_at'] },
  { name: 'answered_at', synonyms: ['answer time', 'connected_at'] },
  { name: 'ended_at', synonyms: ['end time', 'finished_at'] },
  { name: 'outcome', synonyms: ['disposition', 'status', 'result'] },
  { name: 'wait_seconds', synonyms: ['wait', 'queue seconds', 'time in queue'] },
  { name: 'talk_seconds', synonyms: ['talk', 'service seconds', 'handle seconds', 'duration'] },
  { name: 'phone', synonyms: ['caller', 'from', 'ani', 'caller id', 'number'] },
  { name: 'caller_hash' },
  { name: 'customer', synonyms: ['customer reference', 'customer id', 'account'] },
  { name: 'reason_tag', synonyms: ['reason', 'reasons', 'tag', 'tags', 'topic'] },
  { name: 'agent', synonyms: ['agent name', 'operator'] },
] as const;

export interface CallRowOptions {
  /** IANA zone of times without an offset; null where every time has one. */
  readonly timeZone: string | null;
  /** Queue of rows that name none. */
  readonly queue: string;
  /** The file's own words for outcomes, in lower case; null leaves such rows out. */
  readonly outcomes: Readonly<Record<string, CallOutcome | null>>;
  /** Keyed hash of a number as it stands in the file, or null where it is none. The number itself goes no further. */
  readonly hashCaller: (text: string) => KeyedHash | null;
  /** One of our own hashes, made by whichever of our keys, as the newest makes it; null for anything else. */
  readonly knownHash: (text: string) => KeyedHash | null;
}

/** A call as it is stored; `content` names a row that has no id of its own by what it says. */
export interface CallRow {
  readonly callId: string | null;
  readonly content: string;
  readonly queue: string;
  readonly offeredAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: CallOutcome;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly callerHash: string | null;
  readonly customer: string | null;
  /** The first of its reasons; `tags` has all of them, in lower case. */
  readonly reasonTag: string | null;
  readonly tags: readonly string[];
  readonly agent: string | null;
}

const WITHHELD = /^(anonymous|unknown|unavailable|withheld|private|restricted|blocked|none|null|n\/a|-)$/i;
const WEEK_SECONDS = 604_800;

/**
 * Reads one call record. What tells when somebody called must be right; any other value that can't be read is left out and
 * reported, since a call without its talk time is still a call.
 */
export function readCall(cells: FieldTexts, options: CallRowOptions): ReadRow<CallRow> {
  const outcome = outcomeOf(cells.text('outcome'), options.outcomes);
  if (outcome === 'left-out') return { kind: 'skipped' };
  const faults: CellFault[] = [];
  const offeredAt = instant(cells, 'offered_at', options, faults);
  const callId = cells.text('call_id');
  if (cells.text('offered_at') === null) faults.push({ column: 'offered_at', reason: 'A call needs the time at which it came in.' });
  if (typeof outcome === 'object') faults.push({ column: 'outcome', reason: outcome.reason });
  if (callId !== null && callId.length > 200) faults.push({ column: 'call_id', reason: 'It is longer than 200 characters.' });
  if (offeredAt === null || typeof outcome === 'object' || faults.length > 0) return { kind: 'rejected', faults };
  return withDetails(cells, options, callId, offeredAt, outcome);
}

function withDetails(cells: FieldTexts, options: CallRowOptions, callId: string | null, offeredAt: Date, named: CallOutcome | 'unsaid'): ReadRow<CallRow> {
  const dropped: CellFault[] = [];
  const answeredAt = notBefore(offeredAt, instant(cells, 'answered_at', options, dropped), 'answered_at', dropped);
  const endedAt = notBefore(offeredAt, instant(cells, 'ended_at', options, dropped), 'ended_at', dropped);
  const tags = tagsOf(cells.text('reason_tag'));
  const talkSeconds = seconds(cells, 'talk_seconds', dropped) ?? secondsBetween(answeredAt, endedAt);
  const outcome = named === 'unsaid' ? (answeredAt ? 'answered' : 'offered') : named;
  // who gave up has waited until the end
  const waitSeconds = seconds(cells, 'wait_seconds', dropped) ?? secondsBetween(offeredAt, outcome === 'abandoned' ? endedAt : answeredAt);
  const rest = {
    queue: (cells.text('queue') ?? options.queue).slice(0, 100),
    offeredAt, answeredAt, endedAt, outcome, waitSeconds, talkSeconds,
    callerHash: caller(cells, options, dropped),
    customer: cells.text('customer'),
    reasonTag: tags[0] ?? null,
  };
  const content = callId === null ? sha256Hex(canonicalJson(rest)).slice(0, 32) : '';
  const more = { tags: tags.map((tag) => tag.toLowerCase()), agent: cells.text('agent')?.slice(0, 100) ?? null };
  return { kind: 'row', row: { callId, content, ...rest, ...more }, dropped };
}

const MOST_TAGS = 20;

/** Several reasons stand behind one another with semicolons or bars between them. */
const tagsOf = (text: string | null): readonly string[] => [...new Set((text ?? '').split(/[;|]/).map((tag) => tag.trim().slice(0, 100)).filter((tag) => tag !== ''))].slice(0, MOST_TAGS);

function instant(cells: FieldTexts, column: string, { timeZone }: CallRowOptions, faults: CellFault[]): Date | null {
  const text = cells.text(column);
  if (text === null) return null;
  const read = parseInstant(text, timeZone);
  if (read instanceof Date) return read;
  faults.push({ column, reason: read === 'needs-time-zone' ? 'It has no zone: write it with an offset, or import with a time zone.' : 'It is no time: write it as 2026-03-02T09:15:00Z.' });
  return null;
}

function notBefore(offeredAt: Date, at: Date | null, column: string, dropped: CellFault[]): Date | null {
  if (at === null || at >= offeredAt) return at;
  dropped.push({ column, reason: 'It lies before the call came in.' });
  return null;
}

function seconds(cells: FieldTexts, column: string, dropped: CellFault[]): number | null {
  const text = cells.text(column);
  if (text === null) return null;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= WEEK_SECONDS) return value;
  dropped.push({ column, reason: 'It is no number of seconds from 0 to a week.' });
  return null;
}

const secondsBetween = (from: Date | null, until: Date | null): number | null => (from && until && until >= from ? (until.getTime() - from.getTime()) / 1_000 : null);

/** "tel:+12065550123", "sip:+12065550123@carrier.example;user=phone" → the number in it. */
const bareNumber = (text: string | null): string | null => text?.replace(/^(tel|sips?):/i, '').replace(/[@;].*$/, '').trim() || null;

/** A number or a hash that can't be read says nothing of who called: the call stays, without a customer. */
function caller(cells: FieldTexts, { hashCaller, knownHash }: CallRowOptions, dropped: CellFault[]): string | null {
  const given = cells.text('caller_hash');
  const known = given === null ? null : knownHash(given);
  if (known !== null) return known;
  if (given !== null) dropped.push({ column: 'caller_hash', reason: 'It is not one of our hashes (43 characters).' });
  const phone = bareNumber(cells.text('phone'));
  if (phone === null || WITHHELD.test(phone)) return null;
  const hash = hashCaller(phone);
  if (hash === null) dropped.push({ column: 'phone', reason: 'It is no phone number.' });
  return hash;
}
