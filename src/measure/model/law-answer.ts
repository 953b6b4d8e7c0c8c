import { BYTE_ORDER_MARK, csvLine } from '../../kernel/csv.js';
import type { EnteredAnchor, LawEntry, LawRegime } from '../../declare/contract.js';
import type { IncidentId } from '../../kernel/ids.js';
import type { LawClock, PlaceCount } from './law-clock.js';
import type { SubstituteLaw } from './substitute.js';

/** How an incident stands with the law, as programs get it. */
export interface LawAnswer {
  readonly incidentId: IncidentId;
  readonly regimes: readonly LawRegime[];
  readonly countedAt: Date | null;
  readonly places: readonly PlaceCount[] | null;
  readonly clocks: readonly LawClock[];
  readonly anchors: readonly Omit<EnteredAnchor, 'incidentId'>[];
  readonly entries: readonly Omit<LawEntry, 'incidentId'>[];
  readonly substitute: readonly SubstituteLaw[];
  /** Where affected people live and no rule is known by which they have to be told, most people first. */
  readonly placesWithoutRule: readonly Pick<PlaceCount, 'place' | 'affected'>[];
}

const HEAD = ['place', 'people affected', 'people told', 'not told', 'by e-mail', 'by SMS', 'by letter', 'told by the statutory notice', 'told early and owed it by post', 'first told at', 'last told at', 'statutory notice first at', 'statutory notice last at'];

/** What a regulator's form asks for, one place a line; times ISO 8601, UTC. Who was told on two channels counts in both of their columns. */
export const placesCsv = (places: readonly PlaceCount[]): string =>
  BYTE_ORDER_MARK +
  [
    HEAD,
    ...places.map(({ place, affected, told, byEmail, bySms, byLetter, statutory, owedByPost = 0, firstToldAt, lastToldAt, statutoryFirstAt, statutoryLastAt }) => [
      place || 'not known', affected, told, affected - told, byEmail, bySms, byLetter, statutory, owedByPost, firstToldAt, lastToldAt, statutoryFirstAt, statutoryLastAt,
    ]),
  ].map(csvLine).join('');
