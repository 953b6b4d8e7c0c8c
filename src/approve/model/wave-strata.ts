import type { MemberZones } from '../../audience/contract.js';
import type { TimeRange } from '../../kernel/time-range.js';
import { allowedHours, common, firstAllowed, quietChannels, type QuietPolicies } from './quiet-hours.js';

/** People whose waves open at the same times: inside a stratum the order is random, between strata it is not. */
export interface WaveStratum {
  /** Where its people may live; empty where that does not matter, or is not known of anybody. */
  readonly zones: readonly string[];
  /** On whose clock its times are shown: the zone of most of them, else the company's. */
  readonly localZone: string;
  readonly zoneSets: readonly number[];
  readonly members: number;
  /** When the channels that keep quiet hours may be used, up to the expiry; null where none keeps any. */
  readonly allowed: readonly TimeRange[] | null;
  /** When each of its waves opens; null for those for which no allowed hour is left before the notice expires. */
  readonly waveTimes: readonly (Date | null)[];
  /** Its last people, who are told after all its waves; null, or absent, where nobody is. `at` is null where no allowed hour is left. */
  readonly late?: { readonly percent: number; readonly at: Date | null } | null;
}

export interface StrataInput {
  readonly schedule: { readonly waves: number; readonly waveIntervalMinutes: number; readonly lateGroup?: { readonly percent: number; readonly afterHours: number } | null };
  readonly policies: QuietPolicies;
  /** Of the people, how many have a number. */
  readonly numbers: number;
  readonly people: readonly MemberZones[];
  /** The zone of those of whom nothing is known. */
  readonly companyZone: string;
  /** From the first wave to the expiry. */
  readonly span: TimeRange;
}

/**
 * Groups people by the hours in which they may be written to, and gives each group its waves: the planned distance apart, and where
 * that falls into quiet hours, at their end. Groups whose waves open at the same times are one stratum, so that a notice which goes
 * out by day has a single one. First to be told first.
 */
export function planStrata(input: StrataInput): readonly WaveStratum[] {
  const { policies, people, companyZone, numbers } = input;
  const members = people.reduce((sum, group) => sum + group.members, 0);
  if (quietChannels(policies, numbers).length === 0) {
    return [{ zones: [], localZone: companyZone, zoneSets: [], members, allowed: null, ...timesOf(input, null) }];
  }
  const strata = new Map<string, WaveStratum>();
  for (const group of people) {
    const zones = group.zones.length > 0 ? group.zones : [companyZone];
    const allowed = allowedHours(zones, policies.quietHours!, input.span);
    const { waveTimes, late } = timesOf(input, allowed);
    const key = [...waveTimes, late?.at].map((time) => time?.getTime() ?? '').join(' ');
    const known = strata.get(key);
    strata.set(key, known ? merged(known, group, allowed) : { zones: group.zones, localZone: zones[0]!, zoneSets: [group.zoneSet], members: group.members, allowed, waveTimes, late });
  }
  return [...strata.values()].sort((a, b) => first(a) - first(b) || b.members - a.members || a.zoneSets[0]! - b.zoneSets[0]!);
}

/** @param people  Most first, so that the stratum is shown on the clock of its largest group. */
function merged(stratum: WaveStratum, group: MemberZones, allowed: readonly TimeRange[]): WaveStratum {
  return {
    ...stratum,
    zones: [...new Set([...stratum.zones, ...group.zones])],
    zoneSets: [...stratum.zoneSets, group.zoneSet],
    members: stratum.members + group.members,
    allowed: common(stratum.allowed ?? [], allowed),
  };
}

function timesOf({ schedule, span }: StrataInput, allowed: readonly TimeRange[] | null): Required<Pick<WaveStratum, 'waveTimes' | 'late'>> {
  const { waves, waveIntervalMinutes, lateGroup } = schedule;
  const opening = (wanted: Date): Date | null => (allowed === null ? wanted : firstAllowed(allowed, wanted));
  const waveTimes: (Date | null)[] = [];
  let wanted: Date | null = span.from;
  for (let wave = 0; wave < waves; wave += 1) {
    const time: Date | null = wanted && opening(wanted);
    waveTimes.push(time);
    wanted = time && new Date(time.getTime() + waveIntervalMinutes * MINUTE_MS);
  }
  // A night may have shifted the waves past the time that was meant for the late group.
  const at = lateGroup && wanted && opening(new Date(Math.max(wanted.getTime(), span.from.getTime() + lateGroup.afterHours * 60 * MINUTE_MS)));
  return { waveTimes, late: lateGroup ? { percent: lateGroup.percent, at: at && at < span.until ? at : null } : null };
}

const MINUTE_MS = 60_000;
const first = ({ waveTimes }: WaveStratum): number => waveTimes[0]?.getTime() ?? Infinity;
