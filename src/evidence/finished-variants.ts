import { type MessageComposer, type MessagePlan, type OpenPlan, type Reader, variantOf } from '../compose/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import type { FinishedVariant } from './model/variants.js';

/** A plan as it was put before approvers; what is asked of it here. */
type KeptPlan = Omit<MessagePlan['notice'], 'id'> & Pick<MessagePlan, 'incident' | 'texts'> & { readonly noticeId: NoticeId };

/**
 * The finished texts of a plan: for each law that binds some of its people, in each of its languages, on each channel. Made by what makes the messages, for a reader of whom nothing
 * is known.
 *
 * @param places  Where its people live.
 */
export async function finishedVariants(composer: MessageComposer, plan: string, places: readonly string[]): Promise<readonly FinishedVariant[]> {
  const { noticeId, incident, texts, ...notice } = JSON.parse(plan) as KeptPlan;
  const readers = new Map(['', ...places].map((place) => [variantOf(notice.law, place).id, place]));
  const opened = await composer.open({ planHash: null, notice: { ...notice, id: noticeId }, incident, texts }).catch(refused);
  return [...readers].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([law, place]) => texts.flatMap(({ locale }) => [
    { law, locale, channel: 'email' as const, text: opened && emailOf(opened, nobody(locale, place, notice.facts.dataInvolved)) },
    { law, locale, channel: 'sms' as const, text: opened && smsOf(opened, nobody(locale, place, notice.facts.dataInvolved)) },
  ]));
}

const nobody = (locale: string, place: string, data: readonly string[]): Reader => ({ customerId: '0' as CustomerId, reference: '–', firstName: null, lastName: null, locale, place: place || null, reasons: { touchpoints: [], more: 0, data, by: [] } });

function emailOf(plan: OpenPlan, reader: Reader): FinishedVariant['text'] {
  const made = plan.texts(reader, ['email']);
  if (!made.ok || made.value.email === null) return null;
  const { subject, html, text } = made.value.email;
  return { subject, html, text };
}

function smsOf(plan: OpenPlan, reader: Reader): FinishedVariant['text'] {
  const made = plan.texts(reader, ['sms']);
  return made.ok && made.value.sms !== null ? { body: made.value.sms.body } : null;
}

/** Texts that compile no more, or labels that were not kept: the plan is in the pack all the same. */
function refused(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}
