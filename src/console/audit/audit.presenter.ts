import type { Incident } from '../../declare/contract.js';
import { sentenceFor } from '../../declare/model/sentence-for.js';
import type { ChainCheck, ChainHead } from '../../platform/audit/audit-chain.records.js';
import type { AuditFilter, FoundEvent } from '../../platform/audit/audit-search.js';
import { toldIn } from '../../platform/clock/told-time.js';
import { pagingOf } from '../list/paging.js';
import { type Way, wayOf } from '../list/way.js';
import { type Fault } from '../page/fault.js';
import { skippedWords, twiceWords, typedTime } from '../page/typed-time.js';
import { grouped } from '../page/words.js';
import { whatChoices } from './what.choices.js';

/** What was typed into the form above the record. */
export interface Asked {
  readonly who: string;
  readonly what: string;
  /** "INC-0001". */
  readonly incident: string;
  /** As a browser sends it: "2026-03-02T09:00", by the clocks of `timesIn`. */
  readonly from: string;
  readonly until: string;
  /** A zone; empty where nobody named one. */
  readonly timesIn: string;
  readonly after: string | null;
  readonly way: Way;
}

const word = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 100) : '');

export function askedOf(query: Readonly<Record<string, unknown>>): Asked {
  const after = /^[1-9]\d{0,17}$/.test(word(query['after'])) ? word(query['after']) : null;
  return {
    who: word(query['who']), what: word(query['what']), incident: word(query['incident']), from: word(query['from']), until: word(query['until']), timesIn: word(query['timesIn']),
    after, way: wayOf(after, { start: query['start'], back: query['back'] }),
  };
}

/** What a word of the form means, and what of it means nothing. */
export function filterOf(asked: Asked, incidents: readonly Incident[], zone: string): { readonly filter: Omit<AuditFilter, 'sight'>; readonly faults: readonly Fault[] } {
  const faults: string[] = [];
  const time = (text: string, label: string): Date | null => {
    if (text === '') return null;
    const typed = typedTime(text, zone);
    if (typed.kind === 'instant') return typed.at;
    faults.push(typed.kind === 'not-a-time' ? `“${label}” is no time.` : `“${label}” ${typed.kind === 'skipped' ? skippedWords(zone) : `${twiceWords(zone)} Enter one before or after.`}`);
    return null;
  };
  const incident = incidents.find(({ reference }) => reference.toLowerCase() === asked.incident.toLowerCase());
  if (asked.incident !== '' && !incident) faults.push(`There is no incident ${asked.incident}.`);
  const filter = { who: asked.who || null, what: asked.what.toLowerCase().replaceAll(' ', '.') || null, incident: incident?.id ?? null, from: time(asked.from, 'From'), until: time(asked.until, 'Until') };
  return { filter, faults };
}

export interface Shown {
  readonly asked: Asked;
  readonly filter: Omit<AuditFilter, 'sight'>;
  readonly faults: readonly Fault[];
  readonly found: readonly FoundEvent[];
  readonly head: ChainHead | null;
  readonly check: ChainCheck;
  readonly incidents: readonly Incident[];
  readonly page: number;
  readonly zone: string;
  /** Real time, as that of the check. */
  readonly now: Date;
}

export function auditPage({ asked, filter, faults, found, head, check, incidents, page, zone, now }: Shown) {
  const references = new Map<string, string>(incidents.map(({ id, reference }) => [id, reference]));
  const { after: _after, way, timesIn: _, ...kept } = asked;
  const narrowed = { ...kept, ...(kept.from || kept.until ? { timesIn: zone } : {}) };
  return {
    asked, faults, zone, head,
    checkedUntil: head === null ? grouped(check.verifiedUntil) : `${grouped(check.verifiedUntil)} of ${grouped(head.position)}`, checkedAgo: check.verifiedAt && agoWords(now.getTime() - check.verifiedAt.getTime()), broken: check.broken,
    whats: whatChoices(asked.what),
    isNarrowed: Object.values(kept).some((text) => text !== ''),
    rows: found.map((event) => ({ ...event, sentence: sentenceFor(event.action, event.details, event.about && toldIn(event.about, zone)), who: whoOf(event), incident: linked(incidentOf(event), references) })),
    paging: pagingOf({
      noun: 'events', way, rows: found.length, next: found.length === page ? found.at(-1)!.id : null,
      address: (place) => `/audit?${queryOf({ ...narrowed, after: place ?? '' })}`,
    }),
    csv: queryOf({ who: asked.who, what: filter.what ?? '', incident: filter.incident ?? '', from: filter.from?.toISOString() ?? '', until: filter.until?.toISOString() ?? '' }),
  };
}

/** An event that is about an incident may stand in no timeline; it is about it all the same. */
function incidentOf({ incidentId, subject, details }: FoundEvent): string | null {
  const named = details['incident'];
  return incidentId ?? (subject.kind === 'incident' ? subject.id : typeof named === 'string' ? named : null);
}

/** Those that are kept from the viewer are in no row that he gets; one that is gone has no page. */
function linked(id: string | null, references: ReadonlyMap<string, string>): { readonly id: string; readonly reference: string } | null {
  const reference = id === null ? undefined : references.get(id);
  return id === null || reference === undefined ? null : { id, reference };
}

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

/** "40 s ago", "12 min ago", "3 h ago", "2 days ago". */
function agoWords(ms: number): string {
  const age = Math.max(0, ms);
  if (age < 2 * MINUTE_MS) return `${Math.round(age / 1_000)} s ago`;
  if (age < 2 * HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min ago`;
  return age < 2 * DAY_MS ? `${Math.floor(age / HOUR_MS)} h ago` : `${Math.floor(age / DAY_MS)} days ago`;
}

const KINDS: Readonly<Record<string, string>> = { system: 'Firstword', provider: 'a provider', customer: 'a customer' };

const whoOf = ({ actor }: FoundEvent): string => actor.name ?? KINDS[actor.kind] ?? actor.kind;

const queryOf = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
