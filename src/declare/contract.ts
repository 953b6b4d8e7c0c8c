import type { IncidentId, PersonId } from '../kernel/ids.js';

export { factsAnswer } from './model/facts.answer.js';
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

export abstract class Brands {
  /** @throws DomainError not-found `brand-not-found` */
  abstract get(id: string): Promise<Brand>;
  abstract list(): Promise<readonly Brand[]>;
}
