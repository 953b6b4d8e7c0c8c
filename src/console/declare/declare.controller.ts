import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Templates } from '../../compose/contract.js';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { type Saved } from '../../platform/pages/working-drafts.js';
import { incidentFormPage, type IncidentFields, proposedFields, typedFields } from '../incidents/incident-form.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { dataLabels } from '../page/data-class.words.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { fieldsOf } from './declaration-draft.js';
import { Declarations, kindOf } from './declarations.js';
import { DeclaringService } from './declaring.service.js';
import { agoWords, conflictFault, draftState, stepBar, wizardOf } from './step.page.js';

const kindQuery = z.object({ exercise: z.literal('yes').optional().catch(undefined), kind: z.enum(INCIDENT_KINDS).optional().catch(undefined), anew: z.literal('1').optional().catch(undefined) });

/** Declaring an incident, first step: its kind, and what happened. Saving sends nothing. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents')
export class DeclareController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly declarations: Declarations,
    private readonly declaring: DeclaringService,
    private readonly templates: Templates,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  @AsksBrands()
  async begin(@Query({ schema: kindQuery }) { kind, anew, exercise }: z.output<typeof kindQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const standing = await this.declarations.standing(viewer);
    const isOther = standing !== null && kind !== undefined && standing.content.kind !== kind && !anew;
    if (kind && !isOther) return this.show(reply, viewer, { kind, isAnew: anew === '1', isExercise: exercise === 'yes' });
    const left = standing && { label: KINDS[standing.content.kind].label, title: new Form(standing.content.what ?? {}).text('title'), savedAgo: agoWords(standing.savedAt) };
    const data = { left, exercise, zone: this.pages.zone, wizard: { kindLabel: null, steps: stepBar(null, null).map((one) => ({ ...one, open: false })) }, kinds: INCIDENT_KINDS.map((each) => ({ kind: each, anew: standing !== null, ...KINDS[each] })) };
    sendPage(reply, this.pages.page(viewer, 'declare-kind', 'Declare an incident', data));
  }

  /** Where somebody goes on who began, or goes back to. */
  @Get('new/what')
  @AsksBrands()
  async what(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const standing = await this.declarations.standing(viewer);
    if (standing === null) return seeOther(reply, '/incidents/new');
    await this.show(reply, viewer, { kind: standing.content.kind });
  }

  @Post('new/what')
  @AsksBrands()
  async next(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const kind = kindOf(form.text('kind'));
    const saved = await this.declarations.save(viewer, form, kind, { what: fieldsOf(body) });
    const { faults } = await this.declarations.read(viewer, { kind, what: fieldsOf(body) });
    if (saved.kind === 'saved' && faults.length === 0) return seeOther(reply, '/incidents/new/who');
    await this.show(reply, viewer, { kind, form, saved, faults: [...conflictFault(saved), ...faults], status: saved.kind === 'saved' ? 422 : 409 });
  }

  /** At once, with the people and the words to be found afterwards: the clocks of the law wait for nobody. */
  @Post()
  @AsksBrands()
  async now(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const kind = kindOf(form.text('kind'));
    const saved = await this.declarations.save(viewer, form, kind, { what: fieldsOf(body) });
    const { declaration, faults } = await this.declarations.read(viewer, { kind, what: fieldsOf(body) });
    const wrong = [...conflictFault(saved), ...faults];
    if (saved.kind !== 'saved' || declaration === null) return this.show(reply, viewer, { kind, form, saved, faults: wrong, status: saved.kind === 'saved' ? 422 : 409 });
    try {
      const { id } = await this.declaring.declareAlone(viewer, declaration, saved.revision);
      seeOther(reply, `/incidents/${id}/audience`);
    } catch (error) {
      await this.show(reply, viewer, { kind, form, saved, ...refusalOf(error) });
    }
  }

  /** What is typed is saved while it is typed. */
  @Post('new/draft')
  @AsksBrands()
  async keep(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const saved = await this.declarations.save(viewer, form, kindOf(form.text('kind')), { what: fieldsOf(body) }, true);
    const draft = draftState(form, await this.declarations.standing(viewer), saved);
    sendPage(reply, this.pages.fragment('draft-state', { zone: this.pages.zone, wizard: { kind: form.text('kind'), step: 'what', draft } }, viewer));
  }

  @Post('new/throw-away')
  @AsksBrands()
  async throwAway(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.declarations.forget(viewer);
    seeOther(reply, '/incidents/new');
  }

  private async show(reply: FastifyReply, viewer: Viewer, { kind, form = null, saved = null, faults = [], status = 200, isAnew = false, isExercise = false }: Shown): Promise<void> {
    const [brands, playbook, standing, people] = await Promise.all([this.declarations.brandsOf(viewer), this.templates.playbook(kind), this.declarations.standing(viewer), this.declarations.othersOf(viewer)]);
    const kept = standing?.content.kind === kind && !isAnew ? standing.content.what : null;
    const typed = form ?? (kept && new Form(kept));
    const zoneOf = (id: string): string => (brands.find((brand) => brand.id === id) ?? brands[0])?.timeZone ?? this.pages.zone;
    const fields: IncidentFields = typed ? typedFields(typed, this.templates.locales(), zoneOf(typed.text('brandId'))) : proposedFields(playbook, brands[0], this.templates.locales(), this.clock.now(), viewer.zone ?? zoneOf(''), isExercise);
    const dataClasses = dataLabels(this.templates.labels('en').dataClasses);
    const shown = incidentFormPage({ kind, incident: null, fields, brands, playbook, dataClasses, people, faults });
    const wizard = wizardOf({ step: 'what', kind, standing, form, saved, isAnew: isAnew || (form?.text('anew') === '1' && saved?.kind !== 'saved') });
    sendPage(reply, this.pages.page(viewer, 'declare', `Declare: ${KINDS[kind].label}`, { ...shown, wizard, scripts: ['wizard.js'] }), status);
  }
}

interface Shown {
  readonly kind: IncidentKind;
  readonly form?: Form | null;
  readonly saved?: Saved | null;
  readonly faults?: readonly Fault[];
  readonly status?: number;
  readonly isAnew?: boolean;
  readonly isExercise?: boolean;
}
