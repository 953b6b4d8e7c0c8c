import { type Notice, type Policies, type Schedule } from '../../approve/contract.js';
import { latePeople } from '../../approve/model/late-group.js';
import { onWall } from '../../platform/pages/wall-clock.js';
import { minutesInWords } from '../../platform/pages/page-helpers.js';

export const CHANNEL_CHOICES = [
  { value: 'preferred', label: 'what each prefers' },
  { value: 'both', label: 'both, where there are both' },
  { value: 'email', label: 'e-mail only' },
  { value: 'sms', label: 'SMS only' },
] as const satisfies readonly { value: Policies['channels']; label: string }[];

export const UNKNOWN_CHOICES = [
  { value: 'resend', label: 'send it again' },
  { value: 'ask', label: 'ask a person' },
] as const satisfies readonly { value: Policies['unknownEmail']; label: string }[];

export const STANDING_CHOICES = [
  { value: 'early-warning', label: 'an early warning' },
  { value: 'statutory', label: 'the statutory notice' },
] as const satisfies readonly { value: NonNullable<Policies['standing']>; label: string }[];

/** What is approved besides texts and people, one thing a row. */
export interface PlanFact {
  readonly label: string;
  readonly text: string;
}

/** A notice that has begun: what left when, and whether more will. */
export interface Begun {
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  /** Some were written to before all others, to see that it goes well; to these it started at `wavesFrom`. */
  readonly hadFirst?: boolean;
  readonly wavesFrom?: Date | null;
  readonly isOver: boolean;
}

/**
 * When it starts, or did, to whom first and last, on which channels, and what becomes of doubt.
 *
 * @param begun  null before it has.
 */
export function planFacts({ schedule, policies, sender }: Pick<Notice, 'schedule' | 'policies' | 'sender'>, members: number, zone = sender.timeZone, begun: Begun | null = null): readonly PlanFact[] {
  const rows = (label: string, sentences: readonly string[]): readonly PlanFact[] => sentences.map((text) => ({ label, text }));
  return [
    begun ? { label: 'Started', text: begunSentence(schedule, begun, zone) } : { label: 'Starts', text: scheduleSentence(schedule, zone) },
    ...rows('First people', canarySentences(schedule)), ...rows('Late group', lateGroupSentences(schedule, members)),
    { label: 'Channels', text: channelSentence(policies) }, { label: 'If it does not arrive', text: ladderSentence(policies) }, { label: 'Night', text: quietSentence(policies) },
    ...rows('Phones', phoneSentences(policies)), { label: 'In doubt', text: unknownSentence(policies) }, ...rows('Public page', publicSentences(policies)),
  ];
}

/** "It started 2 Mar 2026, 06:54 PST, in 12 waves 5 min apart; the last message left 2 Mar 2026, 16:59 PST." */
export function begunSentence({ waves, waveIntervalMinutes, expiresAfterHours }: Schedule, { firstAt, lastAt, isOver, hadFirst = false, wavesFrom = null }: Begun, zone: string): string {
  const rhythm = rhythmWords(waves, waveIntervalMinutes);
  const end = isOver ? '' : ` What has not been sent ${expiresAfterHours} hours after approval never is.`;
  if (firstAt === null || lastAt === null) return `It has begun, ${rhythm}; nothing has left${isOver ? '' : ' yet'}.${end}`;
  const others = hadFirst && wavesFrom !== null && wavesFrom > firstAt ? ` with the first people, to the others ${onWall(wavesFrom, zone)}` : '';
  return `It started ${onWall(firstAt, zone)}${others}, ${rhythm}; the last message${isOver ? '' : ' so far'} left ${onWall(lastAt, zone)}.${end}`;
}

const rhythmWords = (waves: number, minutes: number): string => (waves === 1 ? 'to all at once' : `in ${waves} waves ${minutesInWords(minutes)} apart`);

/** "It starts as soon as it is approved, in 12 waves 5 min apart. What has not been sent 72 hours after approval never is." */
export function scheduleSentence({ startAt, waves, waveIntervalMinutes, expiresAfterHours }: Schedule, zone: string): string {
  const start = startAt === null ? 'as soon as it is approved' : `at ${onWall(new Date(startAt), zone)}, or at approval where that is later`;
  return `It starts ${start}, ${rhythmWords(waves, waveIntervalMinutes)}. What has not been sent ${expiresAfterHours} hours after approval never is.`;
}

/** "Where that bounces, fails or is stopped, or a text has no receipt after 30 min, the other channel is tried." */
export function ladderSentence({ channels, ladder }: Policies): string {
  const letter = 'People whom no channel reaches are put in the file of letters.';
  if (channels !== 'preferred') return letter;
  if (!ladder) return `The other channel is not tried where that one fails. ${letter}`;
  return `Where that bounces, fails or is stopped, or a text has no receipt after ${minutesInWords(ladder.noReceiptMinutes)}, the other channel is tried, until there is proof that one arrived. ${letter}`;
}

/** "The first 200 people are written to first." Empty where nobody is. */
export const canarySentences = ({ canary }: Schedule): readonly string[] =>
  canary ? [`The first ${canary.toLocaleString('en-US')} people are written to first; the others wait a few minutes for what comes of it. If more than 5 % come back or 2 % are refused, it stops by itself.`] : [];

/** "5 % of the people, some 5,000 drawn at random by household, are told last, 48 hours after the first wave." Empty where nobody is. */
export const lateGroupSentences = ({ lateGroup }: Schedule, members: number): readonly string[] =>
  lateGroup
    ? [`${lateGroup.percent} % of the people, some ${latePeople(members, lateGroup.percent).toLocaleString('en-US')} drawn at random by household, are told last, ${minutesInWords(lateGroup.afterHours * 60)} after the first wave, so that what the notice changes can be measured until then. Whoever of them calls or asks is helped like everybody else.`]
    : [];

/** "It goes by the phones: …" Empty where the waves open as planned. */
export function phoneSentences({ phones }: Policies): readonly string[] {
  if (!phones) return [];
  const { agents, handleSeconds, targetHoldSeconds, limitHoldSeconds, callsPerThousand, tellWithinHours } = phones;
  const staff = agents === null ? 'the agents on duty' : `${agents.toLocaleString('en-US')} agents`;
  return [
    `It goes by the phones: with ${staff} and ${handleSeconds} seconds a call, people are told no faster than callers wait ${targetHoldSeconds} seconds; above ${limitHoldSeconds} no wave opens until it is down to that again. ${callsPerThousand === null ? 'How many of the told call in the four hours after is taken from earlier incidents, else from the company’s own figure' : `${callsPerThousand.toLocaleString('en-US')} calls are expected of a thousand people in the four hours after`}, until their own are counted. ${tellWithinHours === null ? 'All waves open before it expires' : `All are told within ${tellWithinHours} hours of approval`}, whatever the phones say.`,
  ];
}

export function channelSentence({ channels, mandatory }: Policies): string {
  const by = { preferred: 'Each gets it on the channel that they prefer, else by e-mail, else by SMS.', both: 'Each gets it by e-mail and by SMS where there are both.', email: 'It goes by e-mail only.', sms: 'It goes by SMS only.' }[channels];
  return mandatory ? `${by} It must be told, so it passes wishes about advertising; it never passes a STOP or a dead address.` : by;
}

/** "From 21:00 until 08:00 where readers live no text is sent: their wave waits." */
export function quietSentence({ quietHours, channels }: Policies): string {
  if (!quietHours) return 'No quiet hours are kept.';
  const { from, until, overrideReason } = quietHours;
  if (overrideReason) return `It goes out at night too, although quiet hours are from ${from} until ${until}: ${overrideReason}`;
  const kept = quietHours.channels.includes('email') ? 'neither texts nor e-mails are sent' : 'no text is sent';
  if (channels === 'email' && !quietHours.channels.includes('email')) return 'E-mail goes out at any hour.';
  return `From ${from} until ${until} where readers live ${kept}: their wave waits for the morning, as a whole.`;
}

/** Empty where it does not. */
const publicSentences = ({ publicPage }: Policies): readonly string[] =>
  publicPage ? ['From its first wave on, what happened, what the company does and what to do also stand on the public page, where everybody can read them.'] : [];

export const standingSentence = ({ standing }: Policies): string =>
  standing === 'statutory'
    ? 'It is the statutory notice: whom it reaches counts as told to the law.'
    : 'It is an early warning: it stops no clock of the law.';

export const unknownSentence = ({ unknownEmail }: Policies): string =>
  unknownEmail === 'resend'
    ? 'An e-mail of which nobody can know whether it was taken is sent again; the ledger says so.'
    : 'Of an e-mail of which nobody can know whether it was taken, a person decides.';
