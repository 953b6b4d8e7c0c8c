import type { Member } from '../../audience/contract.js';
import type { Brand, FactsPart, FactsText, Incident, IncidentFacts } from '../../declare/contract.js';
import { dialled } from '../../kernel/dialled.js';
import { ok, refused, type Result } from '../../kernel/result.js';
import type { Labels, MessagePlan, NoticeType, RenderContext, SharedContext } from '../contract.js';
import { manyLines, oneLine } from './clean-text.js';
import { dateWriter, type DateWriter } from './dates.js';
import { fillPattern } from './fill-pattern.js';
import { careGreeting, greetingOf } from './greeting.js';
import { unrealLabel } from './simulated-label.js';
import { GENERAL, inLanguage, silenceOf, type Variant } from './variant.js';

/** What all members of a notice with one locale have in common. */
export interface NoticeInput {
  readonly facts: IncidentFacts;
  readonly incident: Pick<Incident, 'reference' | 'title' | 'kind' | 'simulated'> & { readonly exercise?: boolean | undefined };
  readonly brand: Pick<Brand, 'name' | 'domain' | 'website' | 'checkAddress' | 'phone' | 'supportHours' | 'postalAddress' | 'senderName' | 'timeZone'>;
  readonly notice: { readonly type: NoticeType; readonly number: number; readonly checkCode: string };
  /** Their locale decides which of the facts' texts is used. */
  readonly labels: Labels;
  /** The laws that bind all of them; absent: none. */
  readonly law?: { readonly variant: Variant; readonly discoveredAt: string | null; readonly delayed: boolean };
}

/** What of a plan people are told alike, in the language of these labels and by these laws. */
export const noticeInput = ({ notice: { facts, sender, type, number, checkCode, law }, incident }: Pick<MessagePlan, 'notice' | 'incident'>, labels: Labels, variant = GENERAL): NoticeInput =>
  ({ facts, incident, brand: sender, notice: { type, number, checkCode }, labels, law: { variant, discoveredAt: law?.discoveredAt ?? null, delayed: law?.delayed ?? false } });

/** What is needed of a member; a frozen `Member` of the audience fits. */
export type MemberInput = Pick<Member, 'reference' | 'firstName' | 'lastName'> & {
  readonly reasons: Pick<Member['reasons'], 'more' | 'data' | 'care'> & {
    readonly touchpoints: readonly Pick<Member['reasons']['touchpoints'][number], 'kind' | 'occurredAt' | 'label'>[];
  };
};

/** A person reads five lines of "because of"; the rest is a number. */
const MOST_TOUCHPOINTS = 5;

/**
 * What the templates may name, for one member.
 *
 * @returns The context; or the names of all that is lacking or can't be written in this locale: "facts.text.es", "notice.corrects",
 *   "labels.dataClasses.passport", "facts.exposure", "mine.touchpoints[1]".
 * @throws RangeError for a brand whose time zone does not exist: its settings are checked before.
 */
export function buildContext(input: NoticeInput & { readonly member: MemberInput; readonly page?: string | null }): Result<RenderContext, readonly string[]> {
  return contextBuilder(input)(input.member, input.page ?? null);
}

/**
 * The same for many members: what they share is worked out once, so that a member costs a few microseconds.
 */
export function contextBuilder(input: NoticeInput): (member: MemberInput, page: string | null) => Result<RenderContext, readonly string[]> {
  const dates = dateWriter(input.labels.dates, input.brand.timeZone);
  const lacking: string[] = [];
  const shared = sharedPart(input, dates, lacking);
  return (member, page) => {
    const lackingHere = [...lacking];
    const context = { ...shared, person: personPart(member, input.labels, page), mine: minePart(member, input.labels, dates, lackingHere) };
    return lackingHere.length > 0 ? refused(lackingHere) : ok(context);
  };
}

/** What all members have in common. @returns as `buildContext`. */
export function sharedContext(input: NoticeInput): Result<SharedContext, readonly string[]> {
  const lacking: string[] = [];
  const shared = sharedPart(input, dateWriter(input.labels.dates, input.brand.timeZone), lacking);
  return lacking.length > 0 ? refused(lacking) : ok(shared);
}

function sharedPart({ facts, incident, brand, notice, labels, law }: NoticeInput, dates: DateWriter, lacking: string[]): SharedContext {
  const text = Object.hasOwn(facts.text, labels.locale) ? facts.text[labels.locale] : undefined;
  if (text === undefined) lacking.push(`facts.text.${labels.locale}`);
  const supportHours = (Object.hasOwn(brand.supportHours, labels.locale) ? brand.supportHours[labels.locale] : undefined) ?? '';
  if (supportHours.trim() === '') lacking.push(`brand.supportHours.${labels.locale}`);
  const { name, domain, website, checkAddress, phone, postalAddress, senderName } = brand;
  const nextUpdate = facts.nextUpdateAt === null ? null : dates.dateTime(facts.nextUpdateAt);
  if (facts.nextUpdateAt !== null && nextUpdate === null) lacking.push('notice.nextUpdate');
  const corrects = notice.type === 'correction' ? optional(text?.correction) : null;
  if (notice.type === 'correction' && corrects === null) lacking.push('notice.corrects');
  return {
    locale: labels.locale,
    brand: { name, domain, website, checkAddress, phone, dialled: dialled(phone), supportHours: oneLine(supportHours), postalAddress: oneLine(postalAddress), senderName },
    incident: { reference: incident.reference, title: oneLine(incident.title), kind: incident.kind },
    notice: {
      type: notice.type,
      number: notice.number,
      checkCode: notice.checkCode,
      simulatedLabel: unrealLabel(incident, labels),
      corrects,
      nextUpdate,
    },
    facts: withoutBarred({ ...factsPart(text, lacking), exposure: exposureOf(facts, dates, lacking), dataInvolved: dataLabels(facts.dataInvolved, labels, lacking) }, law?.variant.omits),
    law: lawPart(law, facts, labels.locale, dates, lacking),
  };
}

/** What may not be told is not there: a template that prints it all the same is refused for want of it. */
function withoutBarred(facts: RenderContext['facts'], omits: ReadonlySet<FactsPart> = new Set()): RenderContext['facts'] {
  const told = <Value>(part: FactsPart, value: Value): Value | null => (omits.has(part) ? null : value);
  return {
    ...facts,
    whatHappened: told('whatHappened', facts.whatHappened), whatWeDo: told('whatWeDo', facts.whatWeDo), exposure: told('exposure', facts.exposure),
    consequences: told('consequences', facts.consequences), moreInformation: told('moreInformation', facts.moreInformation), whatYouCanDo: told('whatYouCanDo', facts.whatYouCanDo) ?? [],
  };
}

function lawPart(law: NoticeInput['law'], { dataInvolved }: IncidentFacts, locale: string, dates: DateWriter, lacking: string[]): RenderContext['law'] {
  if (law === undefined) return { silence: null, rights: [], discovered: null, delayed: false };
  const { variant, discoveredAt, delayed } = law;
  const { terms, omits } = variant;
  const rights = terms.flatMap((one) => one.rights).filter(({ data }) => data.length === 0 || data.some((code) => dataInvolved.includes(code))).map(({ text }) => inLanguage(text, locale)!);
  const asked = terms.some(({ asks, asksIfKnown }) => asks.includes('discovered') || asksIfKnown.includes('discovered')) && !omits.has('discovered');
  const discovered = asked && discoveredAt !== null ? dates.date(discoveredAt) : null;
  if (asked && discoveredAt !== null && discovered === null) lacking.push('law.discovered');
  return { silence: silenceOf(variant, locale), rights: [...new Set(rights)], discovered, delayed: delayed && terms.some(({ saysIfDelayed }) => saysIfDelayed) };
}

function factsPart(text: FactsText | undefined, lacking: string[]): Omit<RenderContext['facts'], 'exposure' | 'dataInvolved'> {
  const whatHappened = manyLines(text?.whatHappened ?? '');
  const whatWeDo = manyLines(text?.whatWeDo ?? '');
  if (text !== undefined && whatHappened === '') lacking.push('facts.whatHappened');
  if (text !== undefined && whatWeDo === '') lacking.push('facts.whatWeDo');
  return {
    whatHappened,
    whatWeDo,
    whatYouCanDo: (text?.whatYouCanDo ?? []).map(manyLines).filter(Boolean),
    consequences: optional(text?.consequences),
    moreInformation: optional(text?.moreInformation),
  };
}

function exposureOf(facts: IncidentFacts, dates: DateWriter, lacking: string[]): string | null {
  if (facts.exposure === null) return null;
  const range = dates.range(facts.exposure.from, facts.exposure.until);
  if (range === null) lacking.push('facts.exposure');
  return range;
}

function personPart(member: MemberInput, labels: Labels, page: string | null): RenderContext['person'] {
  return { greeting: greetedAs(member, labels), reference: oneLine(member.reference), page };
}

/** Where labels that were kept with an older plan know no such form, the neutral one. */
function greetedAs({ firstName, lastName, reasons: { care } }: MemberInput, { neutralGreeting, careGreetings }: Labels): string {
  if (care === undefined) return greetingOf(firstName, lastName, neutralGreeting);
  const pattern = careGreetings?.[care];
  return pattern ? careGreeting(greetingOf(firstName, lastName, '') || null, pattern) : neutralGreeting;
}

function minePart(member: MemberInput, labels: Labels, dates: DateWriter, lacking: string[]): RenderContext['mine'] {
  const { touchpoints, more, data } = member.reasons;
  return {
    data: dataLabels(data, labels, lacking),
    touchpoints: touchpoints.slice(0, MOST_TOUCHPOINTS).map((touchpoint, index) => {
      const date = dates.date(touchpoint.occurredAt);
      if (date === null) lacking.push(`mine.touchpoints[${index}]`);
      return touchpointText(touchpoint, date ?? '', labels);
    }),
    more: more + Math.max(0, touchpoints.length - MOST_TOUCHPOINTS),
  };
}

function touchpointText({ kind, label }: MemberInput['reasons']['touchpoints'][number], date: string, labels: Labels): string {
  const pattern = (Object.hasOwn(labels.touchpoints, kind) ? labels.touchpoints[kind] : undefined) ?? labels.touchpoints['other'];
  const name = oneLine(label ?? '');
  return fillPattern((name === '' ? pattern?.unnamed : pattern?.named) ?? '{date}', { date, label: name });
}

function dataLabels(codes: readonly string[], labels: Labels, lacking: string[]): readonly string[] {
  return codes.map((code) => {
    const label = Object.hasOwn(labels.dataClasses, code) ? labels.dataClasses[code] : undefined;
    if (label === undefined && !lacking.includes(`labels.dataClasses.${code}`)) lacking.push(`labels.dataClasses.${code}`);
    return label ?? code;
  });
}

function optional(text: string | undefined): string | null {
  const cleaned = manyLines(text ?? '');
  return cleaned === '' ? null : cleaned;
}
