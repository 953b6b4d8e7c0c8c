import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';

/** Waves go by the phones: they slow down, or wait, while callers would wait too long. Nobody is dropped for it. */
export interface PhonePace {
  /** Agents there for calls; null: those on duty by the record. */
  readonly agents: number | null;
  /** Mean time that an agent is busy with one call. */
  readonly handleSeconds: number;
  /** Mean wait for which people are told no faster. */
  readonly targetHoldSeconds: number;
  /** Above this mean wait no wave opens until it is down to the target. */
  readonly limitHoldSeconds: number;
  /**
   * Calls to expect of a thousand people in the four hours after they are told; what is measured takes its place. Null: what earlier
   * incidents brought, else the company's own figure.
   */
  readonly callsPerThousand: number | null;
  /** Hours after approval by which everybody has been told whatever the phones say; null: before it expires. */
  readonly tellWithinHours: number | null;
}

const seconds = z.int().min(1).max(3_600);

export const phonePace = z.strictObject({
  agents: z.int().min(1).max(100_000).nullable().describe('Agents there for calls; null: those on duty by the record.'),
  handleSeconds: z.int().min(10).max(7_200).describe('Mean time that an agent is busy with one call.'),
  targetHoldSeconds: seconds.describe('Mean wait for which people are told no faster.'),
  limitHoldSeconds: seconds.describe('Above this mean wait no wave opens until it is down to the target.'),
  callsPerThousand: z.number().min(0.1).max(1_000).nullable().describe('Calls to expect of a thousand people in the four hours after they are told; what is measured takes its place. Null: what earlier incidents brought, else the company’s own figure.'),
  tellWithinHours: z.int().min(1).max(30 * 24).nullable().describe('Hours after approval by which everybody has been told whatever the phones say; null: before it expires.'),
}).refine(({ targetHoldSeconds, limitHoldSeconds }) => targetHoldSeconds <= limitHoldSeconds, { path: ['limitHoldSeconds'], message: 'must not be less than the target' });

/** What a form begins with: half a minute is good, two minutes are too long, and a call takes five; how many call is known best by what earlier incidents brought. */
export const USUAL_PACE: PhonePace = { agents: null, handleSeconds: 300, targetHoldSeconds: 30, limitHoldSeconds: 120, callsPerThousand: null, tellWithinHours: null };

/** When the last message has to be out, for a notice approved at `approvedAt`: what nobody was sent by the expiry would never be. */
export function tellBy({ tellWithinHours }: PhonePace, approvedAt: Date, expiresAt: Date): Date {
  return tellWithinHours === null ? expiresAt : new Date(Math.min(expiresAt.getTime(), approvedAt.getTime() + tellWithinHours * 3_600_000));
}

/** @throws DomainError unprocessable `pace-before-last-wave`: by the plan alone, it would not be out in time. */
export function checkPace(pace: PhonePace | null | undefined, { waves, waveIntervalMinutes }: { readonly waves: number; readonly waveIntervalMinutes: number }): void {
  if (!pace || pace.tellWithinHours === null || pace.tellWithinHours * 60 > (waves - 1) * waveIntervalMinutes) return;
  throw new DomainError('unprocessable', 'pace-before-last-wave', `Everybody is to be told within ${pace.tellWithinHours} hours, and the waves alone take longer: take fewer or closer waves.`, { path: 'policies.phones.tellWithinHours' });
}
