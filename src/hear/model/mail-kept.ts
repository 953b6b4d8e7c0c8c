import { unlikeSealed } from '../../kernel/sealed-look.js';
import type { InboundMail } from '../contract.js';
import type { DeliveryReport } from './delivery-report.js';

/** As `mailbox/read-mail` reads it, of which only this is judged. */
type Judged =
  | ({ readonly kind: 'delivery-report' } & Pick<DeliveryReport, 'action' | 'code'>)
  | { readonly kind: 'plain-report'; readonly code: string | null }
  | { readonly kind: 'complaint'; readonly type: string }
  | { readonly kind: 'delay' }
  | { readonly kind: 'auto-reply' | 'reply'; readonly sender: string | null; readonly subject: string; readonly text: string };

/** What is kept of a mail, and what the ledger hears of it. */
export interface MailKept extends Pick<InboundMail, 'kind' | 'status' | 'subject' | 'text'> {
  readonly sender: string | null;
  /** In the words that `heardMail` reads; null where the mail says nothing of a message. */
  readonly receipt: { readonly status: string; readonly code: string | null } | null;
}

const KINDS = { failed: 'bounce', delayed: 'delay', delivered: 'delivery', relayed: 'delivery', expanded: 'delivery' } as const;

/**
 * @param mail  Null where nobody can read it.
 * @param proved  Whether the message is named beyond doubt.
 */
export function mailKept(mail: Judged | null, proved: boolean): MailKept {
  const nothing = { status: null, subject: null, text: null, sender: null, receipt: null };
  if (mail === null) return { ...nothing, kind: 'unreadable' };
  const dsn = proved ? 'dsn' : 'dsn-unproved';
  switch (mail.kind) {
    case 'delay':
      return { ...nothing, kind: 'delay' };
    case 'reply':
    case 'auto-reply':
      return { ...nothing, kind: mail.kind, sender: mail.sender, subject: plain(mail.subject), text: plain(mail.text) };
    case 'complaint':
      return { ...nothing, kind: 'complaint', status: plain(mail.type), receipt: { status: `arf${proved ? '' : '-unproved'}:${plain(mail.type)}`, code: null } };
    case 'plain-report': {
      // A code that passes may stand in a warning too; without one nobody knows what the words mean.
      const failed = mail.code?.startsWith('5.') ?? false;
      return { ...nothing, kind: 'bounce', status: mail.code, receipt: { status: `${dsn}:${failed ? 'failed' : 'unreadable'}`, code: mail.code } };
    }
    case 'delivery-report': {
      const { action, code } = mail;
      return { ...nothing, kind: KINDS[action], status: code, receipt: action === 'delayed' ? null : { status: `${dsn}:${action}`, code } };
    }
  }
}

/** PostgreSQL takes no NUL in a text; and nothing that a stranger wrote may look sealed. */
const plain = (text: string): string => unlikeSealed(text.replaceAll('\0', ''));
