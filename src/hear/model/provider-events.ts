import { bounceCode } from '../../kernel/mail-code.js';
import { type HeardMail, heardFailure, verdictOf } from './heard-mail.js';

type Reader = (code: string | null) => HeardMail;

const proves = (status: 'accepted' | 'delivered'): Reader => () => ({ status, reason: null, mark: 'none' });
const complaint: Reader = () => ({ status: 'delivered', reason: null, mark: 'complaint' });
const hard = (reason: string): Reader => () => verdictOf({ class: 'hard', reason });
const soft = (reason: string): Reader => () => verdictOf({ class: 'soft', reason });
const blocked = (reason: string): Reader => () => verdictOf({ class: 'blocked', reason });
/** The provider did not even try, since the reader complained before. */
const complainedBefore: Reader = () => ({ status: 'failed', reason: 'The provider sends nothing to this address: its owner complained before.', mark: 'complaint' });
/** The receiving server's own code says more than the provider's word; where it is in no table, the word has to do. */
const codeOr = (word: Reader): Reader => (code) => {
  const known = bounceCode(code);
  return known ? verdictOf(known) : word(code);
};

/** @source docs.aws.amazon.com/ses/latest/dg: "Amazon SNS notification contents", "Examples of event data". */
const SES: Readonly<Record<string, Reader>> = {
  Send: proves('accepted'), // SES took it
  Delivery: proves('delivered'), // the receiving server took it
  'DeliveryDelay': proves('accepted'), // SES goes on trying
  Reject: blocked('Amazon SES found a virus in the message.'),
  'Rendering Failure': blocked('Amazon SES could not make the message from its template.'),
  'Bounce/Undetermined/Undetermined': codeOr(heardFailure), // SES could not tell either
  'Bounce/Permanent/General': hard('The receiving side gave the address up for good.'),
  'Bounce/Permanent/NoEmail': hard('The mailbox does not exist.'),
  'Bounce/Permanent/Suppressed': hard('Amazon SES sends nothing to this address: it bounced for others of late.'),
  'Bounce/Permanent/OnAccountSuppressionList': hard('Amazon SES sends nothing to this address: it is on the account\'s suppression list.'),
  'Bounce/Permanent/UnsubscribedRecipient': blocked('Amazon SES sends nothing to this address: its owner unsubscribed there.'),
  'Bounce/Transient/General': codeOr(soft('The receiving side did not take the mail just then.')),
  'Bounce/Transient/MailboxFull': soft('The mailbox is full.'),
  'Bounce/Transient/MessageTooLarge': blocked('The message is larger than the receiving side takes.'),
  'Bounce/Transient/CustomTimeoutExceeded': soft('Amazon SES could not deliver within the time that is set for it.'),
  'Bounce/Transient/ContentRejected': blocked('The receiving side does not like the content.'),
  'Bounce/Transient/AttachmentRejected': blocked('The receiving side does not like an attachment.'),
  'Complaint/OnAccountSuppressionList': complainedBefore,
  'Complaint/none': complaint, // the mailbox provider gave no kind
  'Complaint/abuse': complaint,
  'Complaint/fraud': complaint,
  'Complaint/auth-failure': proves('delivered'), // about our DKIM, not by the reader
  'Complaint/not-spam': proves('delivered'), // the reader took it out of the spam folder
  'Complaint/other': complaint,
  'Complaint/virus': proves('delivered'), // a scanner's word
};

/** @source twilio.com/docs/sendgrid/for-developers/tracking-events/event, "Bounce and block classifications". */
const SENDGRID: Readonly<Record<string, Reader>> = {
  processed: proves('accepted'),
  deferred: proves('accepted'), // SendGrid goes on trying for 72 hours
  delivered: proves('delivered'),
  spamreport: complaint,
  'bounce/Invalid Address': hard('The mailbox does not exist.'),
  'bounce/Mailbox Unavailable': codeOr(soft('The mailbox could not be reached.')),
  'bounce/Technical': codeOr(soft('The receiving server has some trouble.')),
  'bounce/Content': blocked('The receiving side does not like the content.'),
  'bounce/Reputation': blocked('The receiving side does not like where the mail comes from.'),
  'bounce/Frequency or Volume Too High': blocked('The receiving side got too much mail from us.'),
  'bounce/Frequency/Volume': blocked('The receiving side got too much mail from us.'),
  'bounce/Unclassified': codeOr(heardFailure), // SendGrid could not tell either
  'bounce/none': codeOr(heardFailure), // events from before there were classes
  blocked: blocked('The receiving side refused the message for now: its policy, or our server\'s name.'),
  'dropped/Bounced Address': hard('SendGrid sends nothing to this address: it bounced before.'),
  'dropped/Spam Reporting Address': complainedBefore,
  'dropped/Unsubscribed Address': blocked('SendGrid sends nothing to this address: its owner unsubscribed there.'),
  'dropped/Invalid': hard('The address is not written as an address.'),
  'dropped/Invalid SMTPAPI header': blocked('SendGrid could not read the header that it is given.'),
  'dropped/Spam Content (if Spam Checker app enabled)': blocked('SendGrid took the content for spam.'),
  'dropped/Recipient List over Package Quota': blocked('The SendGrid account has sent as much as it may.'),
};

/** @source postmarkapp.com/developer/api/bounce-api#bounce-types, and the webhooks beside it. */
const POSTMARK: Readonly<Record<string, Reader>> = {
  Delivery: proves('delivered'),
  SpamComplaint: complaint,
  'Bounce/HardBounce': hard('The mailbox does not exist or takes no mail.'), // 1
  'Bounce/Transient': proves('accepted'), // 2: Postmark goes on trying
  'Bounce/AutoResponder': proves('delivered'), // 64: a holiday reply
  'Bounce/AddressChange': proves('delivered'), // 128: a reply that the address changed
  'Bounce/DnsError': soft('The domain of the address could not be looked up.'), // 256
  'Bounce/SpamNotification': blocked('The receiving side took the message for spam.'), // 512
  'Bounce/Unknown': codeOr(heardFailure), // 2048: Postmark could not tell either
  'Bounce/SoftBounce': soft('The mailbox could not take the mail just then.'), // 4096
  'Bounce/VirusNotification': blocked('The receiving side found a virus in the message.'), // 8192
  'Bounce/ChallengeVerification': soft('The reader\'s mail system wants every sender to prove himself first.'), // 16384
  'Bounce/BadEmailAddress': hard('The address is not written as an address.'), // 100000
  'Bounce/SpamComplaint': complaint, // 100001
  'Bounce/ManuallyDeactivated': blocked('Somebody of the company switched the address off at Postmark.'), // 100002
  'Bounce/Unconfirmed': blocked('The registration at Postmark was not confirmed.'), // 100003
  'Bounce/Blocked': blocked('The receiving side refuses our mail.'), // 100006
  'Bounce/SMTPApiError': blocked('Postmark could not take the message as it was.'), // 100007
  'Bounce/InboundError': blocked('Postmark could not hand an inbound mail on.'), // 100008
  'Bounce/DMARCPolicy': blocked('The message was refused by the DMARC policy of our own domain.'), // 100009
  'Bounce/TemplateRenderingFailed': blocked('Postmark could not make the message from its template.'), // 100010
};

/** @source documentation.mailgun.com: "Events", "Event types", fields `severity`, `reason` and `delivery-status`. */
const MAILGUN: Readonly<Record<string, Reader>> = {
  accepted: proves('accepted'),
  delivered: proves('delivered'),
  complained: complaint,
  rejected: blocked('Mailgun did not take the message on.'),
  'failed/temporary': proves('accepted'), // Mailgun goes on trying
  'failed/permanent/bounce': codeOr(heardFailure),
  'failed/permanent/generic': codeOr(heardFailure),
  'failed/permanent/hardfail': codeOr(hard('The receiving side gave the address up for good.')),
  'failed/permanent/old': soft('Mailgun tried for hours and gave it up.'),
  'failed/permanent/espblock': blocked('The reader\'s mail provider refuses our mail.'),
  'failed/permanent/suppress-bounce': hard('Mailgun sends nothing to this address: it bounced before.'),
  'failed/permanent/suppress-complaint': complainedBefore,
  'failed/permanent/suppress-unsubscribe': blocked('Mailgun sends nothing to this address: its owner unsubscribed there.'),
};

const TABLES: Readonly<Record<string, Readonly<Record<string, Reader>>>> = { ses: SES, sendgrid: SENDGRID, postmark: POSTMARK, mailgun: MAILGUN };

/**
 * @param status  Who says it and what: "ses:Bounce/Permanent/General".
 * @param code  The receiving server's own, where the provider hands it on.
 * @returns null for what stands in no table.
 */
export function heardProvider(status: string, code: string | null): HeardMail | null {
  const colon = status.indexOf(':');
  const table = TABLES[status.slice(0, colon)];
  const word = status.slice(colon + 1);
  return table && Object.hasOwn(table, word) ? table[word]!(code) : null;
}
