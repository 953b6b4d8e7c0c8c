import { DateTime } from 'luxon';
import { type ToldGroup } from '../../approve/model/preflight-tally.js';
import { type Progress } from '../../deliver/progress.service.js';
import { zoneInWords } from '../../kernel/zone-name.js';
import { knownZone } from '../../platform/pages/wall-clock.js';
import { people } from '../page/words.js';

const MOST_NAMES = 4;

/** Zones that keep other clocks than what they are called by: Arizona has no summer time. */
const OWN_NAMES: Readonly<Record<string, string>> = { 'America/Phoenix': 'Arizona time' };
const TIME = / time$/;

/** "Pacific, Mountain and Arizona time", "Pacific, Mountain, Arizona, Central and 2 more": time zones, each named once; null where it does not matter or is not known. */
export function zoneNames(zones: readonly string[]): string | null {
  const names = [...new Set(zones.map(commonName))];
  if (names.length === 0) return null;
  const shown = names.length <= MOST_NAMES ? names : [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`];
  // "Time" is said once, behind the last of them.
  if (names.length <= MOST_NAMES && names.every((name) => TIME.test(name))) return `${listed.format(shown.map((name) => name.replace(TIME, '')))} time`;
  return listed.format(shown);
}

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "Pacific time"; of a zone that the runtime does not name, its city. */
function commonName(zone: string): string {
  const own = OWN_NAMES[zone];
  if (own !== undefined) return own;
  const city = zone.split('/').at(-1)!.replaceAll('_', ' ');
  const known = knownZone(zone);
  const name = known && zoneInWords(known);
  return name && !name.startsWith('GMT') ? name : city;
}

/** Who is told when, by pre-flight; empty where all are told in the same waves and quiet hours shift none of them. */
export function toldGroups(groups: readonly ToldGroup[]) {
  const late = groups.some(({ lastWaveAt, late: lateGroup }) => lastWaveAt === null || lateGroup?.at === null);
  if (groups.length < 2 && !late) return [];
  return groups.map(({ zones, localZone, people: count, firstWaveAt, lastWaveAt, late: lateGroup }) => ({
    who: `${people(count)}, ${zoneNames(zones) ?? 'zone not known'}`,
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
    return `${people(members)}, ${zoneNames(zones) ?? 'zone not known'}: ${opened} of ${own.length} waves opened${wait}${quiet}.`;
  });
}

const onClock = (at: string, zone: string): string => DateTime.fromISO(at).setZone(zone).toFormat('ccc HH:mm');
