/** Who takes our mail, as far as it has a language of its own for what a message carries along. */
export const EMAIL_PROVIDERS = ['smtp', 'ses', 'sendgrid', 'postmark', 'mailgun'] as const;
export type EmailProvider = (typeof EMAIL_PROVIDERS)[number];

/** How a message is known again when something comes back about it. */
export interface MailTrace {
  /** Of the envelope; null leaves the sender's own address there. */
  readonly returnPath: string | null;
  /** RFC 3461, 4.4. */
  readonly envelopeId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Under which each provider gives the token back. */
export const TRACE_NAME = 'firstword';

/**
 * The token goes where a bounce may bring it back from: into the return path, so that even a report that nobody can read names its
 * message; into the envelope's id; and into a header that is ours, since a returned message may be all that there is. Where the
 * provider reports events itself, also into its own header, which asks too that it neither rewrites links nor counts who opens.
 *
 * @param bounceAddress  "bounces@example.com": the token stands behind a plus sign. Null where nobody reads bounces.
 * @source docs.aws.amazon.com/ses (X-SES-MESSAGE-TAGS), twilio.com/docs/sendgrid (X-SMTPAPI), postmarkapp.com/developer (X-PM-*),
 *   documentation.mailgun.com (X-Mailgun-*).
 */
export function mailTrace(token: string, bounceAddress: string | null, provider: EmailProvider): MailTrace {
  return {
    returnPath: bounceAddress === null ? null : bounceAddress.replace('@', `+${token}@`),
    envelopeId: token,
    headers: { 'X-Firstword-Message': token, ...ownHeaders(token, provider) },
  };
}

const OFF = { settings: { enable: 0 } };

function ownHeaders(token: string, provider: EmailProvider): Readonly<Record<string, string>> {
  switch (provider) {
    case 'ses':
      return { 'X-SES-MESSAGE-TAGS': `${TRACE_NAME}=${token}` };
    case 'sendgrid':
      return { 'X-SMTPAPI': JSON.stringify({ unique_args: { [TRACE_NAME]: token }, filters: { clicktrack: OFF, opentrack: OFF } }).replaceAll(',"', ', "') };
    case 'postmark':
      return { [`X-PM-Metadata-${TRACE_NAME}`]: token, 'X-PM-TrackOpens': 'false', 'X-PM-TrackLinks': 'None' };
    case 'mailgun':
      return { 'X-Mailgun-Variables': JSON.stringify({ [TRACE_NAME]: token }), 'X-Mailgun-Track': 'no' };
    case 'smtp':
      return {};
  }
}
