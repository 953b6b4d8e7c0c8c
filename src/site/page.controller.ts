import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Audiences, type Member } from '../audience/contract.js';
import { type RenderContext, Templates } from '../compose/contract.js';
import { PlanCache, type SendablePlan } from '../deliver/plan-cache.js';
import { FEEDBACK_ANSWERS } from '../hear/contract.js';
import { DisownService } from '../hear/disown.service.js';
import { type ClosedPage, type OpenPage, PersonalPagesService } from '../hear/personal-pages.service.js';
import { Public } from '../platform/auth/access.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { pathOf } from '../platform/http/app-request.js';
import { PageAssets } from '../platform/pages/page-assets.js';
import { Attempts } from './attempts.js';
import { addressWith } from './affected-address.js';
import { chosenLanguage, inOtherLanguages, languageFor } from './chosen-language.js';
import { type JustDone, personalPage } from './page.presenter.js';
import { pageWords } from './page.words.js';
import { ProofCookie } from './proof-cookie.js';
import { readerAddress } from './reader-address.js';
import { SitePages } from './site-pages.js';
import { TroublePage } from './trouble-page.js';

const UNKNOWN_IN_A_MINUTE = 20;
const MINUTE_MS = 60_000;
const ADDRESSES_KEPT = 50_000;
/** More than any notice has steps. */
const MOST_STEPS = 50;

const langQuery = z.object({ lang: chosenLanguage });
const doneQuery = langQuery.extend({ done: z.enum(['steps', 'answer', 'no-answer', 'wrong']).nullable().catch(null) });
type Chosen = z.output<typeof langQuery>;
const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const stepsForm = z.object({ step: oneOrMany.default([]).transform((all) => all.filter((text) => /^\d{1,2}$/.test(text)).map(Number).filter((place) => place < MOST_STEPS)) }).catch({ step: [] });
const proofForm = z.object({ proof: z.string().max(40).default('') }).catch({ proof: '' });
const notMeForm = z.object({ channel: z.enum(['email', 'sms']).nullable().catch(null) }).catch({ channel: null });
const answerForm = z.object({
  answer: z.enum(FEEDBACK_ANSWERS).nullable().catch(null),
  words: z.string().transform((text) => text.trim().slice(0, 1_000) || null).nullable().catch(null),
  recommend: z.coerce.string().regex(/^(?:\d|10)$/).transform(Number).nullable().catch(null),
}).catch({ answer: null, words: null, recommend: null });

/**
 * A reader's own page, without an account: the address that only his message holds leads to what anybody of the affected may know, and what
 * is his alone is shown to whoever knows what a finder of the message does not. Mail scanners follow links, so a GET keeps nothing.
 */
@ApiExcludeController()
@Public()
@Controller('n/:token')
export class PersonalPageController {
  private readonly unknown = new Attempts(UNKNOWN_IN_A_MINUTE, MINUTE_MS, ADDRESSES_KEPT, () => Date.now());
  private readonly cookie: ProofCookie;

  constructor(
    private readonly pages: PersonalPagesService,
    private readonly disowned: DisownService,
    private readonly plans: PlanCache,
    private readonly audiences: Audiences,
    private readonly templates: Templates,
    private readonly site: SitePages,
    private readonly trouble: TroublePage,
    private readonly assets: PageAssets,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
  ) {
    this.cookie = new ProofCookie(surroundings.secretKey, surroundings.publicUrl.startsWith('https:'), () => Date.now());
  }

  @Get()
  async show(@Param('token') token: string, @Query({ schema: doneQuery }) { done, lang }: z.output<typeof doneQuery>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.find(token, request);
    if (page.kind !== 'open') return this.showNone(page, lang, request, reply);
    const { plan, texts } = await this.plans.get(page.notice.noticeId);
    const member = await this.audiences.member(plan.notice.audienceId, page.customerId);
    const context = this.contextIn(lang, texts, member);
    const words = pageWords(context.locale);
    const title = this.templates.kindTitle(plan.incident.kind);
    const shown = personalPage({
      words, token, page, context, kindTitle: title[context.locale] ?? title[words.lang]!, timeZone: plan.notice.sender.timeZone,
      proved: this.cookie.holds(request, token), asksRecommend: this.settings.ASK_RECOMMEND, justDone: done satisfies JustDone, chosen: lang,
      spoken: plan.texts.map(({ locale }) => pageWords(locale).lang),
    });
    this.send(reply, 200, 'page', words.lang, `${shown.brandName}: ${shown.title}`, { ...shown, script: `/assets/page.js?v=${this.assets.version}` });
  }

  @Post('steps')
  @HttpCode(303)
  async steps(@Param('token') token: string, @Body() body: unknown, @Query({ schema: langQuery }) { lang }: Chosen, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.act(token, lang, request, reply, async (page) => {
      await this.pages.tick(page, stepsForm.parse(body ?? {}).step);
      return ['steps', '#steps'];
    });
  }

  @Post('proof')
  @HttpCode(303)
  async prove(@Param('token') token: string, @Body() body: unknown, @Query({ schema: langQuery }) { lang }: Chosen, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.act(token, lang, request, reply, async (page) => {
      const { kind } = await this.pages.prove(page, proofForm.parse(body ?? {}).proof);
      if (kind === 'proved') this.cookie.give(reply, token);
      return [kind === 'wrong' ? 'wrong' : null, '#mine'];
    });
  }

  @Post('answer')
  @HttpCode(303)
  async answer(@Param('token') token: string, @Body() body: unknown, @Query({ schema: langQuery }) { lang }: Chosen, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { answer, words, recommend } = answerForm.parse(body ?? {});
    await this.act(token, lang, request, reply, async (page) => {
      if (answer === null) return ['no-answer', '#question'];
      await this.pages.answer(page.notice.noticeId, page.customerId, { channel: 'page', answer, score: null, recommend: this.settings.ASK_RECOMMEND ? recommend : null, words });
      return ['answer', '#question'];
    });
  }

  /** Whoever reads this is not the person. By a form alone: what follows links must not be able to say it. */
  @Post('not-me')
  @HttpCode(303)
  async notMe(@Param('token') token: string, @Body() body: unknown, @Query({ schema: langQuery }) { lang }: Chosen, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channel } = notMeForm.parse(body ?? {});
    await this.act(token, lang, request, reply, async (page) => {
      if (channel !== null) await this.disowned.disown(page.notice.noticeId, page.customerId, channel);
      return [null, ''];
    });
  }

  /** The browser says that somebody moves on the page. */
  @Post('seen')
  @HttpCode(204)
  async seen(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.openOr404(token, null, request, reply);
    if (!page) return;
    await this.pages.see(page);
    void reply.status(204).send();
  }

  /** What a form of the page does, and then the page again: what to say there, and at which part of it. */
  private async act(token: string, lang: Chosen['lang'], request: FastifyRequest, reply: FastifyReply, deed: (page: OpenPage) => Promise<readonly [JustDone, string]>): Promise<void> {
    const page = await this.openOr404(token, lang, request, reply);
    if (!page) return;
    const [done, place] = await deed(page);
    void reply.header('cache-control', 'no-store').redirect(addressWith(`/n/${token}`, { done, lang }) + place, 303);
  }

  /** In the language that was chosen where the notice was written in it, else in the reader's own. @throws Error where neither can be made. */
  private contextIn(lang: Chosen['lang'], texts: SendablePlan['texts'], member: Member): RenderContext {
    const chosen = lang === null ? null : texts.context({ ...member, locale: lang });
    if (chosen?.ok) return chosen.value;
    const own = texts.context(member);
    if (!own.ok) throw new Error(`The page of member ${member.customerId} lacks ${own.refusal.flatMap(({ missing }) => missing).join(', ')}.`);
    return own.value;
  }

  /** `too-many` for everybody at an address from which too many were tried that there are not: whether this one is right is not looked at. */
  private async find(token: string, request: FastifyRequest): Promise<OpenPage | ClosedPage | { readonly kind: 'unknown' | 'too-many' }> {
    const who = readerAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for']);
    if (!this.unknown.mayTry(who)) return { kind: 'too-many' };
    const page = await this.pages.find(token);
    if (page !== null) return page;
    this.unknown.countFailure(who);
    return { kind: 'unknown' };
  }

  private async openOr404(token: string, lang: Chosen['lang'], request: FastifyRequest, reply: FastifyReply): Promise<OpenPage | null> {
    const page = await this.find(token, request);
    if (page.kind === 'open') return page;
    this.showNone(page, lang, request, reply);
    return null;
  }

  private showNone(page: ClosedPage | { readonly kind: 'unknown' | 'too-many' }, chosen: Chosen['lang'], request: FastifyRequest, reply: FastifyReply): void {
    if (page.kind !== 'closed') return this.trouble.send(reply, page.kind === 'unknown' ? 404 : 429, request);
    const words = pageWords(languageFor(chosen, request.headers['accept-language']));
    const { closedTitle, closed, closedCall, lang } = words;
    const { name, phone, website, supportHours } = page.sender;
    const languages = request.method === 'GET' ? inOtherLanguages(lang, (other) => addressWith(pathOf(request), { lang: other })) : [];
    const shown = { from: name, languages, heading: closedTitle, sentence: closed, callUs: closedCall(name, phone, supportHours[lang] ?? null), phone, website };
    this.send(reply, 410, 'page-none', lang, `${name}: ${closedTitle}`, shown);
  }

  private send(reply: FastifyReply, status: number, view: string, lang: string, title: string, data: Readonly<Record<string, unknown>>): void {
    this.site.send(reply, { status, view, lang, title, data }, { 'cache-control': 'private, no-store', vary: 'accept-language, cookie' });
  }
}
