import type { IncidentId, PersonId } from '../kernel/ids.js';
import type { ContentRule, FactsPart, LawAnchor, LawEntryKind, LawRecipient, LawRegime, LawUnit } from './model/law-words.js';

export { contentTermsShape } from './model/content-terms.answer.js';
export { factsAnswer } from './model/facts.answer.js';
export { deadlineOf } from './model/law-deadline.js';
export { covers, placeIn } from './model/law-place.js';
export { CONTENT_RULES, type ContentRule, FACTS_PARTS, type FactsPart, LAW_ANCHORS, LAW_ENTRY_KINDS, LAW_RECIPIENTS, LAW_REGIMES, LAW_UNITS, type LawAnchor, type LawEntryKind, type LawRecipient, type LawRegime } from './model/law-words.js';
export { type AskedHold, HOLDERS, holdEnding, holdPlacing, holdShape, holdStands, isWantedHold, requireEndAhead, requireHolder, standingAsked } from './model/hold.js';
export { endHold, HOLD_COLUMNS, HOLD_NAMES, placeHold } from './model/hold-statements.js';
export { checkFault, checksThatProve, IDENTITY_CHECKS, type IdentityCheck } from './model/identity-check.js';

/** The kinds of incident that have a playbook. */
export const INCIDENT_KINDS = ['data-breach', 'service-outage', 'product-recall', 'delayed-order', 'billing-error', 'fraud-wave'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Sentences of the commander in one language; every language that is sent needs its own. */
export interface FactsText {
  readonly whatHappened: string;
  readonly whatWeDo: string;
  /** Steps in the order in which the reader should take them. */
  readonly whatYouCanDo: readonly string[];
  readonly consequences?: string;
  readonly moreInformation?: string;
  /** For a correction: what was wrong before and what is right. */
  readonly correction?: string;
}

/** What is known of an incident, as it is told. Times are ISO 8601 with zone. */
export interface IncidentFacts {
  /** By locale ('en', 'es'). */
  readonly text: Readonly<Record<string, FactsText>>;
  /** Codes with labels in templates/shared/<locale>.json: 'card-number', 'email', … */
  readonly dataInvolved: readonly string[];
  readonly exposure: { readonly from: string; readonly until: string } | null;
  /** Domains of mail providers whose mailboxes the breach itself opened: nothing is sent there. Absent: none. */
  readonly breachedMailDomains?: readonly string[] | undefined;
  /** When the reader hears from us next. */
  readonly nextUpdateAt: string | null;
}

export interface Incident {
  readonly id: IncidentId;
  /** "INC-0001": what people say to each other. */
  readonly reference: string;
  readonly kind: IncidentKind;
  readonly title: string;
  readonly severity: Severity;
  readonly brandId: string;
  readonly status: 'open' | 'closed';
  readonly facts: IncidentFacts;
  readonly happenedFrom: Date | null;
  readonly happenedUntil: Date | null;
  readonly discoveredAt: Date | null;
  readonly pressReportedAt: Date | null;
  readonly declaredAt: Date;
  readonly closedAt: Date | null;
  readonly commanderId: PersonId;
  readonly simulated: boolean;
  /** Declared to practise: nothing of it leaves, and nothing of it counts. Never changes. */
  readonly exercise: boolean;
  readonly revision: number;
}

/** A name under which the company speaks to customers. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  readonly senderName: string;
  readonly fromEmail: string;
  readonly replyTo: string;
  /** The company's own domain: every link and the sender's address lie in it. */
  readonly domain: string;
  readonly website: string;
  /** What the reader types to check that a message is genuine: "northwind.example/check". */
  readonly checkAddress: string;
  readonly phone: string;
  /** By locale. */
  readonly supportHours: Readonly<Record<string, string>>;
  readonly postalAddress: string;
  readonly defaultLocale: string;
  readonly defaultCountry: string;
  readonly timeZone: string;
}

/** Incidents, as later steps may see them. */
export abstract class Incidents {
  /** @throws DomainError not-found `incident-not-found` */
  abstract get(id: IncidentId): Promise<Incident>;
  /** Newest first. `brands`: of these alone; null for all. */
  abstract list(filter?: { readonly status?: 'open' | 'closed'; readonly brands?: readonly string[] | null }): Promise<readonly Incident[]>;
}

/** Whether /affected answers for an incident, which a commander decides. */
export abstract class AskedIncidents {
  /** @returns the brand under which it does; null where it does not. */
  abstract answeredAs(incident: IncidentId): Promise<string | null>;
}

export abstract class Brands {
  /** @throws DomainError not-found `brand-not-found` */
  abstract get(id: string): Promise<Brand>;
  abstract list(): Promise<readonly Brand[]>;
}

/** One rule of law about telling, as data: when and where it binds, from when its time runs, and where that is written. */
export interface LawRule {
  /** Never used again for another rule: what people enter of a clock names it. */
  readonly id: string;
  readonly title: string;
  /** 'EU' (with the EEA), a country ('US', 'DE'), or a state ('US-CA'). */
  readonly jurisdiction: string;
  readonly trigger: {
    readonly kinds: readonly IncidentKind[];
    /** Affected people who live there; 0 binds wherever they live. */
    readonly residents: number;
    /** null binds every company. */
    readonly regime: LawRegime | null;
    /** The rest of it, which only a person can judge. */
    readonly words: string;
  };
  readonly anchor: LawAnchor;
  /** Null with `unit`: "without undue delay". */
  readonly offset: number | null;
  readonly unit: LawUnit | null;
  readonly recipient: LawRecipient;
  readonly contentRule: ContentRule | null;
  /** Law enforcement may ask that it is told later. */
  readonly delayable: boolean;
  readonly sourceUrl: string;
  /** Of incidents discovered (else declared) on that day or later, YYYY-MM-DD. */
  readonly effectiveFrom: string;
  /** The first day on which it binds no more; absent: it stands. */
  readonly effectiveUntil?: string | undefined;
  /** Who checked the row against its source before it came here; null: nobody did. */
  readonly reviewedBy: string | null;
  /** A: the rule's own text was read; B: a secondary source; C: from memory. */
  readonly certainty: 'A' | 'B' | 'C';
}

/** A rule as it holds now. */
export interface KnownLawRule extends LawRule {
  /** SHA-256 of the row: who reviews it names it. */
  readonly contentHash: string;
  readonly origin: 'shipped' | 'loaded';
  /** By somebody here, of this very row. */
  readonly review: { readonly by: string; readonly at: Date } | null;
}

/** What a law asks of the words of a notice to those who live somewhere, as data. The rule's clock, where it has one, is a `LawRule` that names it. */
export interface ContentTerms {
  readonly id: ContentRule;
  /** As people say it: "Massachusetts". */
  readonly name: string;
  /** As of `LawRule`. */
  readonly jurisdiction: string;
  /** null binds every company. */
  readonly regime: LawRegime | null;
  readonly kinds: readonly IncidentKind[];
  /** Headings word for word, the title first, in this order; by language, and the English ones for every other. Empty where none are asked for. */
  readonly headings: Readonly<Record<string, readonly string[]>>;
  /** What of the facts these people may not be told. */
  readonly omits: readonly FactsPart[];
  /** Said in the place of what is left out, by language. */
  readonly silence: Readonly<Record<string, string>> | null;
  /** What of the facts must be told. */
  readonly asks: readonly FactsPart[];
  readonly asksIfKnown: readonly FactsPart[];
  /** Whether the notice says that law enforcement had it wait. */
  readonly saysIfDelayed: boolean;
  /** What these people are to be told of their rights, by language; with `data` only where one of these classes is involved. */
  readonly rights: readonly { readonly text: Readonly<Record<string, string>>; readonly data: readonly string[] }[];
  /** What it asks besides and no program can see: for whoever signs. */
  readonly lookAt: readonly string[];
  /** "Cal. Civ. Code § 1798.82(d)". */
  readonly citation: string;
  readonly sourceUrl: string;
  readonly certainty: LawRule['certainty'];
  readonly reviewedBy: string | null;
}

/** Terms as they hold now. */
export type KnownContentTerms = ContentTerms & Pick<KnownLawRule, 'contentHash' | 'review'>;

/** One thing to do where people can't be told one by one. */
export interface SubstituteStep {
  /** Never used again for another step of the law: what people tick names it. */
  readonly id: string;
  /** As somebody reads it who has to do it. */
  readonly words: string;
  /** For how many days at least; null where the law names none, or that is nothing that lasts. */
  readonly days: number | null;
}

/** How a law wants its notice brought to people who live somewhere, as data. */
export interface ServiceTerms {
  /** Never used again for another law. */
  readonly id: string;
  /** As people say it: "Massachusetts". */
  readonly name: string;
  /** 'EU' (with the EEA), a country, or a state ('US-CA'). */
  readonly jurisdiction: string;
  /** null binds every company. */
  readonly regime: LawRegime | null;
  readonly kinds: readonly IncidentKind[];
  /** Whether an e-mail or a text is the notice that the law asks for: to everybody, or to those alone who agreed to be written to so. */
  readonly electronic: 'everybody' | 'consent';
  readonly electronicWords: string;
  readonly substitute: {
    /** When it may be used. */
    readonly when: string;
    readonly steps: readonly SubstituteStep[];
  };
  readonly citation: string;
  readonly sourceUrl: string;
  readonly certainty: 'A' | 'B' | 'C';
  /** Who checked the row against its source before it came here; null: nobody did. */
  readonly reviewedBy: string | null;
}

/** Terms as they hold now. `contentHash`: SHA-256 of the row; who reviews it names it. */
export type KnownServiceTerms = ServiceTerms & { readonly contentHash: string; readonly review: { readonly by: string; readonly at: Date } | null };

/** A time that somebody entered. The newest of an anchor holds; with `at` null it took the one before back. */
export interface EnteredAnchor {
  readonly incidentId: IncidentId;
  readonly anchor: LawAnchor;
  readonly at: Date | null;
  readonly note: string;
  /** Name of the person or key. */
  readonly by: string;
  readonly enteredAt: Date;
}

/** What somebody said of the clock of a rule. The newest holds. */
export interface LawEntry {
  readonly incidentId: IncidentId;
  readonly ruleId: string;
  readonly kind: LawEntryKind;
  /** When it was met; null otherwise. */
  readonly at: Date | null;
  readonly note: string;
  readonly by: string;
  readonly enteredAt: Date;
}

/** Everything that the service knows of the law, whatever it is about. */
export interface LawRows {
  /** By which clocks run, in order of jurisdiction. */
  readonly rules: readonly KnownLawRule[];
  /** What laws ask of the words. */
  readonly terms: readonly KnownContentTerms[];
  /** How laws want their notices brought to people. */
  readonly service: readonly KnownServiceTerms[];
}

/** Rules of law, and what people entered of an incident's clocks. */
export abstract class LawRecords {
  /** For whoever needs more than one of them: who reviewed what is read once. */
  abstract all(): Promise<LawRows>;
  abstract rules(): Promise<readonly KnownLawRule[]>;
  /** What laws ask of the words. */
  abstract terms(): Promise<readonly KnownContentTerms[]>;
  /** How laws want their notices brought to people. */
  abstract service(): Promise<readonly KnownServiceTerms[]>;
  /** Oldest first, all of them: the record shows what was thought when. */
  abstract anchors(incidents: readonly IncidentId[]): Promise<readonly EnteredAnchor[]>;
  abstract entries(incidents: readonly IncidentId[]): Promise<readonly LawEntry[]>;
  /** By brand; none where nobody has said. */
  abstract regimes(): Promise<ReadonlyMap<string, readonly LawRegime[]>>;
  /** Of these places, those whose law takes an e-mail or a text for the notice of this incident only from who agreed to it. @throws DomainError not-found `incident-not-found` */
  abstract consentPlaces(incident: IncidentId, places: readonly string[]): Promise<readonly string[]>;
}

/** What somebody said of a step of a substitute notice. The newest of a step holds. */
export interface SubstituteEntry {
  readonly incidentId: IncidentId;
  /** Of `ServiceTerms` and its step. */
  readonly termsId: string;
  readonly stepId: string;
  readonly isDone: boolean;
  /** Where it was done and from when on, or why it does not count. */
  readonly note: string;
  readonly by: string;
  readonly enteredAt: Date;
}

/** What was done of substitute notices. */
export abstract class SubstituteEntries {
  /** Oldest first. */
  abstract of(incidents: readonly IncidentId[]): Promise<readonly SubstituteEntry[]>;
}

/** A time in which law enforcement asked that nobody is told. */
export interface IncidentHold {
  readonly id: string;
  readonly incidentId: IncidentId;
  /** The agency, its officer, the reference of the letter. */
  readonly requestedBy: string;
  readonly reason: string;
  /** Until when they asked for it; null where they gave no end. The hold stands until a person ends it. */
  readonly until: Date | null;
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly endedBy: string | null;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

export abstract class IncidentHolds {
  /** Oldest first; the last of an incident stands where it has no end. */
  abstract of(incidents: readonly IncidentId[]): Promise<readonly IncidentHold[]>;
}
