import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AudienceLists } from '../../audience/audience-lists.service.js';
import { AudienceService, personOf } from '../../audience/audience.service.js';
import { type Selection, selectionHash } from '../../audience/model/selection.js';
import { NOTHING_KNOWN } from '../../audience/model/vocabulary.js';
import { RuleCounts } from '../../audience/rule-counts.service.js';
import { RuleEstimates } from '../../audience/rule-estimates.service.js';
import { VocabularyService } from '../../audience/vocabulary.service.js';
import { DraftingService } from '../../approve/drafting.service.js';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { readUpload } from '../../platform/imports/upload.js';
import { WorkingDrafts } from '../../platform/pages/working-drafts.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { askedRule, ofRows } from './asked-rule.js';
import { audiencePage, type AudienceShown, shownExact } from './audience.presenter.js';
import { proposedRows } from './proposed-rows.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const beginQuery = z.object({ list: z.uuid().optional().catch(undefined), anew: z.literal('1').optional().catch(undefined) });
const exactQuery = z.object({ of: z.string().regex(/^[0-9a-f]{64}$/) });
/** What the page's script asks for: a part of the page, or all of the form. */
const partHeader = 'x-part';
/** Real milliseconds that a page waits for suggestions; the next one has them. */
const SUGGESTIONS_MS = 1_500;

interface Answered extends Pick<AudienceShown, 'asked'>, Partial<Pick<AudienceShown, 'counted' | 'people' | 'faults' | 'keptAt'>> {
  readonly status?: number;
}

/** Finding the affected: by a rule of rows or of JSON, by a list, or by both. Counting keeps nothing; freezing keeps it for good. */
@ApiExcludeController()
@AllowRoles('commander', 'author')
@Controller('incidents/:id')
export class AudienceController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly audiences: AudienceService,
    private readonly lists: AudienceLists,
    private readonly estimates: RuleEstimates,
    private readonly counts: RuleCounts,
    private readonly vocabulary: VocabularyService,
    private readonly drafts: WorkingDrafts,
    private readonly drafting: DraftingService,
    private readonly templates: Templates,
  ) {}

  @Get('audience')
  async begin(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: beginQuery }) { list, anew }: z.output<typeof beginQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { incident, zone } = await this.incidentOf(id, viewer);
    const kept = anew ? null : await this.drafts.find(personOf(viewer.actor), draftOf(id));
    const form = new Form({ ...kept?.fields, ...(list && { listId: list }), act: 'refresh' });
    const asked = kept ? askedRule(form, zone) : ofRows(proposedRows(incident, await this.templates.playbook(incident.kind), zone), { listId: list ?? '', combine: 'union' }, zone);
    await this.show(reply, viewer, incident, { asked, keptAt: kept?.savedAt ?? null });
  }

  @Post('audience')
  async find(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @Headers(partHeader) part: string | undefined, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const person = personOf(viewer.actor);
    const { incident, zone } = await this.incidentOf(id, viewer);
    const asked = askedRule(form, zone);
    const action = form.text('act');
    await this.drafts.save(person, draftOf(id), body);
    if (asked.selected === null) return this.show(reply, viewer, incident, { asked, status: asked.faults.length > 0 ? 422 : 200 }, part);
    try {
      if (action === 'freeze') {
        const frozen = await this.audiences.build(id, asked.selected, viewer.actor);
        await this.drafts.forget(person, draftOf(id));
        return seeOther(reply, `/audiences/${frozen.id}`);
      }
      await this.audiences.incidentFor(id, asked.selected);
      if (action === 'people') return await this.show(reply, viewer, incident, { asked, people: await this.peopleOf(incident, asked.selected) }, part);
      const wholePage = part === undefined && action === 'count';
      const [counted, people] = await Promise.all([this.countedOf(viewer, incident, asked.selected), wholePage ? this.peopleOf(incident, asked.selected) : null]);
      await this.show(reply, viewer, incident, { asked, counted, people }, part);
    } catch (error) {
      await this.show(reply, viewer, incident, { asked, ...refusalOf(error) }, part);
    }
  }

  /** How the exact count stands, for the part of the page that asks again until it is there. */
  @Get('audience/exact')
  async exact(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: exactQuery }) { of }: z.output<typeof exactQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { zone } = await this.incidentOf(id, viewer);
    const exact = await this.counts.standing(personOf(viewer.actor), of);
    void reply.header('x-final', String(exact.state !== 'counting'));
    sendPage(reply, this.pages.fragment('audience-exact', { exact: shownExact(exact, zone) }));
  }

  @Post('lists')
  async upload(@Param('id', { schema: incidentId }) id: IncidentId, @Req() request: FastifyRequest, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { incident, zone } = await this.incidentOf(id, viewer);
    try {
      const list = await this.lists.upload(id, (await readUpload(request)).source, viewer.actor);
      seeOther(reply, `/incidents/${id}/audience?list=${list.id}`);
    } catch (error) {
      const asked = ofRows(proposedRows(incident, await this.templates.playbook(incident.kind), zone), { listId: '', combine: 'union' }, zone);
      await this.show(reply, viewer, incident, { asked, ...refusalOf(error) });
    }
  }

  private async countedOf(viewer: Viewer, incident: Incident, selected: Selection): Promise<AudienceShown['counted']> {
    const exact = await this.counts.ask(personOf(viewer.actor), selected);
    return { estimate: await this.estimates.estimate(selected), exact, address: `/incidents/${incident.id}/audience/exact?of=${selectionHash(selected)}` };
  }

  private peopleOf(incident: Incident, selected: Selection): Promise<AudienceShown['people']> {
    return this.estimates.people(selected, incident.facts.dataInvolved);
  }

  private async show(reply: FastifyReply, viewer: Viewer, incident: Incident, { asked, counted = null, people = null, faults = [], keptAt = null, status = 200 }: Answered, part?: string): Promise<void> {
    const [lists, vocabulary, firstWords] = await Promise.all([this.lists.list(incident.id), this.vocabulary.known(SUGGESTIONS_MS), this.drafting.firstWords(incident.id)]);
    const shown = audiencePage({ dataInvolved: incident.facts.dataInvolved, asked, lists, vocabulary: vocabulary ?? NOTHING_KNOWN, counted, people, labels: this.templates.labels('en'), zone: asked.zone, faults, keptAt, firstWords });
    const data = { ...shown, incident, wizard: null };
    // The script puts a refusal in its place as it puts anything else; a status that says "refused" would be a line in the browser's log for each letter that is typed.
    if (part !== undefined) sendPage(reply, this.pages.fragment('audience-form', { ...data, page: { csrf: viewer.csrf } }));
    else sendPage(reply, this.pages.page(viewer, 'audience', `${incident.reference}: who is affected`, data), status);
  }

  private async incidentOf(id: IncidentId, viewer: Viewer): Promise<{ readonly incident: Incident; readonly zone: string }> {
    const incident = await this.incidents.get(id);
    return { incident, zone: viewer.zone ?? (await this.brands.get(incident.brandId)).timeZone };
  }
}

const draftOf = (id: IncidentId): string => `audience:${id}`;
