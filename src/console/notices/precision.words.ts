import { type Schedule } from '../../approve/contract.js';
import { expectedPrecision } from '../../measure/contract.js';
import { grouped } from '../page/words.js';

/** Calls by a thousand people while told and waiting stand side by side: few, many, very many. */
const CALLS_PER_THOUSAND = [10, 30, 80] as const;
/** What is looked for: being told halves the calls. */
const RATE_RATIO = 0.5;

/** What the measurement of this plan could say, for some numbers of callers; empty where it has nobody to compare with. */
export function precisionLines({ waves, lateGroup }: Schedule, people: number): readonly string[] {
  if (waves === 1 && !lateGroup) return [];
  const until = lateGroup ? 'until the late group is told' : 'while the waves go out';
  return CALLS_PER_THOUSAND.map((callsPerThousand) => {
    const { enoughCalls, expectedAvoided, relativeHalfWidth } = expectedPrecision({ people, callsPerThousand, rateRatio: RATE_RATIO, latePercent: lateGroup?.percent ?? null });
    const given = `If ${callsPerThousand} of 1,000 phoned about it ${until}`;
    if (!enoughCalls) return `${given}: too few calls for a figure.`;
    return `${given}, and being told halved that: ${grouped(Math.round(expectedAvoided))} avoided calls, give or take ${Math.round((relativeHalfWidth ?? 0) * 100)} %.`;
  });
}
