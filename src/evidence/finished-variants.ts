import { CARES, type Care } from '../audience/contract.js';
import { type MessageComposer, type MessagePlan, type OpenPlan, type Reader, variantOf } from '../compose/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import type { CustomerId, NoticeId } from '../kernel/ids.js';
import type { FinishedVariant } from './model/variants.js';

/** A plan as it was put before approvers; what is asked of it here. */
type KeptPlan = Omit<MessagePlan['notice'], 'id'> & Pick<MessagePlan, 'incident' | 'texts'> & { readonly noticeId: NoticeId };

/** A plan as it stands in a pack, to be opened as nobody's in particular. */
export function messagePlanOf(plan: string): MessagePlan {
  const { noticeId, incident, texts, ...notice } = JSON.parse(plan) as KeptPlan;
  return { planHash: null, notice: { ...notice, id: noticeId }, incident, texts };
}

/**
 * The finished texts of a plan: for each law that binds some of its people, in each of its languages, on each channel; and each e-mail as it greets whoever reads for a minor, somebody who
 * died or is represented. Made by what makes the messages, for a reader of whom nothing is known.
 *
 * @param places  Where its people live.
 */
export async function finishedVariants(composer: MessageComposer, text: string, places: readonly string[]): Promise<readonly FinishedVariant[]> {
  const plan = messagePlanOf(text);
  const { notice, texts } = plan;
  const readers = new Map(['', ...places].map((place) => [variantOf(notice.law, place).id, place]));
  const opened = await composer.open(plan).catch(refused);
  return [...readers].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([law, place]) => texts.flatMap(({ locale }) => {
    const named = { law, place, locale };
    const kinds = [{ ...named, channel: 'email' as const }, { ...named, channel: 'sms' as const }, ...CARES.map((care) => ({ ...named, channel: 'email' as const, care }))];
    return kinds.map((kind) => ({ ...kind, text: opened && textOf(opened, plan, kind) }));
  }));
}

/** One finished text; null where something is lacking for it. */
export function textOf(opened: OpenPlan, { notice }: MessagePlan, { channel, locale, place, care }: Omit<FinishedVariant, 'law' | 'text'>): FinishedVariant['text'] {
  const reader = nobody(locale, place ?? '', notice.facts.dataInvolved, care);
  return channel === 'email' ? emailOf(opened, reader) : smsOf(opened, reader);
}

const nobody = (locale: string, place: string, data: readonly string[], care?: Care): Reader => ({
  customerId: '0' as CustomerId, reference: '–', firstName: null, lastName: null, locale, place: place || null, reasons: { touchpoints: [], more: 0, data, by: [], ...(care ? { care } : {}) },
});

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
