import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { PlanService } from '../../approve/plan.service.js';
import { MessageComposer } from '../../compose/contract.js';
import { AskedIncidents } from '../../declare/contract.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { HttpProblem } from '../../platform/http/http-problem.js';
import { wordsFor } from '../check.words.js';
import { PublicRenderer } from './public-renderer.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const query = z.object({ lang: z.string().max(40).nullable().catch(null) });

/** What the public page would say of a notice, for those who write and sign it: the page itself, made of the plan as it stands. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
@Controller('notices/:id/public')
export class PublicPreviewController {
  constructor(
    private readonly plans: PlanService,
    private readonly composer: MessageComposer,
    private readonly renderer: PublicRenderer,
    private readonly asked: AskedIncidents,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: query }) { lang }: z.output<typeof query>, @Headers('accept-language') wish: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { notice, texts } = await this.plans.standing(id);
    const contexts = await this.composer.shared({ planHash: null, notice, incident: notice.incident, texts }, await this.plans.publicVariant(notice));
    const incidents = this.renderer.incidentsOf([{ incidentId: notice.incidentId, notice, since: notice.approvedAt ?? this.clock.now(), answeredAs: await this.asked.answeredAs(notice.incidentId), contexts }]);
    const wanted = lang ?? wordsFor(wish).lang;
    const incident = incidents.find((one) => one.lang === wanted) ?? incidents[0];
    if (!incident) throw new HttpProblem(422, 'nothing-to-show', 'The public page can’t be made: something that it needs is missing in every language.');
    void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(this.renderer.preview(incident, (other) => `/notices/${id}/public?lang=${other}`));
  }
}
