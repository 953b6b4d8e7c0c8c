import type { PlannedKind } from '../../platform/privacy/retention.js';
import { grouped } from '../page/words.js';

const DAYS_OF_A_YEAR = 365;

/** The table of what is kept, and which settings say for how long, each once. */
export function keptKinds(kinds: readonly PlannedKind[]) {
  const settings = [...new Set(kinds.map(({ setting }) => setting))];
  return {
    kinds: kinds.map((kind) => {
      const stays = staysOf(kind);
      return { ...kind, stays, years: kind.days >= DAYS_OF_A_YEAR && kind.days % DAYS_OF_A_YEAR === 0 ? kind.days / DAYS_OF_A_YEAR : null, isEmpty: kind.days > 0 && kind.nextAt === null && stays.length === 0 };
    }),
    settings: settings.map((name) => ({ name, of: kinds.filter(({ setting }) => setting === name).map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)) })),
  };
}

/** What has no day on which it goes, and for what it waits: that none is named must never read as if nothing were kept. */
function staysOf({ openIncidents, heldIncidents, unsettledIncidents }: PlannedKind): readonly string[] {
  const incidents = (count: number): string => `${grouped(count)} ${count === 1 ? 'incident' : 'incidents'}`;
  return [
    ...(openIncidents > 0 ? [`not before an incident is closed (${grouped(openIncidents)} ${openIncidents === 1 ? 'is' : 'are'} open)`] : []),
    ...(heldIncidents > 0 ? [`not before a hold is lifted (${incidents(heldIncidents)})`] : []),
    ...(unsettledIncidents > 0 ? [`not before what is in doubt or under way is settled (${incidents(unsettledIncidents)})`] : []),
  ];
}
