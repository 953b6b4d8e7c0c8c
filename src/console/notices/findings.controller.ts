import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { canBeOverridden, overrideOf, SHORTEST_REASON } from '../../approve/model/finding-override.js';
import { OverrideService } from '../../approve/override.service.js';
import { FINDING_PARTS } from '../../compose/contract.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { NOTICE_LABELS } from '../page/words.js';
import { eachFinding } from './preflight.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const part = z.enum(FINDING_PARTS).catch('subject');

/** What the linter found in a notice, one below the other; and where legal lets one pass. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor')
@Controller('notices')
export class FindingsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly overrides: OverrideService,
  ) {}

  @Get(':id/findings')
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200);
  }

  @Post(':id/findings')
  @AllowRoles('legal')
  async override(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = { revision: Number(form.text('revision')), rule: form.text('rule'), part: part.parse(form.text('part')), locale: form.text('locale'), where: form.text('where'), reason: form.text('reason').slice(0, 500) };
    try {
      await this.overrides.override(viewer.actor, id, wanted);
      seeOther(reply, `/notices/${id}/findings`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, id, faults, status);
    }
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number): Promise<void> {
    const { notice, findings, overrides } = await this.overrides.view(id);
    const isDraft = notice.state === 'draft' || notice.state === 'returned';
    const rows = eachFinding(findings ?? [], overrides).map((row, index) => {
      const finding = findings![index]!;
      const blocks = finding.severity === 'block' && overrideOf(finding, overrides) === null;
      return { ...row, index, rule: finding.rule, part: finding.part, locale: finding.locale, blocks, never: blocks && !canBeOverridden(finding), mayPass: blocks && canBeOverridden(finding) && isDraft && mayDo(viewer, 'legal') };
    });
    const data = {
      faults, rows, notice, typeLabel: NOTICE_LABELS[notice.type], incident: { id: notice.incidentId, ...notice.incident }, zone: notice.sender.timeZone,
      isChecked: findings !== null, blocking: rows.filter(({ blocks }) => blocks).length, isDraft, shortest: SHORTEST_REASON,
    };
    sendPage(reply, this.pages.page(viewer, 'findings', `${notice.incident.reference}: findings`, data), status);
  }
}
