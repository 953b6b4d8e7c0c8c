import type { CopyAnswer, CopyRefusal, MessageState } from '../../deliver/contract.js';
import type { StandingBriefing } from '../../approve/briefing.service.js';
import { onWall } from '../../platform/pages/wall-clock.js';
import { spacedPhone } from '../../kernel/phone.js';
import { CHECKS } from '../briefing/briefing.presenter.js';
import type { CaseFile, CaseNotice, ReplyState, ShownMessage } from '../../hear/desk.service.js';
import { OUTCOME_LABELS } from '../notices/sum-bar.js';
import { dataName } from '../page/data-class.words.js';
import { type Fault } from '../page/fault.js';
import { grouped, languageName, NOTICE_LABELS } from '../page/words.js';

/** Why people call: a click each. The words are the reasons that imports and figures use. */
export const CALL_REASONS = [
  { value: 'what-happened', label: 'What happened?' }, { value: 'what-of-mine', label: 'What of mine?' }, { value: 'what-to-do', label: 'What must I do?' },
  { value: 'is-it-genuine', label: 'Is it genuine?' }, { value: 'money', label: 'Money back' }, { value: 'not-told', label: 'Why was I not told?' }, { value: 'something-else', label: 'Something else' },
] as const;

const REFUSED: Readonly<Record<CopyRefusal, string>> = {
  'not-begun': 'This notice has not begun to go out.', over: 'This notice is over: nothing of it may go out any more.', paused: 'Sending of this notice is paused.',
  channel: 'This notice was not approved for that channel.', 'not-a-member': 'This notice is not for this customer.', 'no-address': 'No address is known there.',
  stopped: 'That address is stopped, and asking does not pass a STOP.', 'address-changed': 'The address on file has changed since. Check who calls, and send it to the new address.',
  'changed-in-exposure': 'That address was changed while the data lay open. It may not be the customer\'s: nothing is sent there.', 'breached-mailbox': 'The breach opened the mailboxes of this provider: nothing is sent there.', 'often-enough': 'It was sent five times today already.',
};
const SENT: Readonly<Record<Exclude<CopyAnswer['kind'], 'refused'>, string>> = {
  copy: 'It is on its way again.', 'brought-forward': 'The customer\'s own message goes now, before its turn.', 'under-way': 'It is leaving at this moment.',
};

const STATES: readonly { readonly value: ReplyState; readonly label: string }[] = [{ value: 'open', label: 'Open' }, { value: 'answered', label: 'Answered' }, { value: 'closed', label: 'Needs no answer' }];
/** More open replies than this are not counted. */
export const MOST_COUNTED = 1_000;

/** The tabs over what people wrote. @param open  How many wait for somebody, as far as they are counted. */
export const replyTabs = (state: ReplyState, open: number) =>
  STATES.map(({ value, label }) => ({ value, label: value === 'open' && open > 0 ? `${label} (${grouped(open)}${open === MOST_COUNTED ? ' or more' : ''})` : label, current: value === state }));

/** @returns One sentence for the agent. */
export const answerSentence = (answer: CopyAnswer): string => (answer.kind === 'refused' ? REFUSED[answer.why] : SENT[answer.kind]);

const TONE: Readonly<Record<MessageState, string>> = {
  pending: '', sending: 'info', sent: 'good', delivered: 'good', bounced: 'bad', failed: 'bad', unknown: 'warn', suppressed: 'warn', cancelled: 'warn',
};
const OUTCOME: Readonly<Record<string, string>> = { pending: 'not told yet', sending: 'is being told', sent: 'told', delivered: 'told', unknown: 'nobody knows whether they were told' };
const plain = (code: string): string => code.replaceAll('-', ' ');

/** What agents are to read, and since or from when people are told; `startsAt` null: as soon as it is approved. */
export function deskBriefing({ noticeId, number, type, incident, policies, schedule, timeZone, approvedAt, opened, toldSince, toldUntil, answer, held }: StandingBriefing) {
  const planned = schedule.startAt === null ? approvedAt : new Date(Math.max(Date.parse(schedule.startAt), approvedAt?.getTime() ?? 0));
  return {
    noticeId, number, incident, zone: timeZone, typeLabel: NOTICE_LABELS[type], opened, toldSince, toldUntil, startsAt: opened ? null : planned, isApproved: approvedAt !== null, answer, held,
    given: answer?.kind === 'given', asked: policies.briefing === true, tone: answer?.kind === 'given' ? 'good' : 'warn',
  };
}

export interface DeskCase {
  readonly file: CaseFile;
  readonly keys: () => string;
  readonly zone: string;
  readonly faults: readonly Fault[];
  readonly said: string | null;
}

/** The customer and everything that touches them, incident by incident; one answer sheet for each. */
export function casePage({ file: { customer, notices, replies }, keys, zone, faults, said }: DeskCase) {
  const incidents = [...new Set(notices.map(({ incidentId }) => incidentId))].map((id) => {
    const its = notices.filter(({ incidentId }) => incidentId === id);
    const { reference, title, status, reasons, answers, kind } = its[0]!;
    const next = its.find(({ notice }) => notice !== null)?.nextUpdateAt ?? null; // the newest comes first: an all-clear promises nothing any more
    return { id, reference, title, status, statusTone: status === 'open' ? 'info' : '', kind, why: whyWords(reasons, zone), answers, next, held: its.some(({ held }) => held === 'incident') ? { what: 'this incident', until: null } : null, notices: its.filter(({ notice }) => notice !== null).map((one) => noticePart(one, keys)) };
  });
  return {
    customer: {
      ...customer, name: [customer.firstName, customer.lastName].filter(Boolean).join(' ') || customer.reference,
      phone: customer.phone && spacedPhone(customer.phone), speaks: customer.locale && languageName(customer.locale),
    },
    incidents, replies, zone, faults, said, reasons: CALL_REASONS, callKey: keys(), incidentChosen: incidents.find(({ status }) => status === 'open')?.id ?? null, hasAny: incidents.length > 0,
  };
}

/** By the clocks of `zone`: what was bought in the evening was bought on another day in UTC, and the message says the day of the company. */
function whyWords({ data, touchpoints, by }: CaseNotice['reasons'], zone: string): readonly string[] {
  const named = (touchpoints ?? []).map(({ kind, label, occurredAt }) => `${plain(kind)} on ${onWall(new Date(occurredAt), zone)}${label ? `: ${label}` : ''}`);
  const words = [...(data?.length ? [`data: ${data.map(dataName).join(', ')}`] : []), ...named];
  return words.length > 0 ? words : [by?.includes('list') ? 'is in a list that was uploaded' : by?.includes('told-before') ? 'was told before' : 'fits the rule of the incident'];
}

function noticePart({ notice, outcome, held, pageSeenAt, messages, checks }: CaseNotice, keys: () => string) {
  return {
    ...notice!, typeLabel: NOTICE_LABELS[notice!.type], outcome: outcome === null ? 'has not begun' : (OUTCOME[outcome] ?? `not told: ${outcome}`),
    outcomeTone: outcome === 'sent' || outcome === 'delivered' ? 'good' : outcome === null || outcome === 'pending' || outcome === 'sending' ? '' : 'warn',
    held: held === 'notice' ? { what: 'this notice', until: null } : null, maySend: held === null,
    pageSeenAt, messages: messages.map(messagePart), key: keys(), checks: checks.map((value) => ({ value, label: CHECKS[value] })),
  };
}

const messagePart = ({ channel, ...message }: ShownMessage) => ({
  ...message, stateLabel: OUTCOME_LABELS[message.state], channel: channel === 'sms' ? 'SMS' : 'e-mail', tone: TONE[message.state], isCopy: message.copyNo > 0, unproved: message.proved === false,
  isText: channel === 'sms', mayBeWrong: message.state === 'sent' || message.state === 'delivered',
});
