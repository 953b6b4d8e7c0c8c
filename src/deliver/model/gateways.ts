import type { EmailMessage } from '../../compose/contract.js';
import type { MessageId } from '../../kernel/ids.js';
import type { Answer } from './answer.js';
import type { StatusAnswer } from './receipt-inquiry.js';
import type { ListedSms } from './sms-lookup.js';

/** An e-mail as it leaves, complete. */
export type OutgoingEmail = Pick<EmailMessage, 'messageId' | 'from' | 'replyTo' | 'subject' | 'html' | 'text' | 'headers'> & {
  readonly to: string;
  /** The texts in pieces that many mails share; absent or null where they have to be looked at whole. */
  readonly filled?: EmailMessage['filled'];
  /** Its number in the ledger, by which it is known again; absent in what nobody will report on. */
  readonly ledgerId?: MessageId;
  /** Of a notice that may be left out: the reader may unsubscribe from such. */
  readonly isOptional?: boolean;
};

/** A text as it leaves, complete. */
export interface OutgoingSms {
  /** Number in E.164, short code, or the SID of a Messaging Service (`MG…`). */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly statusCallback: string | null;
  readonly validitySeconds: number;
}

/** Hands e-mails to a relay. Nothing in here throws: whatever happens is an answer. */
export abstract class EmailGateway {
  /** Name of the provider as the ledger keeps it. */
  abstract readonly provider: string;
  /** Looked at before the first message: a reason keeps the channel shut. */
  abstract selfCheck(): Promise<string | null>;
  /** @param stillOurs  Asked at the last moment before the message leaves; where it is not, nothing leaves. */
  abstract send(mail: OutgoingEmail, signal?: AbortSignal, stillOurs?: () => boolean): Promise<Answer>;
  abstract close(): Promise<void>;
}

export abstract class SmsGateway {
  abstract readonly provider: string;
  abstract selfCheck(): Promise<string | null>;
  /** @param stillOurs  Asked at the last moment before the request leaves; where it is not, nothing leaves. */
  abstract send(sms: OutgoingSms, signal?: AbortSignal, stillOurs?: () => boolean): Promise<Answer>;
  /** Texts to a number, newest first; null where the provider could not be asked. */
  abstract sentTo(number: string): Promise<readonly ListedSms[] | null>;
  /** How far a text is that the provider took, by the provider's id. */
  abstract statusOf(providerId: string): Promise<StatusAnswer>;
  abstract close(): Promise<void>;
}
