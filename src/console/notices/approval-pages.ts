import { Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { NoticeService } from '../../approve/notice.service.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { PhoneForecastService } from '../../measure/phone-forecast.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { Clock } from '../../platform/clock/clock.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { type Viewer } from '../page/viewer.js';
import { approvalPage } from './approval.presenter.js';
import { glassForm, glassShown } from './glass.presenter.js';
import { NoticePages } from './notice-pages.js';

/** The page on which a notice is decided, for whoever decides on it. */
@Injectable()
export class ApprovalPages {
  constructor(
    private readonly pages: ConsolePages,
    private readonly noticePages: NoticePages,
    private readonly notices: NoticeService,
    private readonly glass: BreakGlassService,
    private readonly forecasts: PhoneForecastService,
    private readonly law: LawClocksService,
    private readonly clock: Clock,
  ) {}

  async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number): Promise<void> {
    const plan = await this.notices.standing(id);
    const previewIn = async ({ locale }: { readonly locale: string }) => ({ locale, preview: await this.noticePages.glance(viewer, plan, `reads-${locale}`) });
    const [view, forecast, glasses, law, notes, ...previews] = await Promise.all([this.notices.view(viewer.actor, plan), this.forecasts.of(id), this.glass.of(id), this.law.of(plan.notice.incidentId), this.noticePages.notes({ ...plan, audience: plan.frozen }), ...plan.texts.map(previewIn)]);
    const now = this.clock.now();
    const handIn = view.contributors.some(({ personId }) => viewer.actor.kind === 'person' && personId === viewer.actor.id);
    const data = {
      ...approvalPage({ view, forecast, previews, law, notes, now, viewerZone: viewer.zone, faults }),
      glass: glassShown(glasses, now, viewer, 'notice'), breaking: glassForm(viewer, view.notice, handIn, glasses, now),
    };
    sendPage(reply, this.pages.page(viewer, 'approve', `Approve ${view.notice.incident.reference}?`, data), status);
  }
}
