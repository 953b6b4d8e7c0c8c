import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Alert } from '../../platform/alerts/alert.records.js';
import { AlertTellings } from '../../platform/alerts/on-call/alert-tellings.js';
import { Public } from '../../platform/auth/access.js';
import { clockTimeIn } from '../../platform/clock/told-time.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';

/**
 * Where the link in an alert's message leads. Who was told of it needs no session to say that he has seen it; a GET shows the alert and
 * changes nothing, since scanners follow every link of a mail.
 */
@ApiExcludeController()
@Public()
@Controller('a/:token')
export class AlertAnswerController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly tellings: AlertTellings,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, token, await this.tellings.behind(token));
  }

  @Post()
  @HttpCode(200)
  async answer(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    this.send(reply, token, await this.tellings.answer(token));
  }

  /** Times in words: whoever comes from a mail has no script that would put them on his own clock. */
  private send(reply: FastifyReply, token: string, found: { readonly alert: Alert; readonly zone: string } | null): void {
    if (found === null) return sendPage(reply, this.pages.plain('alert-answer', 'No such alert', { unknown: true, heading: 'No such alert' }), 404);
    const { alert: { severity, state, message, remedy, firstAt, acknowledgedBy, acknowledgedAt }, zone } = found;
    const heading = state === 'open' ? 'An alert' : 'Thank you';
    const data = { heading, severity, message, remedy, since: clockTimeIn(firstAt, zone), acknowledgedBy, seenAt: acknowledgedAt && clockTimeIn(acknowledgedAt, zone), isOpen: state === 'open', isOver: state === 'resolved', tone: severity === 'critical' ? 'bad' : 'warn', address: `/a/${encodeURIComponent(token)}` };
    sendPage(reply, this.pages.plain('alert-answer', heading, data));
  }
}
