import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type PhoneFigures, phoneFigures } from '../../measure/model/phone-figures.js';
import { PhoneFiguresService } from '../../measure/phone-figures.service.js';
import { QueueFitService } from '../../measure/queue-fit.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { fitSentence, refusalWords } from '../calls/hold-time.words.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

type Typed = Readonly<Record<string, string>>;

/** What the company says of its phones: what calls cost it, and what good service is. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'ops', 'auditor', 'admin')
@Controller('settings/phones')
export class PhonesController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly figures: PhoneFiguresService,
    private readonly fits: QueueFitService,
  ) {}

  @Get()
  async show(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.page(reply, viewer, shown(await this.figures.get()), [], 200);
  }

  @Post()
  @AllowRoles('ops', 'admin')
  async save(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const read = {
      currency: form.text('currency').toUpperCase() || null,
      agentHourCost: form.decimal('agentHourCost', 'The cost of an hour'), callCost: form.decimal('callCost', 'The cost of a call'),
      thresholdSeconds: form.whole('thresholdSeconds', 'The time for an answer'), targetShare: share(form.decimal('targetPercent', 'The share of calls')),
      callsPerThousand: form.decimal('callsPerThousand', 'The number of calls'),
    };
    const checked = phoneFigures.safeParse(read);
    const faults = form.faults.length > 0 ? form.faults : checked.success ? [] : faultsOfIssues(checked.error);
    if (faults.length > 0 || !checked.success) return this.page(reply, viewer, Object.fromEntries(FIELDS.map((name) => [name, form.text(name)])), faults, 422);
    await this.figures.set(viewer.actor, checked.data);
    seeOther(reply, '/settings/phones');
  }

  private async page(reply: FastifyReply, viewer: Viewer, values: Typed, faults: readonly Fault[], status: number): Promise<void> {
    const { result } = await this.fits.current();
    const fit = result.kind === 'fit' ? fitSentence(result) : refusalWords(result);
    sendPage(reply, this.pages.page(viewer, 'phones', 'Phones', { values, faults, mayEdit: mayDo(viewer, 'ops', 'admin'), fit, fitted: result.kind === 'fit' }), status);
  }
}

const FIELDS = ['currency', 'agentHourCost', 'callCost', 'thresholdSeconds', 'targetPercent', 'callsPerThousand'] as const;

/** To the digits that a person typed: 0.57 is not 0.5700000000000001. */
const share = (percent: number | null): number | null => (percent === null ? null : Number((percent / 100).toFixed(6)));

function shown({ currency, agentHourCost, callCost, thresholdSeconds, targetShare, callsPerThousand }: PhoneFigures): Typed {
  return {
    currency: currency ?? '', agentHourCost: agentHourCost?.toString() ?? '', callCost: callCost?.toString() ?? '', thresholdSeconds: String(thresholdSeconds),
    targetPercent: String(Number((targetShare * 100).toFixed(4))), callsPerThousand: String(callsPerThousand),
  };
}
