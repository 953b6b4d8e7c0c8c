import Handlebars from 'handlebars';

/** What the hand-written senders are given: the same templates, what all readers share, and where to send. */
export interface NaiveOrders {
  readonly databaseUrl: string;
  readonly channel: 'email' | 'sms';
  readonly smtpPort: number;
  readonly twilioPort: number;
  /** PEM, as nodemailer's documentation shows it; null: unsigned. */
  readonly dkimKey: string | null;
  readonly sources: { readonly subject: string; readonly emailHtml: string; readonly emailText: string; readonly sms: string };
  /** What every reader's text has in common. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** Where readers' own pages are, without the last part. */
  readonly pages: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string;
  readonly smsFrom: string;
  readonly statusCallback: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A row of the table of recipients. */
export interface Recipient {
  readonly id: string;
  readonly reference: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly phone: string;
  readonly touchpoint: string;
}

export const CONCURRENCY = 20;

/** Handlebars as most people use it: compiled once, lenient, with the three helpers that the templates name. */
export function renderer({ sources, shared, pages }: NaiveOrders) {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('lines', (text: unknown) => new Handlebars.SafeString(Handlebars.escapeExpression(String(text)).replace(/\n/g, '<br>\n')));
  handlebars.registerHelper('dir', () => 'ltr');
  handlebars.registerHelper('number', (index: number) => index + 1);
  const plain = { noEscape: true };
  const [subject, html, text, sms] = [
    handlebars.compile(sources.subject, plain), handlebars.compile(sources.emailHtml), handlebars.compile(sources.emailText, plain), handlebars.compile(sources.sms, plain),
  ];
  const contextOf = ({ id, first_name, last_name, reference, touchpoint }: Recipient) => ({
    ...shared,
    person: { greeting: `${first_name} ${last_name}`, reference, page: `${pages}${id.padStart(27, 'x')}` },
    mine: { ...(shared['mine'] as object), touchpoints: [touchpoint], more: 0 },
  });
  return {
    email: (row: Recipient) => {
      const context = contextOf(row);
      return { subject: subject(context).trim(), html: html(context).trim(), text: `${text(context).replace(/\n{3,}/g, '\n\n').trim()}\n` };
    },
    sms: (row: Recipient) => sms(contextOf(row)).replace(/\s+/g, ' ').trim(),
  };
}
