import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type Caller, type CallOutcome, type IncidentCall } from '../../hear/contract.js';
import { CallReasons } from '../../hear/call-reasons.service.js';
import { callReasons } from '../../hear/model/call-reasons.js';
import { InboundCallsService } from '../../hear/inbound-calls.service.js';
import { callPlace, callPlaceOf } from '../../hear/model/call-place.js';
import { sightOf } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { pageOfMore, timeIn } from '../list/console-list.js';
import { singleCallsList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { callColumns, callPart } from './single-call.words.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const PAGE = 50;
const COLUMNS: Columns<IncidentCall> = {
  rang_at: ({ offeredAt }) => offeredAt, caller: ({ caller }) => caller, customer: ({ customerReference }) => customerReference, found: ({ matchMethod }) => matchMethod, sharing: ({ sharing }) => sharing,
  outcome: ({ outcome }) => outcome, wait_seconds: ({ waitSeconds }) => waitSeconds, talk_seconds: ({ talkSeconds }) => talkSeconds, reasons: ({ tags }) => tags.join(' '), queue: ({ queue }) => queue, source: ({ source }) => source,
  agent: ({ agent }) => agent, simulated: ({ simulated }) => simulated,
};

/** The calls that figures are made of, one by one. The number that rang is kept as a keyed hash, and shown nowhere. */
@ApiExcludeController()
@AllowRoles('commander', 'legal', 'ops', 'auditor', 'admin')
@Controller('incidents/:id/single-calls')
export class SingleCallsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly calls: InboundCallsService,
    private readonly files: ListFiles,
    private readonly reasons: CallReasons,
  ) {}

  @Get()
  async list(@Param('id', { schema: incidentId }) id: IncidentId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [incident, list, here] = [await this.incidents.get(id), await this.listOf(id), `/incidents/${id}/single-calls`];
    const asked = list.asked(query);
    const zone = (await this.brands.get(incident.brandId)).timeZone;
    const { rows, next } = pageOfMore(await this.read(id, viewer, asked.values, zone, asked.after, PAGE + 1), callPlace, PAGE);
    const isOfBrand = sightOf(viewer.actor).brands !== null;
    const data = { incident, zone, isOfBrand, mayOpen: mayDo(viewer, 'commander', 'ops', 'legal', 'admin') && !isOfBrand, columns: callColumns(rows), rows: rows.map(callPart), list: list.bar(here, asked, { rows, next }, `${here}/calls.csv`) };
    sendPage(reply, this.pages.page(viewer, 'single-calls', `${incident.reference}: single calls`, data));
  }

  @Get('calls.csv')
  @Header('cache-control', 'no-store')
  async file(@Param('id', { schema: incidentId }) id: IncidentId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const list = await this.listOf(id);
    const asked = list.asked(query);
    const zone = (await this.brands.get((await this.incidents.get(id)).brandId)).timeZone;
    return this.files.take(viewer, list, asked, { columns: COLUMNS, rows: everyPage<IncidentCall>(callPlace, (after, limit) => this.read(id, viewer, asked.values, zone, after, limit)), incident: id });
  }

  /** Its reasons to choose from: the incident's own, and those that were given as far as they were counted by now. */
  private async listOf(id: IncidentId) {
    const own = await this.reasons.own(id);
    const { value } = await this.reasons.given(id, own);
    return singleCallsList(value === null ? [] : callReasons(own, value).map(({ tag }) => tag));
  }

  private read(id: IncidentId, { actor }: Viewer, { caller, outcome, tag, from, until }: Readonly<Record<'caller' | 'outcome' | 'tag' | 'from' | 'until', string>>, zone: string, after: string | null, limit: number): Promise<IncidentCall[]> {
    const filter = { caller: (caller || null) as Caller | null, outcome: (outcome || null) as CallOutcome | null, tag: tag.toLowerCase() || null, from: timeIn(from, zone), until: timeIn(until, zone) };
    return this.calls.ofIncident(id, filter, { before: callPlaceOf(after ?? '') ?? undefined, limit }, sightOf(actor));
  }
}
