import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { AllowRoles, type BrowserSession, CurrentSession } from '../../platform/auth/access.js';
import { HttpProblem } from '../../platform/http/http-problem.js';
import { expectedChart, expectedPart } from '../calls/expected-calls.presenter.js';
import { KnownNotices } from '../incidents/known-notices.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS, SEVERITY_TONES } from '../page/words.js';
import { EventStream } from './event-stream.js';
import { actsPart, type RoomRights } from './room-acts.presenter.js';
import { RoomBoard, type RoomState } from './room-board.js';
import { RoomFeed } from './room-feed.js';
import { RoomViews } from './room-views.js';
import { type RoomMode } from './room.presenter.js';
import { WATCHERS } from './watcher.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const version = z.string().regex(/^[0-9a-f]{16}$/).optional().catch(undefined);
const wall = z.literal('1').optional().catch(undefined);
const roomQuery = z.object({ wall });
const eventsQuery = z.object({ wall, seen: version });
const steering = z.object({ notice: z.uuid().transform((id) => id as NoticeId), order: z.enum(['pause', 'resume', 'cancel']) });
const NO_REASON = 'no reason given';

/** One incident at a glance, live: for the commander's desk, and with `?wall=1` for a screen on the wall. */
@ApiExcludeController()
@AllowRoles(...WATCHERS)
@Controller('incidents/:id/room')
export class RoomController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly board: RoomBoard,
    private readonly views: RoomViews,
    private readonly feed: RoomFeed,
    private readonly known: KnownNotices,
    private readonly incidents: IncidentService,
    private readonly notices: NoticeService,
    private readonly dispatches: DispatchService,
  ) {}

  @Get()
  async room(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: roomQuery }) query: z.output<typeof roomQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    if (query.wall) return this.showWall(reply, viewer, await this.board.look(id));
    this.show(reply, viewer, await this.board.look(id), [], 200);
  }

  /** What the viewer can do, as it is now: asked for when that has changed. */
  @Get('acts')
  async acts(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [incident, notices] = await Promise.all([this.incidents.get(id), this.known.ofIncident(id)]);
    sendPage(reply, this.pages.fragment('room/acts', actsPart({ incident, notices }, rightsOf(viewer), viewer.csrf), viewer));
  }

  /** Server-sent events: `parts` (what changed), `beat` (it lives), `over` (sign in again). */
  @Get('events')
  async events(
    @Param('id', { schema: incidentId }) id: IncidentId,
    @Query({ schema: eventsQuery }) query: z.output<typeof eventsQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentSession() session: BrowserSession | null,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!session) throw new DomainError('forbidden', 'session-needed', 'The live room is for people who are signed in; a program asks the API for the progress.');
    const { brandId: brand } = await this.incidents.get(id);
    this.feed.admit(session.tokenHash);
    const seen = version.parse(lastEventId) ?? query.seen ?? null;
    this.feed.watch(id, { mode: query.wall ? 'wall' : 'room', stream: EventStream.open(reply), session: session.tokenHash, incident: id, brand, seen });
  }

  @Get('calls.json')
  async calls(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { figures, incident, at } = await this.board.look(id); // whichever instance sent the page
    const forecast = figures?.forecast;
    if (forecast?.kind !== 'forecast') throw new HttpProblem(404, 'no-forecast', 'There is no forecast to draw.');
    void reply.header('cache-control', 'no-store').send(expectedChart(forecast, [{ label: 'press', at: incident.pressReportedAt }, { label: 'now', at }], viewer.zone ?? forecast.zone));
  }

  /** A pause must not wait for words: without any, the record says that none were given. */
  @Post('steer')
  async steer(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const asked = steering.safeParse({ notice: form.text('notice'), order: form.text('order') });
    if (!asked.success) return this.show(reply, viewer, await this.board.look(id), ['Choose a notice, and whether it is to pause, go on or stop for good.'], 422);
    const { notice, order } = asked.data;
    const reason = form.text('reason').slice(0, 500);
    if ((await this.notices.get(notice)).incidentId !== id) throw new DomainError('not-found', 'notice-not-found', 'There is no such notice in this incident.');
    try {
      await this.dispatches.order(viewer.actor, notice, order, reason || (order === 'pause' ? NO_REASON : ''));
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, await this.board.look(id), faults, status);
    }
    this.feed.nudge(id);
    seeOther(reply, `/incidents/${id}/room`);
  }

  private show(reply: FastifyReply, viewer: Viewer, state: RoomState, faults: readonly Fault[], status: number): void {
    const acts = this.pages.fragment('room/acts', actsPart(state, rightsOf(viewer), viewer.csrf), viewer);
    const data = { ...this.shown(state, 'room'), acts, faults };
    sendPage(reply, this.pages.page(viewer, 'room/page', `${state.incident.reference}: room`, data), status);
  }

  private showWall(reply: FastifyReply, viewer: Viewer, state: RoomState): void {
    sendPage(reply, this.pages.page(viewer, 'room/wall', `${state.incident.reference}: ${state.incident.title}`, this.shown(state, 'wall'), 'wall'));
  }

  private shown(state: RoomState, mode: RoomMode) {
    const { incident, zone, at, figures } = state;
    const parts = this.views.parts(state, mode);
    return {
      incident, zone, at, parts,
      kindLabel: KINDS[incident.kind].label, severityTone: SEVERITY_TONES[incident.severity], isOpen: incident.status === 'open',
      expected: figures?.forecast ? expectedPart(incident, figures.forecast) : { missing: 'The calls are being counted.', figures: null },
    };
  }
}

const rightsOf = (viewer: Viewer): RoomRights => ({ maySteer: mayDo(viewer, 'commander', 'ops'), mayCommand: mayDo(viewer, 'commander'), mayWrite: mayDo(viewer, 'author', 'commander'), mayDecide: mayDo(viewer, 'approver', 'legal') });
