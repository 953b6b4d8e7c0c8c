import type { Sight } from '../kernel/actor.js';
import type { AudienceId, CustomerId, IncidentId, MessageId, NoticeId, PersonId } from '../kernel/ids.js';
import type { KeyedHash } from '../kernel/keyed-hash.js';

export { consentStood } from './model/consent-stood.js';
export { frozenAudienceAnswer } from './model/frozen-audience.answer.js';

export type Channel = 'email' | 'sms';

/** What a customer said to getting notices by electronic means (E-SIGN, 15 U.S.C. 7001). */
export const ESIGN_ANSWERS = ['yes', 'no'] as const;
export type EsignAnswer = (typeof ESIGN_ANSWERS)[number];

export const CARES = ['minor', 'deceased', 'represented'] as const;
/** People who are written to through somebody else, at that one's address, or not at all. */
export type Care = (typeof CARES)[number];

/** Why a member is in the audience, frozen with him. */
export interface MemberReasons {
  /** The touchpoints that matched, newest first, at most five; `more` counts the rest. Times are ISO 8601. */
  readonly touchpoints: readonly { readonly id: string; readonly kind: string; readonly occurredAt: string; readonly label: string | null }[];
  readonly more: number;
  /** Codes of this member's data that are involved. */
  readonly data: readonly string[];
  /** How he came in: by a rule, by a list of references, or because he was told before. */
  readonly by: readonly ('rule' | 'list' | 'told-before')[];
  /** His e-mail address is that of his representative then; null where there is none. Absent of everybody else. */
  readonly care?: Care;
}

/** One frozen member of an audience. */
export interface Member {
  readonly customerId: CustomerId;
  /** 0, 1, 2, … in the seeded random order. */
  readonly position: number;
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly country: string | null;
  readonly region: string | null;
  /** Where he lives, as laws count it: 'US-CA', 'US' where the state can't be told, 'DE'; null where nothing can. */
  readonly place: string | null;
  readonly timeZone: string | null;
  readonly email: string | null;
  readonly emailHash: KeyedHash | null;
  readonly phone: string | null;
  readonly phoneHash: KeyedHash | null;
  readonly preferredChannel: Channel | null;
  readonly reasons: MemberReasons;
}

export interface AudienceCounts {
  readonly members: number;
  /** Members with an address on the channel; one person can be in both. */
  readonly email: number;
  readonly sms: number;
  readonly unreachable: number;
  /** Members of whom an address is suppressed on every channel that they have. */
  readonly suppressed: number;
  /** Members who share an e-mail address or number with another member, and so get one message together. */
  readonly sharing: number;
  readonly byLocale: Readonly<Record<string, number>>;
  readonly byRegion: Readonly<Record<string, number>>;
}

/** Members who may live in the same zones. */
export interface MemberZones {
  readonly zoneSet: number;
  /** IANA names, sorted; empty where nothing is known. */
  readonly zones: readonly string[];
  readonly members: number;
}

export interface FrozenAudience {
  readonly id: AudienceId;
  readonly incidentId: IncidentId;
  readonly version: number;
  /** SHA-256 over every member's snapshot in order of position. */
  readonly hash: string;
  readonly seed: string;
  readonly algorithm: string;
  readonly counts: AudienceCounts;
  readonly frozenAt: Date;
  readonly builtBy: PersonId;
}

/** Frozen audiences, as later steps may see them. */
export abstract class Audiences {
  /** @throws DomainError not-found `audience-not-found`, conflict `audience-not-frozen` */
  abstract frozen(id: AudienceId): Promise<FrozenAudience>;
  /** Members with position in [from, until), in order. At most 10,000 at once. */
  abstract members(id: AudienceId, from: number, until: number): Promise<readonly Member[]>;
  /** @throws DomainError not-found `member-not-found` */
  abstract member(id: AudienceId, customer: CustomerId): Promise<Member>;
  /** Members by the zones in which they may live, most first. Together they are all of the audience. */
  abstract zones(id: AudienceId): Promise<readonly MemberZones[]>;
  /** Makes and freezes the audience of those who were told by an earlier notice: who got a correction is who got the error. */
  abstract freezeTold(incident: IncidentId, notice: NoticeId, told: readonly CustomerId[], by: PersonId): Promise<FrozenAudience>;
}

export const SUPPRESSION_REASONS = ['stop', 'hard-bounce', 'soft-bounce', 'complaint', 'dead-number', 'not-me', 'manual', 'preference'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** `all`: nothing may go there. `optional`: a preference, which a mandatory notice passes; each time is put on record. */
export const SUPPRESSION_SCOPES = ['all', 'optional'] as const;
export type SuppressionScope = (typeof SUPPRESSION_SCOPES)[number];

/** Addresses that must not be used. */
export abstract class Suppressions {
  /** Safe to repeat: an active suppression of the address in that scope (`all` where none is said) stays as it was. @returns how many were new. */
  abstract suppress(addresses: readonly { channel: Channel; addressHash: string; reason: SuppressionReason; source: string; since: Date; scope?: SuppressionScope }[]): Promise<number>;
  /** Mail to these did not arrive, for a reason that passes. Safe to repeat. @returns how many are suppressed for that now, for a time. */
  abstract softBounced(bounces: readonly { addressHash: string; messageId: MessageId; source: string; occurredAt: Date }[]): Promise<number>;
  /** Mail to these arrived: whatever was wrong has passed. */
  abstract arrived(addressHashes: readonly string[]): Promise<void>;
  /** Lifts every active suppression with this reason ("START" after "STOP"). @returns how many were lifted. */
  abstract lift(channel: Channel, addressHash: string, reason: SuppressionReason, by: string, why: string): Promise<number>;
}

export const REACHES = ['all', 'unreachable', 'stopped'] as const;
/** Which customers a list shows. `unreachable`: no address on any channel. `stopped`: one of his addresses must not be used. */
export type Reach = (typeof REACHES)[number];

/** A customer as he is now, for the agent whose telephone rings. */
export interface FoundCustomer {
  readonly id: CustomerId;
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly postalCode: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Channels on which his address must not be used, with the reason. */
  readonly suppressed: readonly { readonly channel: Channel; readonly reason: string; readonly since: string }[];
}

export abstract class CustomerFinder {
  /** By reference, e-mail address, number, or words of a name or their beginnings of three letters or more; the best matches first. */
  abstract search(sight: Sight, text: string, limit?: number): Promise<readonly FoundCustomer[]>;
  /** @throws DomainError not-found `customer-not-found`, for one who is of another brand too */
  abstract get(sight: Sight, id: CustomerId): Promise<FoundCustomer>;
}

/** Who has this number or address now. The lookup sees nothing of messages, so that matching can't depend on who was told. */
export abstract class Customers {
  /** Customers with this phone hash, lowest id first. */
  abstract byPhoneHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly CustomerId[]>>;
  abstract byReferences(references: readonly string[]): Promise<ReadonlyMap<string, CustomerId>>;
}
