import type { Channel, Member } from '../../audience/contract.js';
import type { Variant } from '../../compose/contract.js';
import { domainOf } from '../../kernel/email.js';
import { countryOfNumber } from '../../kernel/phone-country.js';
import { type CountryTexts, type SmsCost, smsCost, type SmsPrices } from '../../kernel/sms-cost.js';
import type { Policies } from '../contract.js';
import { CountryTally } from './country-tally.js';
import { LadderTally, type LadderWorstCase } from './ladder-tally.js';
import { type LawCount, LawTally } from './law-tally.js';
import { latePeople } from './late-group.js';
import { channelsFor, type Usable } from './channels.js';
import type { BrakeForecast } from './brake-forecast.js';
import type { FinishEstimate } from './finish-estimate.js';
import type { WaveStratum } from './wave-strata.js';

/** What a pre-flight found, member by member added up. People are counted once each under `people`, `byLocale`, `byCountry` and `byRegion`. */
export interface PreflightSummary {
  readonly members: number;
  /** How each is reached: these add up to the members. */
  readonly people: { readonly email: number; readonly sms: number; readonly both: number; readonly suppressed: number; readonly unreachable: number };
  /** Members who get one message together with another, since they share its address. */
  readonly sharing: number;
  /** What would be sent, were it sent now. */
  readonly messages: { readonly email: number; readonly sms: number };
  /** By the language in which they are written to. */
  readonly byLocale: Readonly<Record<string, number>>;
  /** '' where it is not known. */
  readonly byCountry: Readonly<Record<string, number>>;
  /** As "US-CA"; '' where it is not known. */
  readonly byRegion: Readonly<Record<string, number>>;
  /** By the laws that bind them; absent in pre-flights from before texts went by any. */
  readonly byLaw?: readonly LawCount[];
  /** `histogram`: texts by their number of segments; `byCountry`: by the country of the number, absent in pre-flights from before they were counted so. */
  /** By place, those whose law takes an e-mail or a text for its notice only from who agreed to it, and who did not. Absent of an early warning, and in pre-flights from before that was looked at. */
  readonly withoutConsent?: Readonly<Record<string, number>>;
  readonly segments: { readonly total: number; readonly histogram: Readonly<Record<string, number>>; readonly unicode: number; readonly byCountry?: readonly CountryTexts[] };
  /** What the texts cost at the prices of the day of the check; null where none was set, absent in pre-flights from before. */
  readonly cost?: SmsCost | null;
  readonly finish: FinishEstimate | null;
  /** What the storm brake would do to it; absent in pre-flights from before there was one. */
  readonly brake?: BrakeForecast;
  /** Null without a ladder; absent in pre-flights from before there was one. */
  readonly ladder?: LadderWorstCase | null;
  /** Who is told when, if it were approved now; one where all are told in the same waves. Absent in pre-flights from before there were any. */
  readonly groups?: readonly ToldGroup[];
}

/** The same with what its texts cost, and those that the ladder could add: what was looked at when it was signed stays, whatever prices are later. */
export function priced(summary: PreflightSummary, prices: SmsPrices | null): PreflightSummary {
  const costOf = (texts: readonly CountryTexts[] | undefined): SmsCost | null => (prices === null || texts === undefined ? null : smsCost(texts, prices));
  const { ladder, segments } = summary;
  return { ...summary, cost: costOf(segments.byCountry), ...(ladder ? { ladder: { ...ladder, cost: costOf(ladder.byCountry) } } : {}) };
}

/** People whose waves open at the same times. */
export interface ToldGroup {
  /** Where they may live; empty where that does not matter. */
  readonly zones: readonly string[];
  /** On whose clock their times are shown. */
  readonly localZone: string;
  readonly people: number;
  /** Null where quiet hours leave no time for it before the notice expires. */
  readonly firstWaveAt: string | null;
  readonly lastWaveAt: string | null;
  /** Its late group; absent where nobody is told later. */
  readonly late?: { readonly people: number; readonly at: string | null };
}

export const toldGroup = ({ zones, localZone, members, waveTimes, late }: WaveStratum): ToldGroup => ({
  zones, localZone, people: members,
  firstWaveAt: waveTimes[0]?.toISOString() ?? null,
  lastWaveAt: waveTimes.at(-1)?.toISOString() ?? null,
  ...(late ? { late: { people: latePeople(members, late.percent), at: late.at?.toISOString() ?? null } } : {}),
});

/** Who shares an address with whom, by position: members of one group have one address. Who shares with nobody is in none. */
export interface Addressing {
  readonly emailGroup: ReadonlyMap<number, number>;
  readonly smsGroup: ReadonlyMap<number, number>;
  readonly emailSuppressed: ReadonlySet<number>;
  readonly smsSuppressed: ReadonlySet<number>;
}

export type TalliedMember = Pick<Member, 'position' | 'email' | 'phone' | 'preferredChannel' | 'country' | 'region' | 'place'> & { readonly reasons?: Pick<Member['reasons'], 'care'> };

/** The text that a member would get by SMS. */
export interface SmsCount {
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
}

/** Adds up a pre-flight while it runs. Members come in order of position, as they will be written: the first of an address gets its message. */
export class PreflightTally {
  private members = 0;
  private sharing = 0;
  private readonly people = { email: 0, sms: 0, both: 0, suppressed: 0, unreachable: 0 };
  private readonly messages = { email: 0, sms: 0 };
  private readonly written: Record<Channel, Set<number>> = { email: new Set(), sms: new Set() };
  private readonly byLocale = new Map<string, number>();
  private readonly byCountry = new Map<string, number>();
  private readonly byRegion = new Map<string, number>();
  private readonly laws = new LawTally();
  private readonly histogram = new Map<string, number>();
  /** E-mails by mailbox domain. */
  readonly emailDomains = new Map<string, number>();
  private readonly smsCountries = new CountryTally();
  private unicode = 0;
  private readonly ladder: LadderTally | null;

  constructor(
    private readonly policy: Policies['channels'],
    private readonly addressing: Addressing,
    hasLadder = false,
  ) {
    this.ladder = hasLadder ? new LadderTally() : null;
  }

  /**
   * @param sms  Null where the member has no text, or none could be rendered.
   * @param variant  By which laws his texts go.
   */
  add(member: TalliedMember, locale: string, sms: SmsCount | null, variant: Variant): void {
    this.members += 1;
    this.laws.add(variant, member.place);
    count(this.byLocale, locale);
    count(this.byCountry, member.country ?? '');
    count(this.byRegion, member.region === null ? '' : `${member.country ?? ''}-${member.region}`);
    const channels = channelsFor(this.policy, member.preferredChannel, this.usable(member));
    this.people[this.reachedBy(member, channels)] += 1;
    const shared = channels.filter((channel) => !this.isFirst(channel, member.position));
    if (shared.length > 0) this.sharing += 1;
    for (const channel of channels.filter((each) => !shared.includes(each))) this.addMessage(channel, member, sms);
    if (this.ladder !== null && channels[0] !== undefined) this.addNext(this.ladder, member, channels[0], sms);
  }

  summary(finish: FinishEstimate | null, groups: readonly ToldGroup[] = []): PreflightSummary {
    return {
      members: this.members,
      people: { ...this.people },
      sharing: this.sharing,
      messages: { ...this.messages },
      byLocale: Object.fromEntries(this.byLocale),
      byCountry: Object.fromEntries(this.byCountry),
      byRegion: Object.fromEntries(this.byRegion),
      byLaw: this.laws.counted(),
      segments: { total: this.smsCountries.segments, histogram: Object.fromEntries(this.histogram), unicode: this.unicode, byCountry: this.smsCountries.counted() },
      finish,
      ladder: this.ladder?.worstCase(this.written) ?? null,
      groups,
    };
  }

  private usable({ position, email, phone }: TalliedMember): Usable {
    return {
      email: email !== null && !this.addressing.emailSuppressed.has(position),
      sms: phone !== null && !this.addressing.smsSuppressed.has(position),
    };
  }

  private reachedBy(member: TalliedMember, channels: readonly Channel[]): keyof PreflightSummary['people'] {
    if (channels.length === 2) return 'both';
    if (channels[0] !== undefined) return channels[0];
    if (member.reasons?.care) return 'suppressed'; // a minor without a parent's address, say: with a reason, and not for want of an address
    const has: Usable = { email: member.email !== null, sms: member.phone !== null };
    return channelsFor(this.policy, member.preferredChannel, has).length > 0 ? 'suppressed' : 'unreachable';
  }

  /** Whether this member is the first to be written to at his address. */
  private isFirst(channel: Channel, position: number): boolean {
    const group = this.groupOf(channel, position);
    if (group === undefined) return true;
    const seen = this.written[channel].has(group);
    this.written[channel].add(group);
    return !seen;
  }

  private groupOf(channel: Channel, position: number): number | undefined {
    return (channel === 'email' ? this.addressing.emailGroup : this.addressing.smsGroup).get(position);
  }

  /** The channel that comes after the first, where it can be used. */
  private addNext(ladder: LadderTally, member: TalliedMember, first: Channel, sms: SmsCount | null): void {
    const next = first === 'email' ? 'sms' : 'email';
    if (!this.usable(member)[next]) return;
    ladder.add(next, this.groupOf(next, member.position), next === 'sms' && sms !== null ? { segments: sms.segments, country: countryOf(member) } : null);
  }

  private addMessage(channel: Channel, member: TalliedMember, sms: SmsCount | null): void {
    const { email } = member;
    this.messages[channel] += 1;
    if (channel === 'email' && email !== null) count(this.emailDomains, domainOf(email));
    if (channel !== 'sms' || sms === null) return;
    this.smsCountries.add(countryOf(member), sms.segments);
    this.unicode += sms.encoding === 'UCS-2' ? 1 : 0;
    count(this.histogram, String(sms.segments));
  }
}

/** Of the number, and not of where he lives: a text is paid for by where it goes. */
const countryOf = ({ phone }: TalliedMember): string => (phone === null ? '' : (countryOfNumber(phone) ?? ''));

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
