import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Templates } from '../compose/contract.js';
import { INCIDENT_KINDS, type IncidentKind } from '../declare/contract.js';
import { EnquiriesService, type EnquiryAnswer } from '../hear/enquiries.service.js';
import { Public } from '../platform/auth/access.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { addressWith } from './affected-address.js';
import { affectedFrame, type Around } from './affected.presenter.js';
import { affectedWords, type AffectedWords } from './affected.words.js';
import { Attempts } from './attempts.js';
import { brandsAt } from './check.presenter.js';
import { chosenLanguage, languageFor } from './chosen-language.js';
import { dayIn, momentIn } from './moment.js';
import { KnownBrands } from './known-brands.js';
import { readerAddress } from './reader-address.js';
import { SitePages } from './site-pages.js';

const COOKIE = 'fw_asked';
const COOKIE_SECONDS = 45 * 60;
const WRONG_IN_A_MINUTE = 15;
const MINUTE_MS = 60_000;
const ADDRESSES_KEPT = 50_000;
const LONGEST_REFERENCE = 60;

const brandNamed = z.string().max(60).nullable().catch(null);
const askForm = z.object({ reference: z.string().transform((text) => text.trim().slice(0, LONGEST_REFERENCE)).catch(''), brand: brandNamed, lang: chosenLanguage });
const codeForm = z.object({ code: z.string().max(40).catch('') }).catch({ code: '' });
const askQuery = z.object({ brand: brandNamed, lang: chosenLanguage });
const codeQuery = askQuery.extend({ wrong: z.enum(['yes', 'too-many']).nullable().catch(null) });
type Asked = z.output<typeof askQuery>;
const STEPS = ['ask', 'choose', 'code', 'concerns', 'clear', 'ended', 'off'] as const;
type Step = (typeof STEPS)[number];
/** Status, step, title, and what the step shows. */
type Shown = [status: number, step: Step, title: string, data: Readonly<Record<string, unknown>>];

/**
 * "Am I affected?", without an account: a reference leads to a code at the address on file, and the code to the answer. What comes back to a
 * reference is the same, byte for byte and by the same work, whether or not anybody has it.
 */
@ApiExcludeController()
@Public()
@Controller('affected')
export class AffectedController {
  private readonly wrong = new Attempts(WRONG_IN_A_MINUTE, MINUTE_MS, ADDRESSES_KEPT, () => Date.now());
  private readonly secure: boolean;

  constructor(
    private readonly enquiries: EnquiriesService,
    private readonly brands: KnownBrands,
    private readonly templates: Templates,
    private readonly site: SitePages,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'AFFECTED_PAGE' | 'AFFECTED_CLOSED_DAYS'>,
    @Inject(SURROUNDINGS) { publicUrl }: Pick<Surroundings, 'publicUrl'>,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  @Get()
  async form(@Query({ schema: askQuery }) asked: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.showForm(reply, await this.around(request, asked, '/affected'), null, 200);
  }

  @Post()
  @HttpCode(303)
  async ask(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { reference, ...asked } = askForm.parse(body ?? {});
    const around = await this.around(request, asked, '/affected');
    const { words, brand } = around;
    if (brand === null || !this.settings.AFFECTED_PAGE) return this.showForm(reply, around, null, 404);
    if (reference === '') return this.showForm(reply, around, words.missing, 422);
    const token = await this.enquiries.ask(reference, sourceOf(request), brand.id);
    if (token === null) return this.showForm(reply, around, words.tooMany, 429);
    this.keep(reply, token);
    void reply.header('cache-control', 'no-store').redirect(addressWith('/affected/code', { brand: brand.id, lang: asked.lang }), 303);
  }

  @Get('code')
  async code(@Query({ schema: codeQuery }) { wrong, ...asked }: z.output<typeof codeQuery>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const around = await this.around(request, asked, '/affected/code');
    this.show(reply, around, 200, 'code', around.words.codeTitle, { fault: wrong === null ? null : wrong === 'yes' ? around.words.codeWrong : around.words.codeTooMany });
  }

  @Post('code')
  @HttpCode(303)
  async prove(@Body() body: unknown, @Query({ schema: askQuery }) { brand, lang }: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const source = sourceOf(request);
    const token = request.cookies[COOKIE] ?? '';
    const mayTry = this.wrong.mayTry(source);
    const right = this.settings.AFFECTED_PAGE && mayTry && (await this.enquiries.prove(token, codeForm.parse(body ?? {}).code));
    if (mayTry && !right) this.wrong.countFailure(source);
    void reply.header('cache-control', 'no-store').redirect(right ? addressWith('/affected/answer', { lang }) : addressWith('/affected/code', { wrong: mayTry ? 'yes' : 'too-many', brand, lang }), 303);
  }

  @Get('answer')
  async answer(@Query({ schema: askQuery }) { lang }: Asked, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = this.settings.AFFECTED_PAGE ? await this.enquiries.read(request.cookies[COOKIE] ?? '') : null;
    const around = await this.around(request, { brand: answer?.brandId ?? null, lang }, '/affected/answer');
    const { words, brand } = around;
    if (!answer) return this.show(reply, around, 410, 'ended', words.endedTitle, {});
    const leavesOut = answer.leavesOut ? words.leavesOut : null;
    if (answer.concerns.length === 0) {
      const [title, clear] = answer.leavesOut ? [words.clearHereTitle, words.clearHere] : [words.clearTitle, words.clear];
      return this.show(reply, around, 200, 'clear', title, { clear: clear(momentIn(words.lang, brand?.timeZone ?? 'UTC', answer.at)), leavesOut });
    }
    const concerns = await Promise.all(answer.concerns.map(async ({ kind, closedAt, page }) => ({ page, title: await this.titleOf(kind, words), settled: closedAt && words.settled(dayIn(words.lang, brand?.timeZone ?? 'UTC', closedAt)) })));
    this.show(reply, around, 200, 'concerns', words.concernsTitle, { lead: words.concerns(brand?.name ?? ''), concerns, leavesOut });
  }

  private async titleOf(kind: EnquiryAnswer['concerns'][number]['kind'], { lang }: AffectedWords): Promise<string> {
    const known = INCIDENT_KINDS.find((one): one is IncidentKind => one === kind);
    return known ? ((await this.templates.playbook(known)).title[lang] ?? '') : '';
  }

  /** Whoever named no company is asked which, where several speak here. */
  private showForm(reply: FastifyReply, around: Around, fault: string | null, status: number): void {
    const { words, brand, choices } = around;
    if (brand === null && choices.length > 0) return this.show(reply, around, status === 200 ? 200 : 404, 'choose', words.title, {});
    this.show(reply, around, brand === null ? 404 : status, 'ask', words.title, { fault: brand === null ? words.none : fault });
  }

  /** The brand that is named speaks, else the one whose address this is, else the only one. */
  private async around({ headers }: FastifyRequest, { brand: wanted, lang }: Asked, path: Around['path']): Promise<Around> {
    const all = await this.brands.list();
    const here = brandsAt(all, headers.host);
    const brand = all.find(({ id }) => id === wanted) ?? (here.length === 1 ? here[0]! : null);
    return { words: affectedWords(languageFor(lang, headers['accept-language'])), chosen: lang, brand, choices: brand === null ? here : [], path };
  }

  private show(reply: FastifyReply, around: Around, ...[status, step, title, data]: Shown): void {
    const { words } = around;
    if (this.settings.AFFECTED_PAGE) this.send(reply, around, status, step, title, data);
    else this.send(reply, around, 404, 'off', words.title, { fault: words.off });
  }

  private send(reply: FastifyReply, around: Around, ...[status, step, title, data]: Shown): void {
    const { words, brand } = around;
    const shown = {
      fault: null, lead: null, clear: null, leavesOut: null, concerns: [], ...data,
      title, is: Object.fromEntries(STEPS.map((one) => [one, one === step])),
      ...affectedFrame(around, this.settings.AFFECTED_CLOSED_DAYS),
    };
    this.site.send(reply, { status, view: 'affected', lang: words.lang, title: brand ? `${brand.name}: ${title}` : title, data: shown });
  }

  private keep(reply: FastifyReply, token: string): void {
    reply.setCookie(COOKIE, token, { path: '/affected', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: COOKIE_SECONDS });
  }
}

const sourceOf = (request: FastifyRequest): string => readerAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for']);
