import { DateTime } from 'luxon';
import { covers, deadlineOf, type EnteredAnchor, type Incident, type KnownLawRule, type LawAnchor, type LawEntry, type LawRegime } from '../../declare/contract.js';

/** Affected people who live at one place, and how many of them were told. All are people, each counted once whatever number of notices he got. */
export interface PlaceCount {
  /** 'US-CA', 'DE'; 'US' where the state is not known, '' where nothing is. */
  readonly place: string;
  readonly affected: number;
  /** Reached by any notice: a receipt, a hand-over to a mail server, or a letter that was posted. */
  readonly told: number;
  readonly byEmail: number;
  readonly bySms: number;
  readonly byLetter: number;
  /** Of those told: by a notice that is labelled as the one which the law asks for. */
  readonly statutory: number;
  /** Told early, by the words of a statutory notice: their law takes no message for it, since they had not agreed to one, and no letter was posted yet. Absent in counts from before that was counted. */
  readonly owedByPost?: number;
  readonly firstToldAt: string | null;
  readonly lastToldAt: string | null;
  readonly statutoryFirstAt: string | null;
  readonly statutoryLastAt: string | null;
}

/** Time in which law enforcement asked that nobody is told; `until` null while it goes on. */
export interface HoldSpan {
  readonly from: Date;
  readonly until: Date | null;
  /** Where those live whose statutory notice it holds: only the clocks of telling these people wait for it. Null: it holds the whole incident. */
  readonly places: readonly string[] | null;
}

export interface LawFacts {
  readonly incident: Pick<Incident, 'kind' | 'discoveredAt' | 'declaredAt'>;
  /** The company's zone: its days are counted. */
  readonly zone: string;
  readonly regimes: readonly LawRegime[];
  readonly anchors: readonly EnteredAnchor[];
  readonly entries: readonly LawEntry[];
  /** null before anybody knows who is affected. */
  readonly places: readonly PlaceCount[] | null;
  readonly holds: readonly HoldSpan[];
}

/**
 * `waits`: nobody has entered the time from which it runs. `prompt`: the law says "without undue delay" and gives no time.
 * `delayed`: law enforcement asked to wait, and the rule allows that. `met` and `met-late` are somebody's word or the ledger's, never a guess.
 */
export type LawClockState = 'waits' | 'running' | 'prompt' | 'delayed' | 'lapsed' | 'met' | 'met-late' | 'not-applicable';

/** How near the end is: half of the time gone, 24 hours left, 4, 1, none. */
export type LawStage = 'half' | 'day' | 'hours' | 'hour' | 'lapsed';

export interface LawClock {
  readonly ruleId: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly recipient: KnownLawRule['recipient'];
  /** `if-affected`: it binds once it is known that people who live there are affected. */
  readonly binds: 'yes' | 'if-affected';
  readonly anchor: LawAnchor;
  readonly anchorAt: Date | null;
  /** Who says so: a person; the incident as it was declared; the discovery, which is never later; the ledger. */
  readonly anchorFrom: 'entered' | 'incident' | 'discovery' | 'ledger' | null;
  /** null where the law gives none, or it does not run yet. */
  readonly deadline: Date | null;
  readonly state: LawClockState;
  readonly stage: LawStage | null;
  readonly metAt: Date | null;
  readonly metBy: 'entry' | 'ledger' | null;
  readonly note: string | null;
  /** People who live in the jurisdiction; null before that is known. */
  readonly residents: number | null;
  readonly toldByStatutory: number;
  /** Told early, and owed the statutory notice by post. */
  readonly owedByPost: number;
  readonly delayable: boolean;
  readonly contentRule: KnownLawRule['contentRule'];
  readonly words: string;
  readonly sourceUrl: string;
  readonly certainty: KnownLawRule['certainty'];
  readonly reviewed: boolean;
}

/** The clocks of an incident, soonest end first; those that don't run come after those that do. */
export function lawClocks(rules: readonly KnownLawRule[], facts: LawFacts, now: Date): readonly LawClock[] {
  const day = ruledFrom(facts);
  return rules.filter((rule) => inForce(rule, day) && mayBind(rule, facts)).map((rule) => clockOf(rule, facts, now)).sort(bySoonest);
}

/**
 * Places where affected people live and for which no rule is known by which they have to be told, most people first: silence there is no word that nothing is due. A rule
 * that asks by what the company is (HIPAA) stands beside those of a place and not for them. Empty for kinds of incident of which no place has such a rule.
 */
export function placesWithoutRule(rules: readonly KnownLawRule[], facts: LawFacts): readonly Pick<PlaceCount, 'place' | 'affected'>[] {
  const day = ruledFrom(facts);
  const telling = rules.filter((rule) => inForce(rule, day) && rule.recipient === 'people' && rule.trigger.regime === null && rule.trigger.kinds.includes(facts.incident.kind));
  if (telling.length === 0) return [];
  return (facts.places ?? [])
    .filter(({ place, affected }) => affected > 0 && place !== '' && place !== 'US' && !telling.some(({ jurisdiction }) => covers(jurisdiction, place)))
    .map(({ place, affected }) => ({ place, affected }))
    .sort((a, b) => b.affected - a.affected || a.place.localeCompare(b.place, 'en'));
}

/** The rules are those of the day of discovery, else of the declaration: 'YYYY-MM-DD'. */
const ruledFrom = ({ incident, zone }: LawFacts): string => DateTime.fromJSDate(incident.discoveredAt ?? incident.declaredAt, { zone }).toISODate()!;

function inForce({ effectiveFrom, effectiveUntil }: KnownLawRule, day: string): boolean {
  return effectiveFrom <= day && (effectiveUntil === undefined || day < effectiveUntil);
}

function mayBind({ trigger, jurisdiction }: KnownLawRule, { incident, regimes, places }: LawFacts): boolean {
  if (!trigger.kinds.includes(incident.kind) || (trigger.regime !== null && !regimes.includes(trigger.regime))) return false;
  return trigger.residents === 0 || places === null || sum(within(places, jurisdiction), 'affected') >= trigger.residents;
}

function clockOf(rule: KnownLawRule, facts: LawFacts, now: Date): LawClock {
  const here = within(facts.places ?? [], rule.jurisdiction);
  const { at, from } = anchorOf(rule.anchor, facts, here);
  const written = at === null ? null : deadlineOf(rule, at, facts.zone);
  const holds = facts.holds.filter((hold) => delays(hold, rule));
  const deadline = written === null ? null : afterHolds(written, holds);
  const said = facts.entries.filter(({ ruleId }) => ruleId === rule.id).at(-1) ?? null;
  const met = metOf(rule, said, here);
  const isHeld = holds.some(({ until }) => until === null || until > now);
  const state = stateOf({ said, metAt: met?.at ?? null, anchorAt: at, deadline, hasTime: rule.offset !== null, isHeld, now });
  return {
    ruleId: rule.id, title: rule.title, jurisdiction: rule.jurisdiction, recipient: rule.recipient,
    binds: rule.trigger.residents === 0 || facts.places !== null ? 'yes' : 'if-affected',
    anchor: rule.anchor, anchorAt: at, anchorFrom: from, deadline, state,
    stage: (state === 'running' || state === 'lapsed') && deadline !== null && at !== null ? stageOf(at, deadline, now) : null,
    metAt: met?.at ?? null, metBy: met?.by ?? null, note: said !== null && said.kind !== 'reopened' ? said.note : null,
    residents: facts.places === null ? null : sum(here, 'affected'), toldByStatutory: sum(here, 'statutory'), owedByPost: sum(here, 'owedByPost'), delayable: rule.delayable, contentRule: rule.contentRule,
    words: rule.trigger.words, sourceUrl: rule.sourceUrl, certainty: rule.certainty, reviewed: rule.review !== null || rule.reviewedBy !== null,
  };
}

/** Awareness is never before discovery: where nobody has entered it, the clock runs from there and is early, not late. */
function anchorOf(anchor: LawAnchor, { anchors, incident }: LawFacts, here: readonly PlaceCount[]): { readonly at: Date | null; readonly from: LawClock['anchorFrom'] } {
  const entered = newest(anchors, anchor);
  if (entered) return { at: entered, from: 'entered' };
  const discovered = newest(anchors, 'discovered') ?? incident.discoveredAt;
  if (anchor === 'discovered' && discovered) return { at: discovered, from: 'incident' };
  if (anchor === 'aware' && discovered) return { at: discovered, from: 'discovery' };
  const told = anchor === 'people-told' ? earliest(here.map(({ statutoryFirstAt }) => statutoryFirstAt)) : null;
  return told ? { at: told, from: 'ledger' } : { at: null, from: null };
}

const newest = (anchors: readonly EnteredAnchor[], wanted: LawAnchor): Date | null => anchors.filter(({ anchor }) => anchor === wanted).at(-1)?.at ?? null;

const delays = ({ places }: HoldSpan, { delayable, recipient, jurisdiction }: KnownLawRule): boolean =>
  delayable && (places === null || (recipient === 'people' && places.some((place) => covers(jurisdiction, place))));

/** What ended while everybody had to keep still is due when that is over. */
function afterHolds(deadline: Date, holds: readonly HoldSpan[]): Date {
  return holds.reduce((end, { from, until }) => (until !== null && from < end && until > end ? until : end), deadline);
}

/** A person's word goes first. Of people, the ledger knows: all who live there were told by the notice that the law asks for. */
function metOf(rule: KnownLawRule, said: LawEntry | null, here: readonly PlaceCount[]): { readonly at: Date; readonly by: 'entry' | 'ledger' } | null {
  if (said?.kind === 'met' && said.at) return { at: said.at, by: 'entry' };
  const affected = sum(here, 'affected');
  const last = here.map(({ statutoryLastAt }) => statutoryLastAt).filter((at) => at !== null).sort().at(-1);
  return rule.recipient === 'people' && affected > 0 && sum(here, 'statutory') >= affected && last !== undefined ? { at: new Date(last), by: 'ledger' } : null;
}

interface Standing {
  readonly said: LawEntry | null;
  readonly metAt: Date | null;
  readonly anchorAt: Date | null;
  readonly deadline: Date | null;
  readonly hasTime: boolean;
  readonly isHeld: boolean;
  readonly now: Date;
}

function stateOf({ said, metAt, anchorAt, deadline, hasTime, isHeld, now }: Standing): LawClockState {
  if (said?.kind === 'not-applicable') return 'not-applicable';
  if (metAt) return deadline !== null && metAt > deadline ? 'met-late' : 'met';
  if (anchorAt === null) return 'waits';
  if (isHeld) return 'delayed';
  if (!hasTime || deadline === null) return 'prompt';
  return deadline <= now ? 'lapsed' : 'running';
}

const HOUR_MS = 3_600_000;

export function stageOf(from: Date, deadline: Date, now: Date): LawStage | null {
  const left = deadline.getTime() - now.getTime();
  if (left <= 0) return 'lapsed';
  if (left <= HOUR_MS) return 'hour';
  if (left <= 4 * HOUR_MS) return 'hours';
  if (left <= 24 * HOUR_MS) return 'day';
  return now.getTime() - from.getTime() >= left ? 'half' : null;
}

/** Whether somebody still has to do something about it. */
export const isOpenClock = ({ state }: Pick<LawClock, 'state'>): boolean => state !== 'met' && state !== 'met-late' && state !== 'not-applicable';

const within = (places: readonly PlaceCount[], jurisdiction: string): readonly PlaceCount[] => places.filter(({ place }) => covers(jurisdiction, place));
const sum = (places: readonly PlaceCount[], name: 'affected' | 'statutory' | 'owedByPost'): number => places.reduce((total, one) => total + (one[name] ?? 0), 0);

function earliest(times: readonly (string | null)[]): Date | null {
  const first = times.filter((at) => at !== null).sort()[0];
  return first === undefined ? null : new Date(first);
}

const ORDER: readonly LawClockState[] = ['lapsed', 'running', 'delayed', 'prompt', 'waits', 'met-late', 'met', 'not-applicable'];
const bySoonest = (a: LawClock, b: LawClock): number =>
  ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.deadline?.getTime() ?? Infinity) - (b.deadline?.getTime() ?? Infinity) || a.ruleId.localeCompare(b.ruleId, 'en');
