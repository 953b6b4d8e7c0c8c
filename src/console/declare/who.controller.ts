import { Body, Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Selection, selectionHash } from '../../audience/model/selection.js';
import { NOTHING_KNOWN } from '../../audience/model/vocabulary.js';
import { RuleCounts } from '../../audience/rule-counts.service.js';
import { RuleEstimates } from '../../audience/rule-estimates.service.js';
import { VocabularyService } from '../../audience/vocabulary.service.js';
import { Templates } from '../../compose/contract.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { type Saved } from '../../platform/pages/working-drafts.js';
import { audiencePage, type AudienceShown, shownExact } from '../audiences/audience.presenter.js';
import { askedRule } from '../audiences/asked-rule.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { fieldsOf } from './declaration-draft.js';
import { Declarations, personIdOf, type StandingDeclaration } from './declarations.js';
import { conflictFault, isConflict, wizardOf } from './step.page.js';

const exactQuery = z.object({ of: z.string().regex(/^[0-9a-f]{64}$/) });
/** What the page's script asks for: a part of the page, or all of the form. */
const partHeader = 'x-part';
/** Real milliseconds that a page waits for suggestions; the next one has them. */
const SUGGESTIONS_MS = 1_500;

interface Answered extends Pick<AudienceShown, 'asked'>, Partial<Pick<AudienceShown, 'counted' | 'people' | 'faults'>> {
  readonly form?: Form;
  readonly saved?: Saved;
  readonly status?: number;
}

/** Declaring an incident, second step: the rule by which the affected are found. Nobody is frozen before the incident is declared. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents/new/who')
export class DeclareWhoController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly declarations: Declarations,
    private readonly estimates: RuleEstimates,
    private readonly counts: RuleCounts,
    private readonly vocabulary: VocabularyService,
    private readonly templates: Templates,
  ) {}

  @Get()
  @AsksBrands()
  async begin(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const standing = await this.declarations.standing(viewer);
    if (standing === null || standing.content.what === null) return seeOther(reply, '/incidents/new');
    const { zone } = await this.declarations.read(viewer, standing.content);
    await this.show(reply, viewer, standing, { asked: await this.declarations.rule(standing.content, zone) });
  }

  @Post()
  @AsksBrands()
  async find(@Body() body: unknown, @Headers(partHeader) part: string | undefined, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const before = await this.declarations.standing(viewer);
    if (before === null || before.content.what === null) return seeOther(reply, '/incidents/new');
    const form = new Form(body);
    const { zone } = await this.declarations.read(viewer, before.content);
    const action = form.text('act');
    const asked = askedRule(form, zone);
    // A page that counts what was proposed, before anybody touched it, has nothing to keep.
    const isUntouched = before.content.who === null && action !== 'next' && asked.json === (await this.declarations.rule(before.content, zone)).json;
    const saved: Saved = isUntouched ? { kind: 'saved', ...before } : await this.declarations.save(viewer, form, before.content.kind, { who: fieldsOf(body) }, part !== undefined);
    const standing = (await this.declarations.standing(viewer)) ?? before;
    const shown = { asked, form, saved, faults: conflictFault(saved) };
    if (isConflict(saved)) return this.show(reply, viewer, standing, { ...shown, status: 409 }, part);
    if (asked.selected === null) return this.show(reply, viewer, standing, { ...shown, status: asked.faults.length > 0 ? 422 : 200 }, part);
    if (action === 'next') return seeOther(reply, '/incidents/new/words');
    const dataInvolved = new Form(standing.content.what).all('dataInvolved');
    if (action === 'people') return this.show(reply, viewer, standing, { ...shown, people: await this.estimates.people(asked.selected, dataInvolved) }, part);
    const wholePage = part === undefined && action === 'count';
    const [counted, people] = await Promise.all([this.countedOf(viewer, asked.selected), wholePage ? this.estimates.people(asked.selected, dataInvolved) : null]);
    await this.show(reply, viewer, standing, { ...shown, counted, people }, part);
  }

  /** How the exact count stands, for the part of the page that asks again until it is there. */
  @Get('exact')
  @AsksBrands()
  async exact(@Query({ schema: exactQuery }) { of }: z.output<typeof exactQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const exact = await this.counts.standing(personIdOf(viewer), of);
    void reply.header('x-final', String(exact.state !== 'counting'));
    sendPage(reply, this.pages.fragment('audience-exact', { exact: shownExact(exact, this.pages.zone) }));
  }

  private async countedOf(viewer: Viewer, selected: Selection): Promise<AudienceShown['counted']> {
    const exact = await this.counts.ask(personIdOf(viewer), selected);
    return { estimate: await this.estimates.estimate(selected), exact, address: `/incidents/new/who/exact?of=${selectionHash(selected)}` };
  }

  private async show(reply: FastifyReply, viewer: Viewer, standing: StandingDeclaration, { asked, counted = null, people = null, faults = [], status = 200, form, saved }: Answered, part?: string): Promise<void> {
    const { kind, what, words } = standing.content;
    const vocabulary = (await this.vocabulary.known(SUGGESTIONS_MS)) ?? NOTHING_KNOWN;
    const data = {
      ...audiencePage({ dataInvolved: new Form(what ?? {}).all('dataInvolved'), asked, lists: [], vocabulary, counted, people, labels: this.templates.labels('en'), zone: asked.zone, faults, keptAt: null }),
      wizard: wizardOf({ step: 'who', kind, standing, form: form ?? null, saved: saved ?? null }), hasOwnWords: Object.keys(words).length > 0,
    };
    // The script puts a refusal in its place as it puts anything else; a status that says "refused" would be a line in the browser's log for each letter that is typed.
    if (part !== undefined) sendPage(reply, this.pages.fragment('audience-form', { ...data, page: { csrf: viewer.csrf } }, viewer));
    else sendPage(reply, this.pages.page(viewer, 'declare-who', `Declare: ${KINDS[kind].label}`, data), status);
  }
}
