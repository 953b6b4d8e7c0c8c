import { DateTime } from 'luxon';
import { type ToldGroup } from '../../approve/model/preflight-tally.js';
import { type Progress } from '../../deliver/progress.service.js';
import { people } from '../page/words.js';

const MOST_NAMES = 3;

/** "Los Angeles, Phoenix and 4 more"; null where it does not matter or is not known. */
export function placeNames(zones: readonly string[]): string | null {
  const names = zones.map((zone) => zone.split('/').at(-1)!.replaceAll('_', ' '));
  if (names.length === 0) return null;
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}

/** Who is told when, by pre-flight; empty where all are told in the same waves and quiet hours shift none of them. */
export function toldGroups(groups: readonly ToldGroup[]) {
  const late = groups.some(({ lastWaveAt, late: lateGroup }) => lastWaveAt === null || lateGroup?.at === null);
  if (groups.length < 2 && !late) return [];
  return groups.map(({ zones, localZone, people: count, firstWaveAt, lastWaveAt, late: lateGroup }) => ({
    who: `${people(count)}, ${placeNames(zones) ?? 'zone not known'}`,
    firstWaveAt, lastWaveAt,
    local: firstWaveAt && lastWaveAt ? `${onClock(firstWaveAt, localZone)} to ${onClock(lastWaveAt, localZone)} on their clock` : null,
    lateGroup: lateGroup?.at ? `${people(lateGroup.people)} of them are the late group, told ${onClock(lateGroup.at, localZone)} on their clock` : null,
    late: lastWaveAt === null || lateGroup?.at === null ? 'quiet hours leave too little time before the notice expires' : null,
  }));
}

/** How far each group is; empty where there is one. */
export function groupProgress({ strata, waves }: Pick<Progress, 'strata' | 'waves'>): readonly string[] {
  if (strata.length < 2) return [];
  return strata.map(({ stratum, zones, localZone, members, quietNow, quietUntil }) => {
    const own = waves.filter((wave) => wave.stratum === stratum);
    const opened = own.filter(({ openedAt }) => openedAt !== null).length;
    const next = own.find(({ openedAt }) => openedAt === null);
    const wait = next ? `, next ${onClock(next.plannedAt.toISOString(), localZone)} on their clock` : '';
    const quiet = quietNow ? `; quiet hours there${quietUntil ? ` until ${onClock(quietUntil.toISOString(), localZone)}` : ''}` : '';
    return `${people(members)}, ${placeNames(zones) ?? 'zone not known'}: ${opened} of ${own.length} waves opened${wait}${quiet}.`;
  });
}

const onClock = (at: string, zone: string): string => DateTime.fromISO(at).setZone(zone).toFormat('ccc HH:mm');
