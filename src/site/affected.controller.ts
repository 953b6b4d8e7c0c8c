import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Templates } from '../compose/contract.js';
import { type Brand, INCIDENT_KINDS, type IncidentKind } from '../declare/contract.js';
import { EnquiriesService, type EnquiryAnswer } from '../hear/enquiries.service.js';
import { Public } from '../platform/auth/access.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { affectedWords, type AffectedWords } from './affected.words.js';
import { Attempts } from './attempts.js';
import { wordsFor } from './check.words.js';
import { dayIn, momentIn } from './moment.js';
import { readerAddress } from './reader-address.js';
import { SitePages } from './site-pages.js';

const COOKIE = 'fw_asked';
const COOKIE_SECONDS = 45 * 60;
const WRONG_IN_A_MINUTE = 15;
const MINUTE_MS = 60_000;
const ADDRESSES_KEPT = 50_000;
const LONGEST_REFERENCE = 60;

const askForm = z.object({ reference: z.string().transform((text) => text.trim().slice(0, LONGEST_REFERENCE)).catch(''), brand: z.string().max(60).nullable().catch(null) });
const codeForm = z.object({ code: z.string().max(40).catch('') }).catch({ code: '' });
const askQuery = z.object({ brand: z.string().max(60).nullable().catch(null) });
const codeQuery = z.object({ wrong: z.enum(['yes']).nullable().catch(null) });
const STEPS = ['ask', 'code', 'concerns', 'clear', 'ended', 'off'] as const;
type Step = (typeof STEPS)[number];
/** Status, words, who speaks, step, title, and what the step shows. */
type Shown = [status: number, words: AffectedWords, brand: Brand | null, step: Step, title: string, data: Readonly<Record<string, unknown>>];

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
    private readonly templates: Templates,
    private readonly site: SitePages,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'AFFECTED_PAGE' | 'AFFECTED_CLOSED_DAYS'>,
    @Inject(SURROUNDINGS) { publicUrl }: Pick<Surroundings, 'publicUrl'>,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  @Get()
  async form(@Query({ schema: askQuery }) { brand: wanted }: z.output<typeof askQuery>, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.showForm(reply, language, wanted, null, 200);
  }

  @Post()
  @HttpCode(303)
  async ask(@Body() body: unknown, @Headers('accept-language') language: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { reference, brand: wanted } = askForm.parse(body ?? {});
    const words = affectedWords(wordsFor(language).lang);
    const brand = await this.enquiries.brandOf(wanted);
    if (brand === null || !this.settings.AFFECTED_PAGE) return this.showForm(reply, language, wanted, null, 404);
    if (reference === '') return this.showForm(reply, language, wanted, words.missing, 422);
    const token = await this.enquiries.ask(reference, sourceOf(request), brand.id);
    if (token === null) return this.showForm(reply, language, wanted, words.tooMany, 429);
    this.keep(reply, token);
    void reply.header('cache-control', 'no-store').redirect(`/affected/code?brand=${encodeURIComponent(brand.id)}`, 303);
  }

  @Get('code')
  async code(@Query({ schema: askQuery.extend(codeQuery.shape) }) { brand: wanted, wrong }: { readonly brand: string | null; readonly wrong: 'yes' | null }, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { words, brand } = await this.around(language, wanted);
    this.show(reply, 200, words, brand, 'code', words.codeTitle, { fault: wrong === null ? null : words.codeWrong });
  }

  @Post('code')
  @HttpCode(303)
  async prove(@Body() body: unknown, @Query({ schema: askQuery }) { brand: wanted }: z.output<typeof askQuery>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const source = sourceOf(request);
    const token = request.cookies[COOKIE] ?? '';
    const right = this.settings.AFFECTED_PAGE && this.wrong.mayTry(source) && (await this.enquiries.prove(token, codeForm.parse(body ?? {}).code));
    if (!right) this.wrong.countFailure(source);
    void reply.header('cache-control', 'no-store').redirect(right ? '/affected/answer' : `/affected/code?wrong=yes${wanted === null ? '' : `&brand=${encodeURIComponent(wanted)}`}`, 303);
  }

  @Get('answer')
  async answer(@Headers('accept-language') language: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = this.settings.AFFECTED_PAGE ? await this.enquiries.read(request.cookies[COOKIE] ?? '') : null;
    const { words, brand } = await this.around(language, answer?.brandId ?? null);
    if (!answer) return this.show(reply, 410, words, brand, 'ended', words.endedTitle, {});
    const leavesOut = answer.leavesOut ? words.leavesOut : null;
    if (answer.concerns.length === 0) {
      const [title, clear] = answer.leavesOut ? [words.clearHereTitle, words.clearHere] : [words.clearTitle, words.clear];
      return this.show(reply, 200, words, brand, 'clear', title, { clear: clear(momentIn(words.lang, brand?.timeZone ?? 'UTC', answer.at)), leavesOut });
    }
    const concerns = await Promise.all(answer.concerns.map(async ({ kind, closedAt, page }) => ({ page, title: await this.titleOf(kind, words), settled: closedAt && words.settled(dayIn(words.lang, brand?.timeZone ?? 'UTC', closedAt)) })));
    this.show(reply, 200, words, brand, 'concerns', words.concernsTitle, { lead: words.concerns(brand?.name ?? ''), concerns, leavesOut });
  }

  private async titleOf(kind: EnquiryAnswer['concerns'][number]['kind'], { lang }: AffectedWords): Promise<string> {
    const known = INCIDENT_KINDS.find((one): one is IncidentKind => one === kind);
    return known ? ((await this.templates.playbook(known)).title[lang] ?? '') : '';
  }

  private async showForm(reply: FastifyReply, language: string | undefined, wanted: string | null, fault: string | null, status: number): Promise<void> {
    const { words, brand } = await this.around(language, wanted);
    this.show(reply, brand === null ? 404 : status, words, brand, 'ask', words.title, { fault: brand === null ? words.none : fault });
  }

  private async around(language: string | undefined, wanted: string | null) {
    return { words: affectedWords(wordsFor(language).lang), brand: await this.enquiries.brandOf(wanted) };
  }

  private show(reply: FastifyReply, ...[status, words, brand, step, title, data]: Shown): void {
    if (this.settings.AFFECTED_PAGE) this.send(reply, status, words, brand, step, title, data);
    else this.send(reply, 404, words, brand, 'off', words.title, { fault: words.off });
  }

  private send(reply: FastifyReply, ...[status, words, brand, step, title, data]: Shown): void {
    const { label, hint, button, lead, onItsWay, codeLabel, codeHint, codeButton, again, openPage, clearLater, pageShut, ended, never } = words;
    const hours = brand?.supportHours[words.lang] ?? null;
    const shown = {
      fault: null, lead: null, clear: null, leavesOut: null, concerns: [], ...data,
      title, is: Object.fromEntries(STEPS.map((one) => [one, one === step])),
      words: { label, hint, button, lead, onItsWay, codeLabel, codeHint, codeButton, again, openPage, clearLater, pageShut, ended, never, covers: words.covers(this.settings.AFFECTED_CLOSED_DAYS) },
      brand: brand && { id: brand.id, name: brand.name, phone: brand.phone, website: brand.website },
      call: brand && words.call(brand.phone, hours),
      noCode: brand && words.noCode(brand.phone, hours),
    };
    this.site.send(reply, { status, view: 'affected', lang: words.lang, title: brand ? `${brand.name}: ${title}` : title, data: shown });
  }

  private keep(reply: FastifyReply, token: string): void {
    reply.setCookie(COOKIE, token, { path: '/affected', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: COOKIE_SECONDS });
  }
}

const sourceOf = (request: FastifyRequest): string => readerAddress(request.socket.remoteAddress ?? '', request.headers['x-forwarded-for']);
