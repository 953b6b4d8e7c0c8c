import type { AudienceId, IncidentId, NoticeId, PersonId } from '../kernel/ids.js';
import type { CountryTexts, SmsCost } from '../kernel/sms-cost.js';
import { NOTICE_TYPES, type NoticeLaw, type NoticeType, type Variant } from '../compose/contract.js';
import type { Brand, IncidentFacts, IncidentHold, IncidentKind } from '../declare/contract.js';
import type { PhonePace } from './model/phone-pace.js';
import type { QuietHours } from './model/quiet-hours.js';

export { NOTICE_TYPES, type NoticeType };
export type { QuietHours } from './model/quiet-hours.js';
export { quietChannels } from './model/quiet-hours.js';
export { type PhonePace, tellBy } from './model/phone-pace.js';
export { planStrata, type WaveStratum } from './model/wave-strata.js';
export type NoticeState = 'draft' | 'submitted' | 'approved' | 'returned' | 'rejected' | 'withdrawn';

/** When it goes out. Times are business time, ISO 8601; null starts at approval. */
export interface Schedule {
  readonly startAt: string | null;
  /** Slices of the audience, started one after the other in the random order. 1 sends to all at once. */
  readonly waves: number;
  readonly waveIntervalMinutes: number;
  /** Hours after approval after which what was not sent never is. */
  readonly expiresAfterHours: number;
  /** How many people are written to first, while the others wait for what comes of it; 0, or absent in older notices: nobody. */
  readonly canary?: number;
  /** Told later than all others, so that the time until then can be measured; null, or absent in older notices: nobody is. */
  readonly lateGroup?: LateGroup | null;
}

/** The last of the random order in each group of people: drawn by household, told by the same ledger, never left out. */
export interface LateGroup {
  /** Of the people, a whole number. */
  readonly percent: number;
  /** Hours from the first wave until it is told. */
  readonly afterHours: number;
}

/** The next channel, where the first one failed a member. */
export interface Ladder {
  /**
   * Business minutes after which a text without a receipt counts as not arrived. An e-mail never runs out of time: a plain relay gives
   * no receipts.
   */
  readonly noReceiptMinutes: number;
}

export interface Policies {
  /** `preferred`: the member's preferred channel, else e-mail, else SMS. `both`: every channel that the member has. */
  readonly channels: 'preferred' | 'both' | 'email' | 'sms';
  /** What to do with an e-mail of which nobody can know whether it was taken. */
  readonly unknownEmail: 'resend' | 'ask';
  /** A mandatory notice may pass a preference; it never passes a STOP or a dead address. */
  readonly mandatory: boolean;
  /**
   * With `preferred` alone: whoever's first message bounced, failed, was stopped or gave no receipt is written to on his other channel,
   * until there is proof that one arrived. Null, or absent as in notices from before there was one: nobody is.
   */
  readonly ladder?: Ladder | null;
  /** null where the company keeps none; absent in notices from before there were any. */
  readonly quietHours?: QuietHours | null;
  /** null, or absent: the waves open as planned. */
  readonly phones?: PhonePace | null;
  /** Nobody approves before the lead of the contact centre has said that the agents have the briefing, or somebody passed over that and said why. Absent: not asked. */
  readonly briefing?: boolean;
  /** What it tells everybody alike also stands on the company's public page, from its first wave on. Absent: it does not. */
  readonly publicPage?: boolean;
  /**
   * What the notice is to the law: the one that it asks for, or a warning before that. Absent, as in notices from before there was a choice, it is a warning: an
   * e-mail that only warns stops no clock.
   */
  readonly standing?: 'early-warning' | 'statutory';
}

/** The sender as it will appear, copied from the brand when the notice was drafted. */
export type Sender = Pick<Brand, 'name' | 'senderName' | 'fromEmail' | 'replyTo' | 'domain' | 'website' | 'checkAddress' | 'phone' | 'supportHours' | 'postalAddress' | 'defaultLocale' | 'timeZone'> & {
  readonly smsFrom: string;
};

/** Template sources of a notice in one locale, as edited by its authors: Handlebars. */
export interface NoticeTexts {
  readonly locale: string;
  readonly templateHash: string;
  readonly subject: string;
  readonly emailHtml: string;
  readonly emailText: string;
  readonly sms: string;
}

export interface Notice {
  readonly id: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: NoticeType;
  readonly state: NoticeState;
  readonly revision: number;
  readonly audienceId: AudienceId;
  readonly facts: IncidentFacts;
  /** What laws ask of its words; null or absent where none does, and in notices from before there was any. */
  readonly law?: NoticeLaw | null;
  readonly schedule: Schedule;
  readonly policies: Policies;
  readonly sender: Sender;
  readonly correctsNoticeId: NoticeId | null;
  readonly checkCode: string;
  readonly planHash: string | null;
  readonly createdBy: PersonId;
  readonly submittedBy: PersonId | null;
  readonly submittedAt: Date | null;
  readonly approvedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** Everything that was signed, and all that is needed to make each message again. */
export interface ApprovedPlan {
  readonly notice: Notice;
  readonly incident: { readonly reference: string; readonly title: string; readonly kind: IncidentKind; readonly simulated: boolean; readonly exercise?: true | undefined };
  readonly texts: readonly NoticeTexts[];
  readonly planHash: string;
}

/** Notices that may go out, for the step that sends them. */
export abstract class ApprovedNotices {
  /** Approved, due to start by `now`, not expired, and without a rollout yet: oldest first. */
  abstract readyToStart(now: Date): Promise<readonly NoticeId[]>;
  /**
   * The plan as it was signed. The hash is computed again from what is stored.
   * @throws DomainError conflict `notice-not-approved`, or `plan-changed` where the stored plan is not the signed one.
   */
  abstract plan(id: NoticeId): Promise<ApprovedPlan>;
  /** By which laws goes what everybody may read of a notice: those of all places where its people live. */
  abstract publicVariant(notice: Pick<ApprovedPlan['notice'], 'audienceId' | 'law'>): Promise<Variant>;
}

/** What a notice would do, were it approved now; or, approved, will do. */
export interface PlannedNotice {
  readonly incidentId: IncidentId;
  readonly schedule: Schedule;
  readonly policies: Policies;
  readonly members: number;
  /** By the latest pre-flight, if the providers hold: ISO 8601; null before there was one. */
  readonly finish: { readonly startsAt: string; readonly finishesAt: string } | null;
  /** When everybody has been told whatever the phones say; null where it goes by no phones. */
  readonly tellBy: Date | null;
  /** By the latest pre-flight; null before there was one. */
  readonly texts: PlannedTexts | null;
}

/** The texts of a notice as its approver saw them: those that only a ladder would add are not among them. */
export interface PlannedTexts {
  readonly texts: number;
  readonly segments: number;
  /** By the country of the number; absent in pre-flights from before they were counted so. */
  readonly byCountry?: readonly CountryTexts[];
  /** At the prices of the day; null where none was set, absent in pre-flights from before costs were kept. */
  readonly cost?: SmsCost | null;
}

/** Plans of notices in any state, drafts too, for those who say what a plan will bring. */
export abstract class PlannedNotices {
  /** @throws DomainError not-found `notice-not-found` */
  abstract planned(id: NoticeId): Promise<PlannedNotice>;
}

/** What anybody who holds a check code may know: that the message is ours. */
export interface GenuineNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  /** Of the incident: "INC-0001". */
  readonly reference: string;
  readonly type: NoticeType;
  /** The company as it signed. */
  readonly sender: Pick<Sender, 'name' | 'domain' | 'website' | 'phone' | 'supportHours' | 'timeZone'>;
  readonly approvedAt: Date;
  readonly simulated: boolean;
}

/** Whether a message is genuine, by the code in it. */
export abstract class CheckCodes {
  /**
   * @param code  As a reader types it: case, spaces and hyphens don't matter.
   * @returns The notice with that code, if it was approved; a code of a draft is as unknown as any other.
   */
  abstract find(code: string): Promise<GenuineNotice | null>;
}

/** A time in which law enforcement asked that nobody is told of one notice. It ends by itself where an end was asked for; `endedBy` is null then too. */
export interface NoticeHold extends IncidentHold {
  readonly noticeId: NoticeId;
  /** The notice's number in its incident, and its type. */
  readonly number: number;
  readonly type: NoticeType;
  readonly standing: NonNullable<Policies['standing']>;
  /** Where its people live, as laws count it: 'US-CA', 'DE'; '' where that is not known. */
  readonly places: readonly string[];
}

/** Nothing of a notice may be told: by itself, or since all of its incident is held. */
export interface HeldBack {
  readonly scope: 'incident' | 'notice';
  readonly until: Date | null;
}

/** Holds of single notices, for those who count a law's time. */
export abstract class NoticeHolds {
  /** Oldest first. */
  abstract ofIncidents(incidents: readonly IncidentId[]): Promise<readonly NoticeHold[]>;
}

/** Whether an e-mail is the notice that a law asks for, for those who send it. */
export abstract class ElectronicNotice {
  /** Where people of this notice live whose law takes an e-mail or a text for its notice only from who agreed to it ('US-CA'). None of an early warning. */
  abstract consentPlaces(notice: Pick<Notice, 'incidentId' | 'audienceId' | 'policies'>): Promise<readonly string[]>;
}
