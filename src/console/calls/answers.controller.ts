import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { Templates } from '../../compose/contract.js';
import { type FeedbackAnswer, type FeedbackTally, type GivenFeedback } from '../../hear/contract.js';
import { FeedbackList } from '../../hear/feedback-list.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { numberOf, pageOfMore } from '../list/console-list.js';
import { answersList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { grouped, languageName, NOTICE_LABELS } from '../page/words.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const PAGE = 50;
const SAID = { yes: { label: 'yes', tone: 'good' }, partly: { label: 'partly', tone: 'warn' }, no: { label: 'no', tone: 'bad' } } as const;
const COLUMNS: Columns<GivenFeedback> = {
  answered_at: ({ answeredAt }) => answeredAt, served: ({ said }) => said, mark: ({ score }) => score, recommend: ({ recommend }) => recommend, words: ({ words }) => words, language: ({ locale }) => locale,
  wave: ({ wave }) => waveWords(wave), by: ({ channel }) => channel,
};

/** People count waves from 1, as the evidence pack does. */
const waveWords = (wave: number | null): number | null => (wave === null ? null : wave + 1);

/** Of the answers that are asked for, as far as the line above counts them; null where it does not. */
function totalOf({ yes, partly, no }: FeedbackTally, { said, ...others }: Readonly<Record<'said' | 'words' | 'locale' | 'wave', string>>): number | null {
  if (Object.values(others).some((value) => value !== '')) return null;
  return { yes, partly, no, '': yes + partly + no }[said] ?? null;
}

/** All answers in a line, and which columns have anything in them. */
function tallyPart({ yes, partly, no, withWords, withRecommend }: FeedbackTally, here: string) {
  const all = yes + partly + no;
  return {
    total: all === 0 ? null : `${grouped(all)} ${all === 1 ? 'answer' : 'answers'}: ${grouped(yes)} yes, ${grouped(partly)} partly, ${grouped(no)} no${withWords === 0 ? '' : `; ${grouped(withWords)} with words`}.`,
    onlyWords: withWords > 0 ? `${here}?words=with` : null, hasRecommends: withRecommend > 0,
  };
}

/** What readers of a notice answered and wrote, without who did. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller('notices/:id/answers')
export class AnswersPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly given: FeedbackList,
    private readonly templates: Templates,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [[notice, tally], here] = [await Promise.all([this.notices.get(id), this.given.tally(id)]), `/notices/${id}/answers`];
    const list = answersList(this.templates.locales(), [tally.firstWave + 1, tally.lastWave + 1]);
    const asked = list.asked(query);
    const { rows, next } = pageOfMore(await this.read(id, asked.values, numberOf(asked.after), PAGE + 1), ({ id: of }) => of, PAGE);
    const data = {
      ...tallyPart(tally, here), notice, typeLabel: NOTICE_LABELS[notice.type], zone: notice.sender.timeZone, list: list.bar(here, asked, { rows, next, total: totalOf(tally, asked.values) }, `${here}/answers.csv`),
      rows: rows.map((one) => ({ ...one, said: SAID[one.said], hasRecommend: one.recommend !== null, wave: waveWords(one.wave), language: languageName(one.locale), by: one.channel === 'sms' ? 'by text' : 'on the page' })),
    };
    sendPage(reply, this.pages.page(viewer, 'answers', `${notice.incident.reference}: what people said`, data));
  }

  @Get('answers.csv')
  @Header('cache-control', 'no-store')
  async file(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const [notice, { firstWave, lastWave }] = await Promise.all([this.notices.get(id), this.given.tally(id)]);
    const list = answersList(this.templates.locales(), [firstWave + 1, lastWave + 1]);
    const asked = list.asked(query);
    return this.files.take(viewer, list, asked, { columns: COLUMNS, rows: everyPage<GivenFeedback>(({ id: of }) => of, (after, limit) => this.read(id, asked.values, after, limit)), incident: notice.incidentId });
  }

  private read(id: NoticeId, { said, words, locale, wave }: Readonly<Record<'said' | 'words' | 'locale' | 'wave', string>>, before: string | null, limit: number): Promise<readonly GivenFeedback[]> {
    const filter = { said: (said || null) as FeedbackAnswer | null, locale: locale || null, wave: /^[1-9]\d{0,6}$/.test(wave) ? Number(wave) - 1 : null, hasWords: words === '' ? null : words === 'with' };
    return this.given.of(id, filter, before, limit);
  }
}
