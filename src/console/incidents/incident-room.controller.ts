import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AudienceService } from '../../audience/audience.service.js';
import { NOTICE_TYPES } from '../../approve/contract.js';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { DraftingService } from '../../approve/drafting.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { RESTRICTERS } from '../../declare/restriction.service.js';
import { ToldAudienceService } from '../../deliver/told-audience.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type AudienceId, type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { pagingOf } from '../list/paging.js';
import { wayOf } from '../list/way.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { glassShown } from '../notices/glass.presenter.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { RoomFiguresDesk } from '../room/room-figures.js';
import { WATCHERS } from '../room/watcher.js';
import { roomPage } from './incident.presenter.js';
import { heldLines } from './holds.presenter.js';
import { KnownNotices } from './known-notices.js';
import { LAW_READERS } from './law.words.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
/** Entries of the timeline on a page, and the one that stood last on the page before. */
const TIMELINE_SHOWN = 50;
const placeQuery = z.object({ before: z.string().regex(/^[1-9]\d{0,17}$/).nullable().catch(null), start: z.string().nullable().catch(null), back: z.string().nullable().catch(null) });
type Place = z.output<typeof placeQuery>;
const FIRST_PLACE: Place = { before: null, start: null, back: null };
const turn = z.enum(['close', 'reopen']);
const drafted = z.object({ type: z.enum(NOTICE_TYPES), to: z.union([z.uuid(), z.templateLiteral(['told:', z.uuid()])]), corrects: z.union([z.uuid(), z.literal('')]) });
type Drafted = z.output<typeof drafted>;

/** One incident with everything that belongs to it. */
@ApiExcludeController()
@Controller('incidents/:id')
export class IncidentRoomController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly audiences: AudienceService,
    private readonly drafting: DraftingService,
    private readonly known: KnownNotices,
    private readonly told: ToldAudienceService,
    private readonly figures: RoomFiguresDesk,
    private readonly law: LawClocksService,
    private readonly glass: BreakGlassService,
    private readonly clock: Clock,
  ) {}

  @Get()
  async room(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: placeQuery }) place: Place, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200, place);
  }

  @Post('notices')
  @AllowRoles('author', 'commander')
  async draft(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = drafted.safeParse({ type: form.text('type'), to: form.text('to'), corrects: form.text('corrects') });
    if (!wanted.success) return this.show(reply, viewer, id, ['Choose the type of the notice and to whom it goes.'], 422);
    try {
      seeOther(reply, `/notices/${await this.drafted(viewer, id, wanted.data)}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, id, faults, status);
    }
  }

  @Post(':turn')
  @AllowRoles('commander')
  async turn(@Param('id', { schema: incidentId }) id: IncidentId, @Param('turn', { schema: turn }) wanted: z.output<typeof turn>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.incidents[wanted](viewer.actor, id);
    seeOther(reply, `/incidents/${id}`);
  }

  /** Who was told before is frozen as an audience of its own: who gets a correction is who got the error. */
  private async drafted(viewer: Viewer, incident: IncidentId, { type, to, corrects }: Drafted): Promise<NoticeId> {
    if (!to.startsWith('told:')) {
      const correctsNoticeId = type === 'correction' && corrects !== '' ? (corrects as NoticeId) : null;
      return (await this.drafting.draft(viewer.actor, incident, { type, audienceId: to as AudienceId, correctsNoticeId })).id;
    }
    if (type === 'initial') throw new DomainError('unprocessable', 'not-a-follow-up', 'To those who were told before goes an update, a correction or the all-clear.');
    const after = to.slice('told:'.length) as NoticeId;
    const audience = await this.told.freeze(viewer.actor, after);
    return (await this.drafting.draftFollowUp(viewer.actor, incident, { type, after, audienceId: audience.id })).id;
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: IncidentId, faults: readonly Fault[], status: number, { before, ...way } = FIRST_PLACE): Promise<void> {
    const incident = await this.incidents.get(id);
    const [[law], brand, notices, audiences, timeline, glass] = await Promise.all([this.law.boards([incident]), this.brands.get(incident.brandId), this.known.ofIncident(id), this.audiences.list(id), this.incidents.latest(id, TIMELINE_SHOWN + 1, before), this.glass.usedOf(id)]);
    const begun = notices.flatMap(({ notice, progress }) => (progress ? [{ id: notice.id, state: progress.dispatch.state }] : []));
    const figures = begun.length > 0 ? await this.figures.latest(id, begun) : null;
    const [here, entries] = [`/incidents/${id}`, timeline.slice(0, TIMELINE_SHOWN)];
    const paging = pagingOf({
      noun: 'the timeline', way: wayOf(before, way), rows: entries.length,
      next: timeline.length > entries.length ? entries.at(-1)!.id : null, address: (place) => `${here}${place === null ? '' : `?before=${place}`}#timeline`,
    });
    const data = roomPage({ incident, brand, notices, audiences, timeline: entries, paging, figures, law: mayDo(viewer, ...LAW_READERS) ? law! : null, now: this.clock.now(), mayWrite: mayDo(viewer, 'author', 'commander'), mayCommand: mayDo(viewer, 'commander'), mayRestrict: mayDo(viewer, ...RESTRICTERS), mayWatch: mayDo(viewer, ...WATCHERS), faults });
    sendPage(reply, this.pages.page(viewer, 'incident', `${incident.reference}: ${incident.title}`, { ...data, holds: heldLines(law!), links: mayDo(viewer, ...LAW_READERS), glass: glassShown(glass, this.clock.now(), null, 'incident') }), status);
  }
}
