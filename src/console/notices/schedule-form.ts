import { type LateGroup, type PhonePace, type Policies } from '../../approve/contract.js';
import { type NoticeChange } from '../../approve/editing.service.js';
import { LEAST_RECEIPT_MINUTES, MOST_RECEIPT_MINUTES } from '../../approve/model/ladder-policy.js';
import { LEAST_LATE_PERCENT, LONGEST_LATE_HOURS, MOST_LATE_PERCENT } from '../../approve/model/late-group.js';
import { LARGEST_CANARY, LONGEST_EXPIRY_HOURS, LONGEST_WAVE_INTERVAL_MINUTES, MOST_WAVES } from '../../approve/model/schedule.js';
import { phonePace } from '../../approve/model/phone-pace.js';
import { type Form, LONGEST_REASON } from '../page/form.js';
import { faultsOfIssues } from '../page/refusal.js';
import { CHANNEL_CHOICES, UNKNOWN_CHOICES } from './send-plan.sentences.js';

const NAMES = ['startAt', 'timesIn', 'waves', 'waveIntervalMinutes', 'expiresAfterHours', 'canary', 'latePercent', 'lateAfterHours', 'channels', 'noReceiptMinutes', 'unknownEmail', 'quietOverride', 'phones', 'agents', 'handleSeconds', 'targetHoldSeconds', 'limitHoldSeconds', 'callsPerThousand', 'tellWithinHours', 'publicPage', 'standing'] as const;

/** @returns The change, or null where the form's faults say what can't be read; and what was typed, to be shown again. */
export function scheduleChange(form: Form, zone: string): { readonly change: NoticeChange | null; readonly typedSchedule: Readonly<Record<string, string>> } {
  const startAt = form.instant('startAt', 'The start', zone);
  const waves = within(form, 'waves', 'The number of waves', 1, MOST_WAVES);
  const waveIntervalMinutes = within(form, 'waveIntervalMinutes', 'The time between waves', 1, LONGEST_WAVE_INTERVAL_MINUTES);
  const expiresAfterHours = within(form, 'expiresAfterHours', 'The end', 1, LONGEST_EXPIRY_HOURS);
  const canary = form.text('canary') === '' ? 0 : within(form, 'canary', 'The number of people who go first', 0, LARGEST_CANARY);
  const lateGroup = lateGroupOf(form);
  const channels = chosen(form, 'channels', CHANNEL_CHOICES) as Policies['channels'] | null;
  const noReceiptMinutes = form.text('noReceiptMinutes') === '' ? null : within(form, 'noReceiptMinutes', 'The time for a receipt', LEAST_RECEIPT_MINUTES, MOST_RECEIPT_MINUTES);
  const unknownEmail = chosen(form, 'unknownEmail', UNKNOWN_CHOICES) as Policies['unknownEmail'] | null;
  const phones = form.text('phones') === '' ? null : phonesOf(form);
  const quietOverride = form.text('quietOverride').trim();
  if (quietOverride.length > LONGEST_REASON) form.faults.push(`The reason to pass over quiet hours must not be longer than ${LONGEST_REASON} characters.`);
  const typedSchedule = Object.fromEntries(NAMES.map((name) => [name, form.text(name)]));
  if (form.faults.length > 0 || waves === null || waveIntervalMinutes === null || expiresAfterHours === null || canary === null || lateGroup === undefined || !channels || !unknownEmail) return { change: null, typedSchedule };
  const schedule = { startAt: startAt?.toISOString() ?? null, waves, waveIntervalMinutes, expiresAfterHours, canary, lateGroup };
  const ladder = channels === 'preferred' && noReceiptMinutes !== null ? { noReceiptMinutes } : null;
  return { change: { schedule, policies: { channels, unknownEmail, ladder, quietHours: { overrideReason: quietOverride || null }, phones, publicPage: form.text('publicPage') !== '', standing: form.text('standing') === 'statutory' ? 'statutory' : 'early-warning' } }, typedSchedule };
}

/** What the waves wait for. Its own rules say what is wrong with a figure. */
function phonesOf(form: Form): PhonePace | null {
  const empty = (name: string): boolean => form.text(name) === '';
  const read = {
    agents: empty('agents') ? null : form.whole('agents', 'The number of agents'), handleSeconds: form.whole('handleSeconds', 'The time for a call'),
    targetHoldSeconds: form.whole('targetHoldSeconds', 'The wait that is good'), limitHoldSeconds: form.whole('limitHoldSeconds', 'The wait that is too long'),
    callsPerThousand: empty('callsPerThousand') ? null : form.decimal('callsPerThousand', 'The number of calls'), tellWithinHours: empty('tellWithinHours') ? null : form.whole('tellWithinHours', 'The time in which all are told'),
  };
  const checked = phonePace.safeParse(read);
  if (form.faults.length === 0) form.faults.push(...faultsOfIssues(checked.error));
  return checked.data ?? null;
}

/** @returns null where both are empty: nobody is told later; undefined where a fault was noted. */
function lateGroupOf(form: Form): LateGroup | null | undefined {
  if (form.text('latePercent') === '' && form.text('lateAfterHours') === '') return null;
  const percent = within(form, 'latePercent', 'The share of the late group', LEAST_LATE_PERCENT, MOST_LATE_PERCENT);
  const afterHours = within(form, 'lateAfterHours', 'The time until the late group is told', 1, LONGEST_LATE_HOURS);
  return percent === null || afterHours === null ? undefined : { percent, afterHours };
}

function within(form: Form, name: string, label: string, least: number, most: number): number | null {
  const value = form.whole(name, label);
  if (value === null || (value >= least && value <= most)) return value;
  form.faults.push(`${label} must lie between ${least} and ${most}.`);
  return null;
}

function chosen(form: Form, name: string, choices: readonly { readonly value: string }[]): string | null {
  const value = form.text(name);
  if (choices.some((choice) => choice.value === value)) return value;
  form.faults.push('Choose one of the policies that are offered.');
  return null;
}
