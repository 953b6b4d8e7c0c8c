import { type FindingOverride, openFindings, overrideOf } from '../../approve/model/finding-override.js';
import { type PreflightSummary } from '../../approve/model/preflight-tally.js';
import { type PreflightView } from '../../approve/preflight.service.js';
import { type Finding } from '../../compose/contract.js';
import { type PhoneForecastAnswer } from '../../measure/phone-forecast.service.js';
import { forecastSentences } from '../calls/hold-time.words.js';
import { costShown } from '../page/money.js';
import { grouped, languageName, lawName, regionName, type Tone } from '../page/words.js';
import { placeName } from '../incidents/law.words.js';
import { boundWords } from './finish-bound.words.js';
import { toldGroups } from './told-groups.js';

const LABELS: Readonly<Record<PreflightView['state'], { readonly label: string; readonly tone: Tone }>> = {
  queued: { label: 'begins at once', tone: 'info' },
  running: { label: 'at work', tone: 'info' },
  passed: { label: 'passed', tone: 'good' },
  failed: { label: 'not passed', tone: 'bad' },
  broken: { label: 'could not be finished', tone: 'bad' },
};

/** A pre-flight as the notice's page shows it; null where there is none. @param begun  Whether the notice goes out: then what it foresaw is what was foreseen. */
export function preflightBox(preflight: PreflightView | null, noticeId: string, begun = false) {
  if (preflight === null) return null;
  const { state, stale, members, rendered, failures, findings, summary, error } = preflight;
  const atWork = state === 'queued' || state === 'running';
  return {
    noticeId, begun, state, stale, atWork, rendered, failures, error,
    ...LABELS[state],
    members: members ?? 0,
    share: members ? Math.round((rendered / members) * 1_000) : 0,
    findings: findingRows(findings, preflight.overrides),
    blocking: openFindings(findings, preflight.overrides).length,
    summary: summary && summaryBox(summary),
    lookedAt: lookedAt(preflight),
  };
}

const lookedAt = ({ startedAt, requestedAt }: Pick<PreflightView, 'startedAt' | 'requestedAt'>): Date => startedAt ?? requestedAt;
const FRESH_MS = 60_000;

/** When a pre-flight foresaw the times that it names, as if its notice had been approved then; null where that is as good as now. */
export function foreseenAt(preflight: Pick<PreflightView, 'startedAt' | 'requestedAt'>, now: Date): Date | null {
  const at = lookedAt(preflight);
  return now.getTime() - at.getTime() > FRESH_MS ? at : null;
}

const standing = (severity: Finding['severity'], isPassed: boolean): { readonly severity: string; readonly tone: Tone } =>
  severity === 'warn' ? { severity: 'look at it', tone: 'warn' } : isPassed ? { severity: 'let pass', tone: 'info' } : { severity: 'must be mended', tone: 'bad' };

const PARTS: Readonly<Record<Finding['part'], string>> = { subject: 'subject', emailHtml: 'e-mail', emailText: 'e-mail as text', sms: 'SMS', publicPage: 'public page' };

/** One row for each, in their order. */
export const eachFinding = (findings: readonly Finding[], overrides: readonly FindingOverride[] = []) => findings.map((finding) => rowOf([finding], overrideOf(finding, overrides)));

/** The same with what is found alike in several parts of one language said once: an e-mail and its plain text have the same words. */
export function findingRows(findings: readonly Finding[], overrides: readonly FindingOverride[] = []) {
  const alike = Map.groupBy(findings.map((finding) => ({ finding, passed: overrideOf(finding, overrides) })), ({ finding: { part: _, ...rest }, passed }) => JSON.stringify([rest, passed?.name, passed?.reason]));
  return [...alike.values()].map((same) => rowOf(same.map(({ finding }) => finding), same[0]!.passed));
}

function rowOf(findings: readonly Finding[], passed: FindingOverride | null) {
  const { severity, locale, where, why, fix } = findings[0]!;
  const parts = [...new Set(findings.map(({ part }) => PARTS[part]))];
  return { passed, ...standing(severity, passed !== null), place: `${parts.join(' and ')}, ${languageName(locale)}`, where, why, fix };
}

/** Beyond so many regions a list is folded. */
const REGIONS_SHOWN = 8;

/** Counts of what would be sent, were it sent now. */
export function summaryBox({ members, people, sharing, messages, segments, byLocale, byCountry, byRegion, byLaw, finish, groups, ladder, brake, cost, withoutConsent }: PreflightSummary) {
  const regions = ranked(byRegion).map(([code, count]) => ({ name: regionName(code), count }));
  return {
    regions: regions.slice(0, REGIONS_SHOWN),
    moreRegions: regions.length > REGIONS_SHOWN ? regions.slice(REGIONS_SHOWN) : null,
    laws: lawRows(byLaw ?? []),
    lookAt: [...new Set((byLaw ?? []).flatMap(({ lookAt }) => lookAt))],
    members, sharing,
    emails: messages.email, texts: messages.sms, segments: segments.total, unicode: segments.unicode,
    costs: costShown(cost, segments.byCountry),
    ...addressed(people, messages),
    byEmail: people.email, bySms: people.sms, byBoth: people.both, suppressed: people.suppressed, unreachable: people.unreachable,
    unreached: people.suppressed + people.unreachable,
    locales: ranked(byLocale).map(([locale, count]) => ({ name: languageName(locale), count })),
    countries: ranked(byCountry).map(([code, count]) => ({ name: regionName(code), count })),
    consent: consentRow(withoutConsent ?? {}),
    braked: brake?.people ?? 0,
    holds: brake?.holds ?? [],
    ladder: ladder && ladder.people > 0 ? { people: ladder.people, emails: ladder.messages.email, texts: ladder.messages.sms, segments: ladder.segments, cost: costShown(ladder.cost, ladder.byCountry).total } : null,
    startsAt: finish?.startsAt ?? null,
    finishesAt: finish?.finishesAt ?? null,
    groups: toldGroups(groups ?? []),
    bound: finish && boundWords(finish),
  };
}

/** How many people the messages of each channel are for: one message goes to an address that several have, so that they are fewer than the people. */
const addressed = (people: PreflightSummary['people'], messages: PreflightSummary['messages']) => ({
  emailPeople: people.email + people.both, textPeople: people.sms + people.both,
  emailShared: people.email + people.both - messages.email, textShared: people.sms + people.both - messages.sms,
});

/** To whom the statutory notice is by e-mail no more than an early warning; null: to nobody. */
function consentRow(byPlace: NonNullable<PreflightSummary['withoutConsent']>) {
  const people = Object.values(byPlace).reduce((sum, count) => sum + count, 0);
  return people === 0 ? null : { people, places: ranked(byPlace).map(([place, count]) => `${placeName(place)} ${grouped(count)}`).join(', ') };
}

/** Nobody is bound by a law that asks for words: then there is nothing to say of it. */
function lawRows(byLaw: NonNullable<PreflightSummary['byLaw']>) {
  if (byLaw.every(({ names }) => names.length === 0)) return [];
  return byLaw.map(({ variant, names, people, places }) => ({
    name: lawName(names), people, as: `law-${variant}`,
    places: ranked(places).slice(0, REGIONS_SHOWN).map(([place, count]) => ({ name: placeName(place), count })),
    more: Math.max(0, Object.keys(places).length - REGIONS_SHOWN),
  }));
}

/** What it will bring to the phones, beside what is sent; and the end, where the phones put it off. */
export const phonesBox = (forecast: PhoneForecastAnswer | null) =>
  forecast && { sentences: forecastSentences(forecast), finishesAt: forecast.kind === 'forecast' && forecast.paced !== null ? forecast.finishesAt : null };

/** Most first. */
export const ranked = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] => Object.entries(counts).sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
