export interface MailHeaderFacts {
  /** Id of the notice (not of the message): tells a mailbox owner, and us, which notice a mail belongs to. */
  readonly noticeId: string;
  /** "INC-2026-0007". */
  readonly incidentReference: string;
  readonly locale: string;
}

/**
 * The Message-ID of a message: made of its id alone, so every attempt carries the same one and receivers collapse a repeat.
 *
 * @param messageId  Our id of the message; letters, digits and hyphens.
 * @param domain  Host of the sender.
 * @throws RangeError where either could not stand in a Message-ID (RFC 5322, 3.6.4).
 */
export function messageIdFor(messageId: string, domain: string): string {
  if (!/^[A-Za-z0-9-]+$/.test(messageId)) throw new RangeError('A message id holds letters, digits and hyphens only.');
  if (!/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(domain)) throw new RangeError('The domain of a Message-ID is a plain host name.');
  return `<m.${messageId}@${domain.toLowerCase()}>`;
}

/**
 * The headers of a notice beside From, To, Subject and Message-ID.
 *
 * `Auto-Submitted` (RFC 3834) and `X-Auto-Response-Suppress` (Exchange) keep holiday replies away, and bounces coming. There is no
 * `Precedence`: "bulk" would send a breach notice to the tab that nobody reads.
 *
 * @throws RangeError where a value has a line break or another control character: it could add headers of its own.
 */
export function emailHeaders(facts: MailHeaderFacts): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'Content-Language': facts.locale,
    'X-Firstword-Notice': facts.noticeId,
    'X-Firstword-Incident': facts.incidentReference,
  };
  const bad = Object.keys(headers).find((name) => /[^\x20-\x7e]/.test(headers[name] ?? ''));
  if (bad !== undefined) throw new RangeError(`The header ${bad} may hold printable ASCII only.`);
  return headers;
}
