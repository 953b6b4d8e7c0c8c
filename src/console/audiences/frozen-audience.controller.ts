import { Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AudienceService } from '../../audience/audience.service.js';
import { type FrozenAudience } from '../../audience/contract.js';
import { MemberSearch } from '../../audience/member-search.service.js';
import { type MemberFilter } from '../../audience/model/member-filter.js';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { sightOf } from '../../kernel/actor.js';
import { type AudienceId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { membersList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { dataLabels } from '../page/data-class.words.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KnownNotices } from '../incidents/known-notices.js';
import { memberColumns } from './audience.presenter.js';
import { frozenPage } from './frozen.presenter.js';

const PAGE = 50;
const ROWS_AT_ONCE = 1_000;
const audienceId = z.uuid().transform((id) => id as AudienceId);

/** Who is in a frozen audience, and why each is. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
@Controller('audiences')
export class FrozenAudienceController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly audiences: AudienceService,
    private readonly found: MemberSearch,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly files: ListFiles,
    private readonly known: KnownNotices,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  async members(@Param('id', { schema: audienceId }) id: AudienceId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { audience, incident, list } = await this.listOf(id);
    const [asked, here, labels] = [list.asked(query), `/audiences/${id}`, this.templates.labels('en')];
    const [{ items, next }, brand, records, notices] = await Promise.all([this.found.page(audience, filterOf(asked.values), placeOf(asked.after), PAGE), this.brands.get(incident.brandId), this.audiences.list(incident.id), this.known.ofIncident(incident.id)]);
    const isNarrowed = Object.values(asked.values).some((value) => value !== '');
    const shown = {
      audience, incident, members: items, labels, zone: viewer.zone ?? brand.timeZone, record: records.find((record) => record.id === id)!, notices: notices.filter(({ notice }) => notice.audienceId === id),
      mayDraft: incident.status === 'open' && mayDo(viewer, 'commander', 'author'), mayOpen: mayDo(viewer, 'commander', 'ops', 'legal', 'admin') && sightOf(viewer.actor).brands === null, now: this.clock.now(),
    };
    const data = { ...frozenPage(shown), looksOn: next !== null && items.length < PAGE ? next + 1 : null, list: list.bar(here, asked, { rows: items, next: next === null ? null : String(next), total: isNarrowed ? null : audience.counts.members }, `${here}/members.csv`) };
    sendPage(reply, this.pages.page(viewer, 'audience-frozen', `${incident.reference}: audience ${audience.version}`, data));
  }

  @Get(':id/members.csv')
  @Header('cache-control', 'no-store')
  async file(@Param('id', { schema: audienceId }) id: AudienceId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const { audience, incident, list } = await this.listOf(id);
    const asked = list.asked(query);
    return this.files.take(viewer, list, asked, { columns: memberColumns(this.templates.labels('en')), rows: this.found.every(audience, filterOf(asked.values), ROWS_AT_ONCE), incident: incident.id });
  }

  /** A draft that a program left to be frozen. */
  @Post(':id/freeze')
  @AllowRoles('commander', 'author')
  async freeze(@Param('id', { schema: audienceId }) id: AudienceId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.audiences.freeze(id, viewer.actor);
    seeOther(reply, `/audiences/${id}`);
  }

  /** What it can be narrowed by: the places where its people live, and the data of the incident. */
  private async listOf(id: AudienceId): Promise<{ readonly audience: FrozenAudience; readonly incident: Incident; readonly list: ReturnType<typeof membersList> }> {
    const audience = await this.audiences.getFrozen(id);
    const [incident, places] = await Promise.all([this.incidents.get(audience.incidentId), this.found.places(id)]);
    const dataClasses = dataLabels(this.templates.labels('en').dataClasses);
    return { audience, incident, list: membersList(places, (incident.facts.dataInvolved ?? []).map((value) => ({ value, label: dataClasses[value] ?? value }))) };
  }
}

/** Positions count from 0; the one that a page begins behind is in its address. */
const placeOf = (after: string | null): number => (after !== null && /^\d{1,9}$/.test(after) ? Number(after) : -1);

const filterOf = ({ reference, by, data, channel, place }: Readonly<Record<'reference' | 'by' | 'data' | 'channel' | 'place', string>>): MemberFilter => ({
  reference: reference || null, by: (by || null) as MemberFilter['by'], data: data || null, channel: (channel || null) as MemberFilter['channel'], place: place || null,
});
