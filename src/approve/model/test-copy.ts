import type { EmailText, Reader } from '../../compose/contract.js';
import type { IncidentFacts } from '../../declare/contract.js';
import type { CustomerId } from '../../kernel/ids.js';

/** The first word of everything that is sent as a test. */
export const TEST_MARK = 'TEST';
const WORDS = 'TEST: a look at a draft, for colleagues. The person in it is invented, and the links lead nowhere.';

/**
 * Nobody: a test is never about a customer, so that no customer's data reaches a colleague's mailbox.
 *
 * @param place  Where he lives, as laws count it; null for nobody knows where.
 */
export function inventedReader(locale: string, place: string | null, facts: Pick<IncidentFacts, 'dataInvolved'>, happenedAt: Date): Reader {
  return {
    customerId: '0' as CustomerId, reference: 'SAMPLE', firstName: 'Alex', lastName: 'Sample', locale, place,
    reasons: { touchpoints: [{ id: '0', kind: 'purchase', occurredAt: happenedAt.toISOString(), label: null }], more: 0, data: [...facts.dataInvolved], by: ['rule'] },
  };
}

/** The e-mail with the mark before its subject and above its text. */
export function markedEmail({ subject, html, text }: EmailText): EmailText {
  const above = `<p style="margin:0;padding:12px 16px;background:#ffd54a;color:#1a1a1a;font:bold 15px sans-serif">${WORDS}</p>`;
  const inBody = /<body[^>]*>/i;
  return { subject: `${TEST_MARK}: ${subject}`, text: `${WORDS}\n\n${text}`, html: inBody.test(html) ? html.replace(inBody, (tag) => tag + above) : above + html };
}

export const markedSms = (body: string): string => `${TEST_MARK}: ${body}`;
