import type { CallReason, GivenReason } from '../contract.js';

/**
 * @param own  Reasons that mean that a call is about the incident.
 * @param given  Reasons of calls, the most frequent first.
 * @returns the incident's own first, then the others, each in order of frequency; no call gave one that is not among `given`.
 */
export function callReasons(own: readonly string[], given: readonly GivenReason[]): CallReason[] {
  const isOwn = new Set(own);
  const isGiven = new Set(given.map(({ tag }) => tag));
  const all = [...given, ...own.filter((tag) => !isGiven.has(tag)).map((tag) => ({ tag, calls: 0 }))].map((reason) => ({ ...reason, isIncident: isOwn.has(reason.tag) }));
  return [...all.filter(({ isIncident }) => isIncident), ...all.filter(({ isIncident }) => !isIncident)];
}
