import { type Caller, type CallOutcome, type IncidentCall, type MatchMethod } from '../../hear/contract.js';

export const CALLER_WORDS: Readonly<Record<Caller, string>> = { member: 'people of this incident', other: 'customers whom it does not touch', unknown: 'nobody knows who' };
export const CALL_OUTCOME_WORDS: Readonly<Record<CallOutcome, string>> = { offered: 'not heard yet', answered: 'answered', abandoned: 'hung up', busy: 'busy', failed: 'failed', 'self-served': 'helped themselves' };
const MATCHES: Readonly<Record<MatchMethod, string>> = { number: 'by the number', 'shared-number': 'by a number that several have', 'customer-reference': 'by the reference', none: '' };

const minutes = (seconds: number | null): string => (seconds === null ? '' : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`);

/** A line of the list. */
export function callPart(call: IncidentCall) {
  return {
    id: call.id, offeredAt: call.offeredAt, who: CALLER_WORDS[call.caller], isKnown: call.customerId !== null, customerId: call.customerId, reference: call.customerReference, match: MATCHES[call.matchMethod],
    ended: CALL_OUTCOME_WORDS[call.outcome], wait: minutes(call.waitSeconds), talk: minutes(call.talkSeconds), reasons: call.tags.join(', '), queue: call.queue, simulated: call.simulated,
  };
}
