import { type PacePrior } from '../../deliver/contract.js';
import { type HoldTimeAnswer, type HoldTimeFigures } from '../../measure/hold-time.service.js';
import { type FitRefusal, type QueueFit } from '../../measure/model/queue-fit.js';
import { grouped } from '../page/words.js';
import { type PhoneForecastAnswer } from '../../measure/phone-forecast.service.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';
import { onCalendar } from '../../platform/pages/wall-clock.js';
import { counted } from './avoided.words.js';
import { per100 } from './measured.words.js';

/** 75.4 → "1 min 15 s"; under ten seconds with a decimal. */
export function secondsInWords(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${grouped(minutes)} min` : `${grouped(minutes)} min ${rest} s`;
}

/** 14.4 → "14 h 24 min", −1 → "−1 h". */
export const hoursInWords = (hours: number): string => `${hours < 0 ? '−' : ''}${minutesInWords(Math.abs(hours) * 60)}`;

const ranged = (low: string, high: string): string => `95 % interval ${low} to ${high}`;

/** What the page says of hold time: a table of the model's two answers, or in a sentence why there is none. */
export function holdPart(answer: HoldTimeAnswer | null) {
  if (answer === null) return { missing: null, figures: null };
  if (answer.kind === 'no-hold-time') return { missing: missingWords(answer), figures: null };
  return { missing: null, figures: figuresOf(answer) };
}

function figuresOf(answer: HoldTimeFigures) {
  const { withNotice, without, target, actual, fit, window, simulated, method, agentHours, talkHours, mostAgents, saved } = answer;
  // The lower end first, of whatever the figure is: with more avoided calls the wait would have been longer and the share answered in time smaller.
  const row = (label: string, of: (service: typeof withNotice) => number, words: (figure: number) => string) => ({
    label, with: words(of(withNotice)), without: words(of(without.value)), range: spanOf(of(without.low), of(without.high), words, ([low, high]) => `${low} to ${high}`),
  });
  return {
    window, simulated, method,
    sentence: holdSentence(answer),
    rows: [
      row('Mean wait', ({ waitSeconds }) => waitSeconds, secondsInWords),
      row('Hung up while waiting', ({ abandonShare }) => abandonShare, per100),
      row(`Answered within ${secondsInWords(target.thresholdSeconds).replace('.0', '')}, of all calls`, ({ serviceLevel }) => serviceLevel, per100),
      row('Agents busy', ({ occupancy }) => occupancy, per100),
      row('Calls', ({ calls }) => calls, (calls) => grouped(Math.round(calls))),
    ],
    agents: {
      most: mostAgents, hours: hoursInWords(agentHours.value), range: ranged(hoursInWords(agentHours.low), hoursInWords(agentHours.high)), talk: hoursInWords(talkHours.value),
      target: `${per100(target.targetShare).replace('.0', '')} within ${secondsInWords(target.thresholdSeconds).replace('.0', '')}`,
    },
    saved: [saving(saved.currency, 'by agent hours', saved.byAgentHours), saving(saved.currency, 'by calls', saved.byCalls)].filter((one) => one !== null),
    actual: actual.waitSeconds === null ? null : `By the record of calls they waited ${secondsInWords(actual.waitSeconds)} and ${per100(actual.abandonShare)} hung up.`,
    fit: fitSentence(fit),
    intervals: answer.intervals.map((interval) => ({
      from: interval.from, agents: interval.agents.toFixed(1).replace('.0', ''), calls: interval.calls, callsWithout: Math.round(interval.callsWithout),
      wait: secondsInWords(interval.waitSeconds), waitWithout: secondsInWords(interval.waitSecondsWithout), needed: interval.agentsNeeded, neededWithout: interval.agentsNeededWithout,
    })),
  };
}

function saving(currency: string | null, by: string, range: HoldTimeFigures['saved']['byCalls']) {
  if (range === null || currency === null) return null;
  return { label: `Saved ${by}`, value: `${currency}\u00a0${counted(range.value)}`, note: ranged(counted(range.low), counted(range.high)) };
}

/** "between 42 s and 2 min"; "about 30 s" where both ends read alike. */
export const waitBetween = ({ low, high }: Pick<HoldTimeFigures['without'], 'low' | 'high'>): string => spanOf(low.waitSeconds, high.waitSeconds, secondsInWords, ([from, to]) => `between ${from} and ${to}`);

/** The lower end first. Two ends that round to the same words are one figure. */
function spanOf(one: number, other: number, words: (figure: number) => string, joined: (ends: readonly [string, string]) => string): string {
  const [low, high] = [words(Math.min(one, other)), words(Math.max(one, other))];
  return low === high ? `about ${low}` : joined([low, high]);
}

/** It claims no more than the interval of the avoided calls does. */
function holdSentence({ withNotice, without, avoided }: HoldTimeFigures): string {
  const here = secondsInWords(withNotice.waitSeconds);
  const base = `By the model, callers waited ${here} in the window that could be compared; without the notice it would have been ${waitBetween(without)}.`;
  return avoided.low <= 0 && avoided.high >= 0 ? `${base} The interval holds no difference too.` : base;
}

export const fitSentence = ({ availability, patienceSeconds, handleSeconds, from, until }: Pick<QueueFit, 'availability' | 'patienceSeconds' | 'handleSeconds' | 'from' | 'until'>): string =>
  `From ${onCalendar(from)} to ${onCalendar(until)}: a call took an agent ${secondsInWords(handleSeconds)}, callers were ready to wait ${secondsInWords(patienceSeconds)} on average before they hung up, and ${thereFor(Math.round(availability * 100))}`;

/** More than all of them can't have been there: then the record of who was on duty is short. */
const thereFor = (percent: number): string =>
  percent > 100
    ? `calls were answered as if about ${percent - 100} % more agents had been on duty than the record says; check that record.`
    : `${percent} % of the agents on duty were there for calls.`;

function missingWords(missing: Exclude<HoldTimeAnswer, HoldTimeFigures>): string {
  switch (missing.reason) {
    case 'no-estimate':
      return 'Hold time without the notice follows from the avoided calls, and of those nothing can be said.';
    case 'no-agents-in-window':
      return 'It is not known how many agents were on duty in the window that was compared. Import agents on duty.';
    case 'no-caller-known':
      return 'No caller in the window was recognised.';
    case 'no-fit':
      return refusalWords(missing.fit);
  }
}

/** What a notice will bring to the phones, in sentences. */
export function forecastSentences(forecast: PhoneForecastAnswer): readonly string[] {
  const whole = Math.round(forecast.calls);
  const calls = `${whole === 1 ? '1 call is' : `${grouped(whole)} calls are`} to be expected from those who are told, within four hours of it, at ${oneDigit(forecast.callsPerThousand)} of a thousand: ${priorWords(forecast.prior)}.`;
  if (forecast.kind === 'no-forecast') return [`${calls} How long callers would wait is not known: nobody has said who is on duty.`];
  const { agents, worstWaitSeconds, worstAtMinutes, paced, otherCallsPerHour } = forecast;
  const staff = `${Number.isInteger(agents) ? '' : 'about '}${grouped(Math.max(1, Math.round(agents)))}`;
  const wait = worstWaitSeconds < 0.95 ? 'hardly anybody would wait' : `callers would wait ${secondsInWords(worstWaitSeconds)} at worst, ${minutesInWords(worstAtMinutes)} after the first wave`;
  const worst = `With ${staff} ${Math.round(agents) <= 1 ? 'agent' : 'agents'} there, and ${grouped(Math.round(otherCallsPerHour))} other calls an hour as just now, ${wait}, if the waves open as planned.`;
  return [calls, worst, ...(paced === null ? [] : [`The phones bear ${paced.peoplePerMinute >= 1 ? grouped(Math.round(paced.peoplePerMinute)) : 'fewer than one'} people a minute.`])];
}

const oneDigit = (value: number): string => (value >= 10 ? grouped(Math.round(value)) : String(Number(value.toFixed(1))));

/** Where a first guess of calls comes from. */
function priorWords({ source, incidents }: PacePrior): string {
  const earlier = `what ${incidents === 1 ? 'one earlier incident' : `${grouped(incidents)} earlier incidents`}`;
  switch (source) {
    case 'plan':
      return 'so the plan says';
    case 'kind-and-brand':
      return `${earlier} of this kind and brand brought`;
    case 'kind':
      return `${earlier} of this kind brought, under any brand`;
    case 'all':
      return `${earlier} brought, of whatever kind`;
    case 'company':
      return 'the company’s own figure, for want of incidents to go by';
  }
}

/** Why the weeks before can't carry a fit. */
export function refusalWords(refusal: FitRefusal): string {
  const weeks = 'in the four weeks before';
  switch (refusal.reason) {
    case 'no-agents-known':
      return `It is not known how many agents were on duty ${weeks}. Import agents on duty.`;
    case 'no-handle-times':
      return `It is not known how long calls took ${weeks}: the records have no talk times.`;
    case 'few-days':
      return `Agents on duty are known of ${refusal.have} ${refusal.have === 1 ? 'day' : 'days'} ${weeks}; it takes ${refusal.need}.`;
    case 'few-calls':
      return `${grouped(refusal.have)} calls are known ${weeks}; it takes ${grouped(refusal.need)}.`;
    case 'few-abandons':
      return `${grouped(refusal.have)} callers hung up while they waited ${weeks}; to know how long people have patience takes ${grouped(refusal.need)}.`;
    case 'waits-unknown':
      return `Of ${per100(refusal.have)} of the calls ${weeks} it is not known how long they waited; it may be ${per100(refusal.need)}.`;
    case 'too-few-agents':
      return `Calls ${weeks} were answered quicker than the agents on record could have: more must have been on duty than the record says.`;
    case 'too-many-agents':
      return `Callers ${weeks} waited longer than so many agents would have let them: fewer must have been on duty than the record says.`;
  }
}
