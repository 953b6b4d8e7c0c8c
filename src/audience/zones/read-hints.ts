import { type ReadHint, type ZoneHint, type ZoneHintKind } from '../store/zone.repository.js';
import { zonesOfCountry, zonesOfNumber, zonesOfPostalCode, zonesOfProfile } from './zone-tables.js';

const READ: Readonly<Record<ZoneHintKind, (key: string) => readonly string[]>> = {
  profile: zonesOfProfile, postal: zonesOfPostalCode, number: zonesOfNumber, country: zonesOfCountry,
};

/** @returns What each hint comes to, and of how many people the profile names a zone that there is not. */
export function readHints(hints: readonly ZoneHint[]): { readonly hints: readonly ReadHint[]; readonly zonesIgnored: number } {
  const read = hints.map(({ kind, key, people }) => ({ kind, key, people, zones: READ[kind](key) }));
  const ignored = read.filter(({ kind, zones }) => kind === 'profile' && zones.length === 0);
  return { hints: read.map(({ kind, key, zones }) => ({ kind, key, zones })), zonesIgnored: ignored.reduce((sum, { people }) => sum + people, 0) };
}
