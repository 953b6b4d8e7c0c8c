import { Body, Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { declarationSchema } from '../../declare/model/incident-input.js';
import { sightOf, isWithin } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { ExercisesService } from '../../measure/exercises.service.js';
import { exercisesCsv } from '../../measure/model/exercise-csv.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { pagingOf } from '../list/paging.js';
import { wayOf } from '../list/way.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { exerciseRow, scorePage } from './exercises.presenter.js';

const PAGE = 25;
const MOST_IN_A_FILE = 10_000;
const id = z.uuid().transform((text) => text as IncidentId);
const query = z.object({ kind: z.enum(INCIDENT_KINDS).optional().catch(undefined), after: id.optional().catch(undefined), start: z.string().optional().catch(undefined), back: z.string().optional().catch(undefined) });
type Asked = z.output<typeof query>;

/** Exercises: how each went, and the next one, which begins with its playbook's example. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller()
export class ExercisesPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly exercises: ExercisesService,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly clock: Clock,
  ) {}

  @Get('exercises')
  @AsksBrands()
  list(@Query({ schema: query }) asked: Asked, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    return this.show(reply, viewer, asked, [], 200);
  }

  @Get('exercises/exercises.csv')
  @AsksBrands()
  async csv(@Query({ schema: query }) { kind }: Asked, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const scores = await this.exercises.list({ ...sightOf(viewer.actor), kind, limit: MOST_IN_A_FILE });
    return new StreamableFile(Buffer.from(exercisesCsv(scores)), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="exercises.csv"' });
  }

  /** Declares one, in the words of the kind's example. Who was affected, and the words, are up to whoever practises. */
  @Post('exercises')
  @AsksBrands()
  @AllowRoles('commander')
  async start(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const kind = INCIDENT_KINDS.find((known) => known === form.text('kind')) ?? 'data-breach';
    const checked = declarationSchema.safeParse({ ...(await this.begun(kind)), brandId: form.text('brandId'), title: form.text('title') || `Exercise: ${KINDS[kind].label}` });
    if (!checked.success) return this.show(reply, viewer, {}, faultsOfIssues(checked.error), 422);
    try {
      const incident = await this.incidents.declare(viewer.actor, checked.data);
      seeOther(reply, `/incidents/${incident.id}/audience`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, {}, faults, status);
    }
  }

  @Get('incidents/:id/score')
  async score(@Param('id', { schema: id }) incident: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const score = await this.exercises.score(incident);
    sendPage(reply, this.pages.page(viewer, 'exercise-score', `Score of ${score.reference}`, { zone: this.pages.zone, ...scorePage(score) }));
  }

  private async begun(kind: IncidentKind) {
    const { severity } = await this.templates.playbook(kind);
    const facts = this.templates.exampleFacts(kind);
    // A promise of the example's day would be broken before it is made, and nothing is put right yet.
    const text = Object.fromEntries(Object.entries(facts.text).map(([locale, { correction: _, ...words }]) => [locale, words]));
    const { exposure } = facts;
    return { kind, severity, exercise: true, facts: { ...facts, text, nextUpdateAt: null }, happenedFrom: exposure?.from ?? null, happenedUntil: exposure?.until ?? null, discoveredAt: this.clock.now().toISOString() };
  }

  private async show(reply: FastifyReply, viewer: Viewer, { kind, after, ...way }: Asked, faults: readonly Fault[], status: number): Promise<void> {
    const found = await this.exercises.list({ ...sightOf(viewer.actor), kind, after, limit: PAGE + 1 });
    const brands = (await this.brands.list()).filter((brand) => isWithin(viewer.actor, brand.id));
    sendPage(reply, this.pages.page(viewer, 'exercises', 'Exercises', {
      faults, zone: this.pages.zone, mayStart: mayDo(viewer, 'commander'), brands: brands.map((brand) => ({ id: brand.id, name: brand.name })),
      kinds: INCIDENT_KINDS.map((value) => ({ value, label: KINDS[value].label, selected: value === kind })),
      isNarrowed: kind !== undefined, kind, exercises: found.slice(0, PAGE).map(exerciseRow),
      paging: pagingOf({
        noun: 'exercises', way: wayOf(after ?? null, way), rows: Math.min(found.length, PAGE),
        next: found.length > PAGE ? found[PAGE - 1]!.id : null, address: (place) => addressOf(kind, place),
      }),
    }), status);
  }
}

const addressOf = (kind: IncidentKind | undefined, after: string | null): string => {
  const query = new URLSearchParams({ ...(kind && { kind }), ...(after && { after }) }).toString();
  return query === '' ? '/exercises' : `/exercises?${query}`;
};
