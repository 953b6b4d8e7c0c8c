import type { Care, Channel, Member } from '../audience/contract.js';
import type { Brand, Incident, IncidentFacts, IncidentKind, Severity } from '../declare/contract.js';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import type { Result } from '../kernel/result.js';
import type { AgentPart } from './model/agent-words.js';
import type { NoticeLaw, Variant } from './model/variant.js';

export { type NoticeLaw, silenceOf, type Variant, variantForAll, variantOf } from './model/variant.js';
export { agentWords } from './model/agent-words.js';
export { FACTS_PART_WORDS } from './model/facts-part.words.js';
export { isRightToLeft, RIGHT_TO_LEFT } from './model/writing-direction.js';

/** The notices that every playbook has, in the order in which an incident goes through them. */
export const NOTICE_TYPES = ['initial', 'update', 'correction', 'resolution'] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];

/** The four texts of one notice; each is a template before rendering and plain output after it. */
export const NOTICE_PARTS = ['subject', 'emailHtml', 'emailText', 'sms'] as const;
export type NoticePart = (typeof NOTICE_PARTS)[number];

/**
 * Everything a template may name, and nothing else. Values are finished text in the reader's language: dates are formatted,
 * codes are labels, so that a template holds words and no logic beyond `#if`, `#unless` and `#each`.
 *
 * `null` and an empty list mean "does not apply": a template asks with `#if` before it prints such a value. A name that is
 * absent, or null or empty where it is printed, blocks that member and is reported by name.
 */
export interface RenderContext {
  /** Language of the templates in use ("en"), not the member's exact wish ("en-GB"). */
  readonly locale: string;
  readonly person: {
    /** "Ana Pérez", or the locale's neutral form of address where no usable name is known. Follows "Dear". */
    readonly greeting: string;
    /** The company's own customer reference, which the reader can quote on the phone. */
    readonly reference: string;
    /**
     * Address of the reader's own page, as the check address is written: "northwind.example/n/…". Null where the company's check page is not
     * ours to stand beside, and in a text that it would make longer by a segment.
     */
    readonly page: string | null;
  };
  readonly brand: {
    readonly name: string;
    /** Bare host, no scheme: the only domain that any link may have. */
    readonly domain: string;
    /** Full https address, shown as it is linked. */
    readonly website: string;
    /** What the reader types to see whether a message is genuine: "northwind.example/check". */
    readonly checkAddress: string;
    readonly phone: string;
    /** What a telephone dials for it: "+18005550100"; null where that can't be told. */
    readonly dialled: string | null;
    readonly supportHours: string;
    readonly postalAddress: string;
    readonly senderName: string;
  };
  readonly incident: {
    /** "INC-2026-0007". */
    readonly reference: string;
    /** The commander's working title: in one language only, so the shipped templates don't print it. */
    readonly title: string;
    readonly kind: IncidentKind;
  };
  readonly notice: {
    readonly type: NoticeType;
    /** 1 for the first notice of the incident, then counting up. */
    readonly number: number;
    /** Short code to enter on the check page: "K7QF-2M9D". */
    readonly checkCode: string;
    /** "SIMULATION – no real incident", or "EXERCISE – …", at the very top of every part; null where the incident is real. */
    readonly simulatedLabel: string | null;
    /** What was wrong and what is right; needed by corrections, null elsewhere. */
    readonly corrects: string | null;
    /** Date, time and zone by which the next notice is promised. */
    readonly nextUpdate: string | null;
  };
  /** Null also where the law of the place where the reader lives bars it: then no text of his can have it, whatever its template says. */
  readonly facts: {
    readonly whatHappened: string | null;
    readonly whatWeDo: string | null;
    /** Steps in the order in which to take them; empty where there is nothing to do. */
    readonly whatYouCanDo: readonly string[];
    readonly consequences: string | null;
    /** "1 March 2026 to 14 March 2026"; both days belong to it. */
    readonly exposure: string | null;
    /** Labels of all data classes of the incident. */
    readonly dataInvolved: readonly string[];
    readonly moreInformation: string | null;
  };
  /** What the law of the place where the reader lives asks for besides. */
  readonly law: {
    /** Why something is left out; null where nothing is. */
    readonly silence: string | null;
    /** Paragraphs on his rights. */
    readonly rights: readonly string[];
    /** The day on which it was found out; null where no law asks for it, or it is not known. */
    readonly discovered: string | null;
    /** Whether law enforcement had the notice wait, where that has to be said. */
    readonly delayed: boolean;
  };
  /** What of THIS person is touched. */
  readonly mine: {
    readonly data: readonly string[];
    /** At most five, newest first as the audience gives them: "Purchase on March 3, 2026: Store 12". */
    readonly touchpoints: readonly string[];
    /** How many further touchpoints there are beyond those listed. */
    readonly more: number;
  };
}

/** What the key of the pages' tokens is derived from the service's secret for; whoever reads them derives the same. */
export const PAGE_TOKENS = 'personal pages';

/** One notice as it will be sent to one member. `sms` is already brought into GSM-7 as far as that goes. */
export type RenderedNotice = Readonly<Record<NoticePart, string>>;

/** The four templates of one notice, each complete in itself: nothing outside them decides how a frozen notice reads. */
export type NoticeSources = Readonly<Record<NoticePart, string>>;

/** Where and why a template can't be used. `line` counts from 1, `column` from 0, within the part. */
export interface TemplateFault {
  readonly part: NoticePart;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The names that one part prints, asks or repeats and that this member does not have. */
export interface MissingNames {
  readonly part: NoticePart;
  /** "facts.whatHappened", "mine.touchpoints[2]", in the order of the template, each once. */
  readonly missing: readonly string[];
}

/** Where the linter finds something: in a part of a message, or in what the public page says to everybody. */
export const FINDING_PARTS = [...NOTICE_PARTS, 'publicPage'] as const;
export type FindingPart = (typeof FINDING_PARTS)[number];

/** What the linter says about one place of one rendered part. */
export interface Finding {
  /** Stable, lower-case, with hyphens: "foreign-link". */
  readonly rule: string;
  /** `block` stops the submission; `warn` is shown to the approver. */
  readonly severity: 'block' | 'warn';
  readonly part: FindingPart;
  readonly locale: string;
  /** A short excerpt; digits of numbers that should not be there are masked. */
  readonly where: string;
  readonly why: string;
  readonly fix: string;
}

/** Words of one locale that code puts together: `templates/shared/<locale>.json`. Patterns hold `{names}` in braces. */
export interface Labels {
  readonly locale: string;
  /** Form of address for a person without a usable name. */
  readonly neutralGreeting: string;
  /** How a representative is addressed, over `{name}` where the name of whom it is about is known. Absent in labels from before there were any. */
  readonly careGreetings?: Readonly<Record<Care, { readonly named: string; readonly unnamed: string }>>;
  /** Prefix of every part of a simulated notice. */
  readonly simulated: string;
  /** The same for an exercise. Absent in what was kept before there were any. */
  readonly exercise?: string | undefined;
  /** Labels by data-class code: `card-number` → "Card number". */
  readonly dataClasses: Readonly<Record<string, string>>;
  /** Patterns by touchpoint kind over `{date}` and, where it is named, `{label}`; `other` serves kinds that have none. */
  readonly touchpoints: Readonly<Record<string, { readonly named: string; readonly unnamed: string }>>;
  readonly dates: {
    /** BCP 47 tag for names of months and zones; may be narrower than the texts' locale. */
    readonly locale: string;
    /** Luxon format tokens; '[day]' stands for the day in full in the order of the company's country, '[zone]' for the zone's name. */
    readonly date: string;
    readonly dateTime: string;
    /** Pattern over `{from}` and `{until}`. */
    readonly range: string;
  };
}

/** Texts by locale. */
export type ByLocale<Value> = Readonly<Record<string, Value>>;

/** What a kind of incident starts from: `templates/<kind>/playbook.json`, or the company's own version over it. All of it is a proposal that the commander can change. */
export interface Playbook {
  readonly kind: IncidentKind;
  readonly title: ByLocale<string>;
  readonly severity: Severity;
  /** Codes of the data classes that such an incident usually touches; empty where it touches none. */
  readonly dataClasses: readonly string[];
  /** Kinds of touchpoint by which the affected are usually found. */
  readonly touchpoints: readonly string[];
  /** Steps for the reader, in the order in which to take them. */
  readonly advice: ByLocale<readonly string[]>;
  readonly policies: {
    readonly channels: 'preferred' | 'both' | 'email' | 'sms';
    readonly unknownEmail: 'resend' | 'ask';
    readonly mandatory: boolean;
    /** Channels that keep quiet hours, texts among them; the hours are the company's. Default: texts alone. */
    readonly quietChannels?: readonly ('email' | 'sms')[];
  };
  /** One sentence for callers whom a notice of this kind concerns. Whoever holds the telephone hears it: it names nothing of theirs. */
  readonly voice: ByLocale<string>;
  /** What an agent knows before the first wave, and the answers that have been agreed. */
  readonly agent: ByLocale<AgentPart>;
}

/** The texts that a kind of incident starts from, for one notice in one locale; kept for good under its hash. */
export interface TemplateVersion {
  readonly hash: string;
  readonly kind: IncidentKind;
  readonly type: NoticeType;
  readonly locale: string;
  readonly sources: NoticeSources;
  /** 0 for what came with the service, else the company's own, counted from 1. */
  readonly version: number;
  /** What it is translated from was changed later: the words can be old. */
  readonly needsTranslation: boolean;
}

/** The texts that notices begin with: the company's own where somebody has reviewed them, else what lies in `templates/`. */
export abstract class Templates {
  /** Locales that have every notice of every kind. */
  abstract locales(): readonly string[];
  /**
   * The texts for readers with these wishes.
   *
   * @param wishes  Locales of the members ("es-MX", ""), as they stand in the audience.
   * @param fallback  The brand's default, for everybody whose wish can't be met; always among the answer where it has texts.
   * @param brandId  Whose own texts go before those that came with the service; left out: nobody's.
   * @returns One version for each locale that is needed, in alphabetical order: as it stands at this moment, for every instance alike.
   */
  abstract forKind(kind: IncidentKind, type: NoticeType, wishes: readonly string[], fallback: string, brandId?: string): Promise<readonly TemplateVersion[]>;
  /** The company's own where somebody has reviewed one, else the one that came with the service. */
  abstract playbook(kind: IncidentKind): Promise<Playbook>;
  /** What readers call such an incident, by language. It comes with the service: what is out already never reads differently. */
  abstract kindTitle(kind: IncidentKind): ByLocale<string>;
  /** An invented incident of the kind, in words that pass every check: what an exercise begins with. It comes with the service. */
  abstract exampleFacts(kind: IncidentKind): IncidentFacts;
  /** @throws RangeError for a locale that is not among `locales()` */
  abstract labels(locale: string): Labels;
}

/** One text of a plan: its sources as edited, and the version whose labels (dates, data classes, forms of address) it uses. */
export type PlanText = NoticeSources & { readonly locale: string; readonly templateHash: string };

/** Who writes; a signed plan's sender fits. */
export type PlanSender = Pick<
  Brand,
  'name' | 'senderName' | 'fromEmail' | 'replyTo' | 'domain' | 'website' | 'checkAddress' | 'phone' | 'supportHours' | 'postalAddress' | 'defaultLocale' | 'timeZone'
>;

/** All that the messages of one notice have in common; a signed plan fits. */
export interface MessagePlan {
  /** The same hash is the same plan, whose texts are compiled once. Null for one that is still being written. */
  readonly planHash: string | null;
  readonly notice: {
    readonly id: NoticeId;
    readonly type: NoticeType;
    readonly number: number;
    readonly checkCode: string;
    readonly facts: IncidentFacts;
    readonly sender: PlanSender;
    /** Absent or null: no law asks for anything. */
    readonly law?: NoticeLaw | null;
  };
  readonly incident: Pick<Incident, 'reference' | 'title' | 'kind' | 'simulated'> & { readonly exercise?: boolean | undefined };
  readonly texts: readonly PlanText[];
}

/** What one member lacks; `every` where it is lacking whatever the part. */
export interface Lacking {
  readonly part: NoticePart | 'every';
  readonly missing: readonly string[];
}

/** A text as its reader filled it in: fixed pieces, and between them what is his own. */
export interface FilledText {
  /** One more than the values. The same list, by identity, for everybody whose text differs in the values alone. */
  readonly pieces: readonly string[];
  /** As they stand in the text, escaped. */
  readonly values: readonly string[];
}

export interface EmailText {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface SmsText {
  readonly body: string;
  /** What the provider sends and bills. */
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
}

/** A text as a phone gets it: in so many pieces. */
export interface SegmentedText extends SmsText {
  /** One for each segment; together they are the body. */
  readonly pieces: readonly string[];
}

/** What a member reads; null on a channel that was not asked for. */
export interface ComposedTexts {
  readonly locale: string;
  readonly email: EmailText | null;
  readonly sms: SmsText | null;
}

/** An e-mail as it is handed to the relay, but for the address that it goes to. */
export interface EmailMessage extends EmailText {
  readonly locale: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string;
  /** Made of the message's id and the notice's: every attempt has the same. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 (hex) of subject and both texts: proves later what was sent, without keeping it. */
  readonly bodyHash: string;
  /** The three texts once more, for whoever wants to do once what many mails have in common; null where this one was rendered for itself. */
  readonly filled: Readonly<Record<keyof EmailText, FilledText>> | null;
}

export interface SmsMessage extends SmsText {
  readonly locale: string;
  readonly bodyHash: string;
}

/** A member as the texts need him; a frozen member fits. */
export type Reader = Pick<Member, 'customerId' | 'reference' | 'firstName' | 'lastName' | 'locale' | 'place' | 'reasons'>;

/** A plan with its texts compiled. The same reader always gets the same text. */
export interface OpenPlan {
  /** The language in which this reader is written to. */
  localeOf(reader: Pick<Reader, 'locale'>): string;
  /** By which laws his texts go. */
  variantOf(reader: Pick<Reader, 'place'>): Variant;
  texts(reader: Reader, channels: readonly Channel[]): Result<ComposedTexts, readonly Lacking[]>;
  email(reader: Reader, id: MessageId): Result<EmailMessage, readonly Lacking[]>;
  sms(reader: Reader): Result<SmsMessage, readonly Lacking[]>;
  /** His text, cut where the segments end. */
  segmented(reader: Reader): Result<SegmentedText, readonly Lacking[]>;
  /** The same words for the reader's own page: everything that his messages could name. */
  context(reader: Reader): Result<RenderContext, readonly Lacking[]>;
  /** What is wrong with this reader's texts, in every part, asked for or not, by the law of the place where he lives too. Where he lacks something there is nothing to judge. */
  lint(reader: Reader): readonly Finding[];
}

/** What a notice tells everybody alike, in one language: nothing of any person. */
export type SharedContext = Omit<RenderContext, 'person' | 'mine'>;

/** Makes the messages of a notice: when it is previewed, proved and sent alike. */
export abstract class MessageComposer {
  /** Every fault of the four texts, with its place; none is good. */
  abstract check(sources: NoticeSources): readonly TemplateFault[];
  /**
   * Compiles a plan's texts, or finds them compiled.
   *
   * @param draftHash  Of a plan that nobody signed, as it stands: who looks at it again finds it compiled.
   * @throws DomainError unprocessable `template-faults` (with them in the details), not-found `template-version-not-found`
   */
  abstract open(plan: MessagePlan, draftHash?: string): Promise<OpenPlan>;
  /**
   * What the plan tells people alike, in each of its languages; one in which something is lacking is left out.
   *
   * @param variant  By the laws of the places where they live: `variantForAll`.
   * @throws DomainError not-found `template-version-not-found`
   */
  abstract shared(plan: MessagePlan, variant: Variant): Promise<readonly SharedContext[]>;
  /** What whoever signs has to know of that where everybody may read it. @throws DomainError as `shared` */
  abstract lintShared(plan: MessagePlan, variant: Variant): Promise<readonly Finding[]>;
}
