import { spacedPhone } from '../../kernel/phone.js';
import { type Caller, type CallOutcome, type IncidentCall, type MatchMethod } from '../../hear/contract.js';

export const CALLER_WORDS: Readonly<Record<Caller, string>> = { member: 'affected', other: 'not affected', unknown: 'not known' };
export const CALL_OUTCOME_WORDS: Readonly<Record<CallOutcome, string>> = { offered: 'not heard yet', answered: 'answered', abandoned: 'hung up', busy: 'busy', failed: 'failed', 'self-served': 'helped themselves' };
const MATCHES: Readonly<Record<MatchMethod, string>> = { number: 'by the number', 'shared-number': 'by a number that several have', 'customer-reference': 'by the reference', none: '' };

const minutes = (seconds: number | null): string => (seconds === null ? '–' : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`);

/** Which columns tell rows apart, or hold anything: one that is alike or empty in all of them is said above, or not at all. */
export function callColumns(calls: readonly IncidentCall[]) {
  const [lines, simulated] = [new Set(calls.map(({ queue }) => queue)), calls.filter((call) => call.simulated).length];
  const [only = null] = lines.size === 1 ? [...lines] : [];
  return {
    hasWaits: calls.some(({ waitSeconds }) => waitSeconds !== null), hasReasons: calls.some(({ tags }) => tags.length > 0), hasLines: lines.size > 1,
    onlyLine: only && spacedPhone(only), allSimulated: calls.length > 0 && simulated === calls.length, someSimulated: simulated > 0 && simulated < calls.length,
  };
}

/** A line of the list. */
export function callPart(call: IncidentCall) {
  return {
    id: call.id, offeredAt: call.offeredAt, who: CALLER_WORDS[call.caller], isKnown: call.customerId !== null, customerId: call.customerId, reference: call.customerReference, match: MATCHES[call.matchMethod],
    ended: CALL_OUTCOME_WORDS[call.outcome], wait: minutes(call.waitSeconds), talk: minutes(call.talkSeconds), reasons: call.tags.join(', ') || '–', line: call.queue === null ? '–' : spacedPhone(call.queue), simulated: call.simulated,
  };
}
