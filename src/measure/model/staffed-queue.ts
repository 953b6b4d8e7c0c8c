/** A queue of callers with agents, in a steady state. Times are seconds. */
export interface QueueLoad {
  /** Calls offered in a second, > 0. */
  readonly callsPerSecond: number;
  /** Mean time that an agent is busy with one call, after-call work included, > 0. */
  readonly handleSeconds: number;
  /** Mean time after which a waiting caller hangs up, > 0; null where nobody ever does. */
  readonly patienceSeconds: number | null;
  /** Agents at work, a whole number ≥ 1. */
  readonly agents: number;
}

/** What callers meet. Shares are fractions of 1 and count every offered call. */
export interface QueueService {
  /** Mean wait of all callers, those who hang up included. */
  readonly waitSeconds: number;
  /** Mean wait of those who get an agent. */
  readonly answeredWaitSeconds: number;
  readonly abandonShare: number;
  /** Share of offered calls that are answered within the threshold. */
  readonly serviceLevel: number;
  /** Share of the agents' time that is spent on calls. */
  readonly occupancy: number;
  /** Callers waiting, on average. */
  readonly waiting: number;
}

export type QueueAnswer = ({ readonly kind: 'steady' } & QueueService) | { readonly kind: 'unstable' };

/** States whose chance is smaller than this, next to the likeliest, don't show in any figure. */
const NEGLIGIBLE = 1e-18;
/** A chain longer than this means a patience in days: no contact centre. */
const MOST_STATES = 5_000_000;

/**
 * The queue with impatient callers: Poisson arrivals, exponential handle times and patience (Erlang A, M/M/n+M).
 *
 * @param thresholdSeconds  For the service level, ≥ 0.
 * @returns `unstable` where nobody hangs up and the calls are at least what the agents can handle: the queue then grows for ever.
 * @throws RangeError if a figure is out of its bounds.
 * @source Palm (1946); Gans, Koole & Mandelbaum (2003), Manufacturing & Service Operations Management 5, 79–141, section 4.2. The
 *   service level is exact: an answer after i + 1 departures from the queue, each by an agent or by impatience, is a regularised
 *   incomplete beta function, here by its recursion over i.
 */
export function staffedQueue(load: QueueLoad, thresholdSeconds: number): QueueAnswer {
  check(load, thresholdSeconds);
  const { callsPerSecond, handleSeconds, patienceSeconds, agents } = load;
  if (patienceSeconds === null && callsPerSecond * handleSeconds >= agents) return { kind: 'unstable' };
  const { first, chances } = steadyState(load);
  let [waiting, busy] = [0, 0];
  chances.forEach((chance, index) => {
    const state = first + index;
    waiting += chance * Math.max(0, state - agents);
    busy += chance * Math.min(state, agents);
  });
  const abandonShare = patienceSeconds === null ? 0 : waiting / patienceSeconds / callsPerSecond;
  const { within, answeredWait } = ofTheAnswered(load, { first, chances }, thresholdSeconds);
  return {
    kind: 'steady', waiting, abandonShare,
    waitSeconds: waiting / callsPerSecond,
    answeredWaitSeconds: answeredWait / (1 - abandonShare),
    serviceLevel: Math.min(1, within),
    occupancy: busy / agents,
  };
}

/**
 * The smallest number of agents with which at least `target` of the offered calls are answered within the threshold.
 *
 * @param target  Share in (0, 1).
 * @throws RangeError as `staffedQueue`, or if the target is no such share.
 */
export function agentsFor(load: Omit<QueueLoad, 'agents'>, thresholdSeconds: number, target: number): number {
  if (!(target > 0 && target < 1)) throw new RangeError(`A service level of ${target} is not between 0 and 1.`);
  const meets = (agents: number): boolean => {
    const answer = staffedQueue({ ...load, agents }, thresholdSeconds);
    return answer.kind === 'steady' && answer.serviceLevel >= target;
  };
  let most = 1;
  while (!meets(most)) most *= 2;
  let tooFew = Math.floor(most / 2);
  while (most - tooFew > 1) {
    const middle = Math.floor((most + tooFew) / 2);
    if (meets(middle)) most = middle;
    else tooFew = middle;
  }
  return most;
}

/** Chances of the numbers of callers in the system from `first` on. */
interface SteadyState {
  readonly first: number;
  readonly chances: readonly number[];
}

/** Spread from the likeliest state to both sides, so that nothing overflows, however large the centre. */
function steadyState({ callsPerSecond, handleSeconds, patienceSeconds, agents }: QueueLoad): SteadyState {
  const leaving = (state: number): number => Math.min(state, agents) / handleSeconds + (patienceSeconds === null ? 0 : Math.max(0, state - agents) / patienceSeconds);
  const mode = likeliest(leaving, callsPerSecond, agents, patienceSeconds);
  const below: number[] = [];
  for (let state = mode, weight = 1; state > 0; state -= 1) {
    weight *= leaving(state) / callsPerSecond;
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  const above: number[] = [];
  for (let state = mode + 1, weight = 1; ; state += 1) {
    weight *= callsPerSecond / leaving(state);
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
    if (above.length > MOST_STATES) throw new RangeError('The queue is longer than can be worked out: callers wait for days before they hang up.');
  }
  const weights = [...below.reverse(), 1, ...above];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { first: mode - below.length, chances: weights.map((weight) => weight / total) };
}

/** The largest state that is left no faster than it is entered. */
function likeliest(leaving: (state: number) => number, callsPerSecond: number, agents: number, patienceSeconds: number | null): number {
  if (leaving(agents) > callsPerSecond) {
    let state = Math.floor((callsPerSecond / leaving(agents)) * agents);
    while (state > 0 && leaving(state) > callsPerSecond) state -= 1;
    return state;
  }
  return agents + Math.floor((callsPerSecond - leaving(agents)) * (patienceSeconds ?? 0));
}

function ofTheAnswered({ handleSeconds, patienceSeconds, agents }: QueueLoad, { first, chances }: SteadyState, threshold: number): { within: number; answeredWait: number } {
  const serving = agents / handleSeconds;
  const leaving = patienceSeconds === null ? 0 : 1 / patienceSeconds;
  const arrival = new AnswerAfter(serving, leaving, threshold);
  let [within, answeredWait] = [0, 0];
  for (let ahead = first - agents; ahead < first - agents + chances.length; ahead += 1) {
    const chance = chances[ahead - first + agents]!;
    if (ahead < 0) {
      within += chance;
      continue;
    }
    arrival.moveTo(ahead);
    within += chance * arrival.answered * arrival.inTime;
    answeredWait += chance * arrival.answered * arrival.meanWait;
  }
  return { within, answeredWait };
}

/**
 * Share of callers who are answered within the threshold, where these are the chances of what they find. With a part of an agent it lies
 * that far between what fewer and what more give.
 *
 * @param found  Chance of each number of callers in the system, from none on.
 */
export function answeredWithin(found: ArrayLike<number>, { handleSeconds, patienceSeconds, agents }: Omit<QueueLoad, 'callsPerSecond'>, thresholdSeconds: number): number {
  const [fewer, part] = [Math.floor(agents), agents % 1];
  const share = (whole: number): number => {
    const arrival = whole === 0 ? null : new AnswerAfter(whole / handleSeconds, patienceSeconds === null ? 0 : 1 / patienceSeconds, thresholdSeconds);
    let within = 0;
    for (let callers = 0; callers < found.length; callers += 1) {
      if (callers < whole) within += found[callers]!;
      else if (arrival && found[callers]! > 0) {
        arrival.moveTo(callers - whole);
        within += found[callers]! * arrival.answered * arrival.inTime;
      }
    }
    return within;
  };
  return Math.min(1, part === 0 ? share(fewer) : (1 - part) * share(fewer) + part * share(fewer + 1));
}

/** What awaits a caller who finds all agents busy and some number of others ahead. */
class AnswerAfter {
  private ahead = 0;
  /** Chance that the caller is answered at all. */
  answered: number;
  /** Chance that an answer, if there is one, comes within the threshold. */
  inTime: number;
  /** Mean wait until the answer, if there is one: seconds. */
  meanWait: number;
  private term: number;
  private readonly gone: number;

  constructor(
    private readonly serving: number,
    private readonly leaving: number,
    threshold: number,
  ) {
    const total = serving + leaving;
    this.answered = serving / total;
    this.meanWait = 1 / total;
    if (leaving === 0) {
      // Without impatience the wait is a sum of exponential times of one rate.
      this.gone = serving * threshold;
      this.term = Math.exp(-this.gone);
      this.inTime = -Math.expm1(-this.gone);
    } else {
      this.gone = -Math.expm1(-leaving * threshold);
      const power = Math.exp(-threshold * total);
      this.term = (serving / leaving + 1) * this.gone * power;
      this.inTime = 1 - power;
    }
  }

  /** Only forwards. */
  moveTo(ahead: number): void {
    for (; this.ahead < ahead; this.ahead += 1) this.step(this.ahead);
  }

  private step(before: number): void {
    const { serving, leaving } = this;
    const place = before + 1;
    this.answered = serving / (serving + (place + 1) * leaving);
    this.meanWait += 1 / (serving + (place + 1) * leaving);
    if (leaving === 0) {
      this.term *= this.gone / place;
      this.inTime = Math.max(0, this.inTime - this.term);
    } else {
      this.inTime = Math.max(0, this.inTime - this.term);
      this.term *= (this.gone * (place + serving / leaving + 1)) / (place + 1);
    }
  }
}

function check({ callsPerSecond, handleSeconds, patienceSeconds, agents }: QueueLoad, thresholdSeconds: number): void {
  const positive = (value: number): boolean => Number.isFinite(value) && value > 0;
  if (!positive(callsPerSecond) || !positive(handleSeconds) || (patienceSeconds !== null && !positive(patienceSeconds))) {
    throw new RangeError('Calls, handle time and patience must be above 0.');
  }
  if (!Number.isSafeInteger(agents) || agents < 1) throw new RangeError(`${agents} agents can't be at work.`);
  if (!(thresholdSeconds >= 0)) throw new RangeError(`A threshold of ${thresholdSeconds} seconds is not a time.`);
}
