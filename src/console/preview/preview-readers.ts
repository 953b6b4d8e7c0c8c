import { PICKED_MEMBERS, type PickedMember } from '../../approve/model/picked-member.js';
import { type PreviewAs } from '../../approve/preview.service.js';
import { type AudienceCounts } from '../../audience/contract.js';
import { isRightToLeft } from '../../compose/contract.js';
import { grouped, languageName, lawName, regionName } from '../page/words.js';

/** @param as  As the page's address names a reader: "first", "longest-name", "reads-es", "in-CA", "law-us-ma", …, else a customer's reference. */
export function previewAs(as: string): PreviewAs {
  if (as === 'first') return { position: 0 };
  const who = PICKED_MEMBERS.find((each) => each === as);
  if (who) return { who };
  if (as.startsWith('law-')) return { variant: as.slice('law-'.length) };
  if (as.startsWith('reads-')) return { reads: as.slice('reads-'.length) };
  return as.startsWith('in-') ? { region: as.slice('in-'.length) } : { reference: as };
}

/** People whom the same laws bind. */
export interface LawCase {
  readonly variant: string;
  readonly names: readonly string[];
  readonly people: number;
}

/** One click away. */
export interface ReaderCase {
  readonly value: string;
  readonly label: string;
  /** How many there are, in words; null where that is not counted. */
  readonly count: string | null;
}

/** Of a long list, the most frequent. */
const MOST_OFFERED = 12;
/** As the audience counts those of whom it is not known. */
const UNKNOWN = 'unknown';

const LABELS: Readonly<Record<PickedMember, string>> = {
  'longest-name': 'longest name',
  'no-name': 'no name',
  'no-phone': 'no phone number',
  'no-email': 'no e-mail address',
  'no-preference': 'no preferred channel',
  'no-language': 'no language on file',
  'shares-address': 'shares an address',
  'right-to-left': 'reads from right to left',
};

/**
 * The readers by whom a text shows whether it holds: only cases that the audience has, by what was counted when it was frozen.
 *
 * @param inFull  Regions with their country, as a pre-flight counts them ("US-CA"): an audience counts "CA", which alone is no name.
 */
export function readerCases(counts: AudienceCounts, laws: readonly LawCase[] = [], inFull: readonly string[] = []): readonly { readonly label: string; readonly cases: readonly ReaderCase[] }[] {
  const { members, email, sms, sharing, byLocale, byRegion } = counts;
  const hard: readonly (readonly [PickedMember, number | null])[] = [
    ['longest-name', null], ['no-name', null], ['no-phone', members - sms], ['no-email', members - email], ['shares-address', sharing],
    ['no-preference', null], ['no-language', byLocale[UNKNOWN] ?? 0], ['right-to-left', rightToLeft(byLocale)],
  ];
  const picked = hard.filter(([, count]) => count !== 0).map(([value, count]) => ({ value, label: LABELS[value], count: count === null ? null : grouped(count) }));
  const groups = [
    { label: 'In the order', cases: [{ value: 'first', label: 'first to be told', count: null }] },
    { label: 'Hard cases', cases: picked },
    { label: 'Languages', cases: ranked(byLocale).map(([locale, count]) => ({ value: `reads-${locale}`, label: languageName(locale), count: grouped(count) })) },
    { label: 'By the law where they live', cases: laws.some(({ names }) => names.length > 0) ? laws.map(({ variant, names, people }) => ({ value: `law-${variant}`, label: lawName(names), count: grouped(people) })) : [] },
    { label: 'Regions', cases: ranked(byRegion).map(([region, count]) => ({ value: `in-${region}`, label: regionIn(region, inFull), count: grouped(count) })) },
  ];
  return groups.filter(({ cases }) => cases.length > 0);
}

/** "CA" → "California, US" where all of that code are of one country, else as it stands. */
function regionIn(region: string, inFull: readonly string[]): string {
  const [full, ...others] = inFull.filter((code) => code.endsWith(`-${region}`));
  return full === undefined || others.length > 0 ? region : regionName(full);
}

const rightToLeft = (byLocale: AudienceCounts['byLocale']): number =>
  Object.entries(byLocale).reduce((sum, [locale, count]) => (isRightToLeft(locale) ? sum + count : sum), 0);

const ranked = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).filter(([name]) => name !== UNKNOWN).sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).slice(0, MOST_OFFERED);
