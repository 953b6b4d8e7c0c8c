import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Alerts } from '../platform/alerts/alerts.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { isDatabaseAway } from '../platform/database/database-away.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { InboundMailService } from './inbound-mail.service.js';
import { type LyingMail, type MailFate, readMailbox, type Stay, type Visit } from './mailbox/imap.mailbox.js';

const NOTHING: Visit = { taken: 0, again: false };
/** Real time. Others get a chance at the mailbox in between, and the record of the job a sign of life. */
const STAY_MS = 120_000;
const ALERT = { kind: 'mailbox.unreadable', subject: 'mailbox:bounces' } as const;

/** Empties the bounce mailbox, where there is one. */
@Injectable()
export class MailboxService implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    @Inject(InboundMailService) private readonly mails: Pick<InboundMailService, 'hear'>,
    @Inject(Alerts) private readonly alerts: Pick<Alerts, 'raise' | 'clear'>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'BOUNCE_IMAP_URL'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  get isSetUp(): boolean {
    return this.settings.BOUNCE_IMAP_URL !== undefined;
  }

  /** Looks once. @returns mails that were taken out of it. */
  async read(): Promise<number> {
    return (await this.visit(null)).taken;
  }

  /** Looks, and where the server tells of new mail, stays a while for what comes. Ends when the process is about to. */
  watch(): Promise<Visit> {
    return this.visit({ forMs: STAY_MS, signal: this.stopping.signal });
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async visit(stay: Stay | null): Promise<Visit> {
    const url = this.settings.BOUNCE_IMAP_URL;
    if (url === undefined) return NOTHING;
    try {
      return await readMailbox(url, { hear: (mail) => this.hear(mail), emptied: () => this.alerts.clear(ALERT.kind, ALERT.subject) }, stay);
    } catch (error) {
      const { name, code } = error as NodeJS.ErrnoException;
      this.log.warn({ event: 'mailbox.unreadable', name, code });
      await this.alerts.raise({
        ...ALERT, lasting: true,
        message: `The bounce mailbox can't be read (${code ?? name}): bounces, complaints and answers by mail are not heard.`,
        remedy: 'Check BOUNCE_IMAP_URL: host, port, user, password and folder. What lies there is read once it can be opened again.',
      });
      return NOTHING;
    }
  }

  /** One mail that we choke on must not hold up the others: it is put aside, for a person to look at. */
  private async hear({ uid, raw }: LyingMail): Promise<MailFate> {
    try {
      await this.mails.hear(raw);
      return 'heard';
    } catch (error) {
      if (isDatabaseAway(error)) return 'later';
      this.log.error({ event: 'mailbox.mail-refused', uid, bytes: raw.length, error });
      await this.alerts.raise({
        kind: 'mailbox.mail-refused', subject: `mailbox:${uid}`, lasting: false,
        message: 'A mail in the bounce mailbox could not be heard, and was put aside.',
        remedy: 'Look at it in the folder Firstword-refused of that mailbox. Moved back, it is tried again.',
      });
      return 'refused';
    }
  }
}
