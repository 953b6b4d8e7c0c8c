import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { PreflightService } from '../../approve/preflight.service.js';
import { sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { START } from '../list/paging.js';
import { BACK, wayOf } from '../list/way.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { sendForeignHtml } from '../page/foreign-html.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { CaptureClient } from './capture.client.js';
import { mailPage, outboxPage, PLACES } from './outbox.presenter.js';

const MAILS_AT_ONCE = 25;
const TEXTS_AT_ONCE = 10;
const word = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 300) : '');

/** How somebody came to a page of one of the two lists. */
const wayIn = (query: Readonly<Record<string, unknown>>, place: string) => wayOf(word(query[place]) || null, { start: query[`${place}-${START}`], back: query[`${place}-${BACK}`] });

/** What would have left: the mails and texts that the capture took. It holds customers' data, so it is for those who may read notices. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
@Controller('outbox')
export class OutboxController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly capture: CaptureClient,
    private readonly preflights: PreflightService,
  ) {}

  @Get()
  async outbox(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    requireWholeSight(viewer);
    const typed = word(query['to']);
    // As the page shows a number: "+1 206 555 0123".
    const to = /^\+[\d\s().-]+$/.test(typed) ? typed.replaceAll(/[^+\d]/g, '') : typed;
    const fromCustomers = query['texts'] === 'from-customers';
    const ways = { mail: wayIn(query, PLACES.mail), text: wayIn(query, PLACES.text) };
    const [counts, sharing, mails, texts] = await Promise.all([
      this.capture.counts(),
      this.preflights.sharingOfBegun(),
      this.capture.mails({ to, before: ways.mail.place ?? '', limit: MAILS_AT_ONCE }),
      this.capture.texts({ to, before: ways.text.place ?? '', limit: TEXTS_AT_ONCE, fromCustomers }),
    ]);
    sendPage(reply, this.pages.page(viewer, 'outbox', 'Outbox', outboxPage({ to, fromCustomers, counts, sharing, ways, mails, texts, zone: viewer.zone ?? this.pages.zone })));
  }

  @Get('mail/:id')
  async mail(@Param('id') id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    requireWholeSight(viewer);
    const mail = await this.capture.mail(id);
    sendPage(reply, this.pages.page(viewer, 'outbox-mail', mail.subject || 'E-mail without a subject', mailPage(mail, this.pages.zone)));
  }

  @Get('mail/:id/html')
  async html(@Param('id') id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    requireWholeSight(viewer);
    sendForeignHtml(reply, (await this.capture.mail(id)).html ?? '<p>This e-mail has no HTML part.</p>');
  }
}

/** The capture knows no incidents, and so can't leave one out. @throws DomainError not-found `outbox-shut` */
function requireWholeSight({ actor }: Viewer): void {
  if (sightOf(actor).unseen.length > 0) throw new DomainError('not-found', 'outbox-shut', 'The outbox is not shown to you just now.');
}
