import { type JsonOf } from '../../kernel/json-of.js';
import { type AvoidedCallsEstimate, type AvoidedChecks, type ScaledAvoided } from '../../measure/contract.js';
import { grouped } from '../page/words.js';
import { counted } from './avoided.words.js';

/** What stands beside the headline: the same of people, of all callers, of people it does not touch, and what worse data would do to it. */
export function checkSentences({ callers, contacts, scaled, placebo }: JsonOf<AvoidedChecks>, unadjusted: JsonOf<AvoidedCallsEstimate>['unadjusted'] = null): readonly string[] {
  return [
    unadjusted ? `The figure at the top allows for who had called before, and so for those who call a lot and came early or late by chance. Without that it is ${interval(unadjusted)}.` : '',
    callers.kind === 'estimate' ? `Counting people and not calls (whoever calls again within a day counts once): ${interval(callers)}.` : '',
    contacts?.kind === 'estimate' ? `Counting contacts (who gives up and rings again within ten minutes is one): ${interval(contacts)}.` : '',
    ...(scaled ? scaledSentences(scaled) : []),
    placeboSentence(placebo),
    'Whoever was not told may have heard of it from others. If that kept people from calling, the notice did more than the figure says; if it alarmed them, less.',
  ].filter(Boolean);
}

const interval = ({ avoided, low, high }: { readonly avoided: number; readonly low: number; readonly high: number }): string => `${counted(avoided)} (${counted(low)} to ${counted(high)})`;

function scaledSentences(scaled: JsonOf<ScaledAvoided>): readonly string[] {
  const { share, calls, basis } = scaled.match;
  const worst = Math.max(...scaled.sensitivity.map(({ bias }) => Math.abs(bias)));
  return [
    `${(share * 100).toFixed(0)} % of ${BASIS[basis](grouped(calls))} were recognised. If those who were not act alike, it is ${interval(scaled)} for all callers.`,
    `Were callers recognised two points in a hundred more or less often once they had been told, the figure at the top would be off by up to ${grouped(Math.round(worst))}.`,
  ];
}

const BASIS = {
  tagged: (calls: string) => `the ${calls} calls with a reason of the incident`,
  excess: (calls: string) => `the ${calls} calls that came on top of the usual ones`,
  all: (calls: string) => `all ${calls} calls of that time`,
} as const;

function placeboSentence({ result, holds }: JsonOf<AvoidedChecks>['placebo']): string {
  if (result.kind !== 'estimate') return '';
  const figure = `The same sum for customers whom nobody wrote to comes to ${interval(result)}`;
  return holds ? `${figure}: nothing, as it should.` : `${figure}, and should be nothing. One time in twenty that is chance; otherwise look at how callers are recognised, and at the clocks.`;
}
