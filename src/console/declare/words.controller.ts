import { Body, Controller, Get, Headers, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { selectionHash } from '../../audience/model/selection.js';
import { RuleCounts } from '../../audience/rule-counts.service.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { SMS_PRICES } from '../../platform/config/config.module.js';
import { type Saved } from '../../platform/pages/working-drafts.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { sendForeignHtml } from '../page/foreign-html.js';
import { Form } from '../page/form.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { type DeclarationDraft } from './declaration-draft.js';
import { Declarations, personIdOf, type StandingDeclaration } from './declarations.js';
import { readersOf, unwrittenOf } from './readers-of.js';
import { conflictFault, isConflict, wizardOf } from './step.page.js';
import { ownWords, shownWord, wordFaults } from './words.presenter.js';

const mailQuery = z.object({ locale: z.string().regex(/^[A-Za-z0-9-]{2,40}$/) });
const partHeader = 'x-part';
const NO_MAIL = '<p>The e-mail can’t be shown as it stands: what is wrong stands beside it.</p>';

interface Answered {
  readonly form?: Form;
  readonly saved?: Saved;
  readonly faults?: readonly Fault[];
  readonly status?: number;
}

/** Declaring an incident, third step: what the first notice will say, in every language that has words. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents/new/words')
export class DeclareWordsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly declarations: Declarations,
    private readonly counts: RuleCounts,
    @Inject(SMS_PRICES) private readonly prices: SmsPrices | null,
  ) {}

  @Get()
  @AsksBrands()
  async look(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const standing = await this.declarations.standing(viewer);
    if (standing === null || standing.content.what === null) return seeOther(reply, '/incidents/new');
    await this.show(reply, viewer, standing, {});
  }

  @Post()
  @AsksBrands()
  async keep(@Body() body: unknown, @Headers(partHeader) part: string | undefined, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const before = await this.declarations.standing(viewer);
    const told = before && (await this.declarations.read(viewer, before.content)).told;
    if (before === null || told === null) return seeOther(reply, '/incidents/new/what');
    const form = new Form(body);
    const words = ownWords(form, await this.declarations.firstWords(told, {}));
    const reset = /^reset:(.+)$/.exec(form.text('act'))?.[1];
    const saved = await this.declarations.save(viewer, form, before.content.kind, { words: Object.fromEntries(Object.entries(words).filter(([locale]) => locale !== reset)) }, part !== undefined);
    if (reset !== undefined && saved.kind === 'saved') return seeOther(reply, `/incidents/new/words#${reset}`);
    const faults = wordFaults(await this.declarations.firstWords(told, words));
    if (form.text('act') === 'next' && saved.kind === 'saved' && faults.length === 0) return seeOther(reply, '/incidents/new/check');
    const standing = (await this.declarations.standing(viewer)) ?? before;
    const shown = { ...standing, content: { ...standing.content, words } };
    await this.show(reply, viewer, shown, { form, saved, faults: [...conflictFault(saved), ...faults], status: isConflict(saved) ? 409 : faults.length > 0 ? 422 : 200 }, part);
  }

  /** The e-mail's own HTML, for a frame. */
  @Get('mail.html')
  @AsksBrands()
  async mail(@Query({ schema: mailQuery }) { locale }: z.output<typeof mailQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const standing = await this.declarations.standing(viewer);
    sendForeignHtml(reply, (standing && (await this.mailIn(viewer, standing.content, locale))) ?? NO_MAIL);
  }

  private async mailIn(viewer: Viewer, content: DeclarationDraft, locale: string): Promise<string | null> {
    const { told, zone } = await this.declarations.read(viewer, content);
    if (told === null) return null;
    const words = await this.declarations.firstWords(told, content.words, await this.declarations.exampleOf(told, content, zone));
    return words.find((word) => word.locale === locale)?.email?.html ?? null;
  }

  private async show(reply: FastifyReply, viewer: Viewer, standing: StandingDeclaration, { form, saved, faults = [], status = 200 }: Answered, part?: string): Promise<void> {
    const { content, revision } = standing;
    const { told, zone } = await this.declarations.read(viewer, content);
    if (told === null) return seeOther(reply, '/incidents/new/what');
    const [like, counts] = await Promise.all([this.declarations.exampleOf(told, content, zone), this.counted(viewer, content, zone)]);
    const words = await this.declarations.firstWords(told, content.words, like);
    const languages = await this.declarations.languages(told, counts?.byLocale ?? {});
    const data = {
      faults, zone: told.brand.timeZone, isLikeOne: like !== null, unwritten: unwrittenOf(languages, counts),
      words: words.map((word) => shownWord(word, readersOf(word.locale, languages, counts), { prices: this.prices, frame: `/incidents/new/words/mail.html?locale=${word.locale}&r=${revision}` })),
      wizard: wizardOf({ step: 'words', kind: content.kind, standing, form: form ?? null, saved: saved ?? null }),
    };
    if (part !== undefined) sendPage(reply, this.pages.fragment('declare-words-shown', data, viewer));
    else sendPage(reply, this.pages.page(viewer, 'declare-words', `Declare: ${KINDS[content.kind].label}`, { ...data, scripts: ['wizard.js'] }), status);
  }

  /** Of the exact count, where that is there; nobody waits for it here. */
  private async counted(viewer: Viewer, content: DeclarationDraft, zone: string): Promise<ExactCounts | null> {
    const { selected } = await this.declarations.rule(content, zone);
    const count = selected && (await this.counts.standing(personIdOf(viewer), selectionHash(selected)));
    return count?.state === 'counted' ? count.counts : null;
  }
}
