import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { letterPlaceOf, type Unreachable } from '../../deliver/model/letter-place.js';
import { PostalService, type PostalView, type WithoutAddress } from '../../deliver/postal.service.js';
import { sightOf } from '../../kernel/actor.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { pageOfRows } from '../list/console-list.js';
import { letterFilesList, lettersList } from '../list/console-lists.js';
import { type Columns, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { CountedFigures } from '../../platform/figures/counted-figures.js';
import { LARGE } from '../../platform/figures/large.js';
import { lettersPage } from './letters.presenter.js';
import { unreachedOf } from './sum-bar.js';

type PostalFile = PostalView['files'][number];

const noticeId = z.uuid().transform((id) => id as NoticeId);
const fileId = z.uuid();
const posting = z.object({ postedOn: z.iso.date('must be chosen'), note: z.string().max(500) });
const PAGE = 50;
const FILE_PAGE = 500;
const LACKING_COLUMNS: Columns<WithoutAddress> = { customer: ({ reference }) => reference, order: ({ position }) => position + 1, became: ({ outcome }) => outcome, missing: ({ missing }) => missing.join(', ') };
const FILE_COLUMNS: Columns<PostalFile> = {
  file: ({ number }) => number, letters: ({ letters }) => letters, made_at: ({ madeAt }) => madeAt, made_by: ({ madeBy }) => madeBy, posted_on: ({ postedOn }) => postedOn, note: ({ postedNote }) => postedNote,
};
const outcomeOf = ({ outcome }: Readonly<Record<'outcome', string>>): Unreachable | null => (outcome || null) as Unreachable | null;
const filesAsked = (files: readonly PostalFile[], { posted }: Readonly<Record<'posted', string>>): readonly PostalFile[] => files.filter(({ postedOn }) => posted === '' || (postedOn !== null) === (posted === 'yes'));
/** So many that no channel reached are counted within a page's time, where the notice is no large one: those are looked for among all of it. */
const FEW = 1_000;

/** Letters to whom no channel reached: files of them, and who has no address for one either. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'auditor')
@Controller('notices/:id/letters')
export class LettersController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly postal: PostalService,
    private readonly dispatches: DispatchService,
    private readonly counted: CountedFigures,
    private readonly files: ListFiles,
    private readonly clock: Clock,
  ) {}

  @Get()
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    if (query['part'] === 'counting') {
      reply.header('x-final', String((await this.waiting(id)) !== null));
      return sendPage(reply, this.pages.fragment('counting', {}, viewer));
    }
    await this.show(reply, viewer, id, [], 200, query);
  }

  @Get('without-address.csv')
  @Header('cache-control', 'no-store')
  async lackingFile(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = lettersList.asked(query);
    return this.files.take(viewer, lettersList, asked, { columns: LACKING_COLUMNS, rows: this.everyLacking(id, outcomeOf(asked.values)), incident: (await this.notices.get(id)).incidentId });
  }

  @Get('files.csv')
  @Header('cache-control', 'no-store')
  async filesFile(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = letterFilesList.asked(query);
    return this.files.take(viewer, letterFilesList, asked, { columns: FILE_COLUMNS, rows: filesAsked(await this.postal.files(id), asked.values), incident: (await this.notices.get(id)).incidentId });
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async make(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.attempt(reply, viewer, id, () => this.postal.make(viewer.actor, id));
  }

  @Post(':file/posted')
  @AllowRoles('commander', 'ops')
  async posted(@Param('id', { schema: noticeId }) id: NoticeId, @Param('file', { schema: fileId }) file: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = posting.safeParse({ postedOn: form.text('postedOn'), note: form.text('note') });
    if (!wanted.success) return this.show(reply, viewer, id, faultsOfIssues(wanted.error), 422);
    await this.attempt(reply, viewer, id, () => this.postal.posted(viewer.actor, file, wanted.data.postedOn, wanted.data.note || null));
  }

  private async attempt(reply: FastifyReply, viewer: Viewer, id: NoticeId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, faults, status);
    }
    seeOther(reply, `/notices/${id}/letters`);
  }

  private async *everyLacking(id: NoticeId, only: Unreachable | null): AsyncGenerator<readonly WithoutAddress[]> {
    for (let after: string | null = '-1'; after !== null; ) {
      const { items, next }: Awaited<ReturnType<PostalService['withoutAddress']>> = await this.postal.withoutAddress(id, after, FILE_PAGE, only);
      yield items;
      after = next;
    }
  }

  /** Counted for whoever asks where they are few; else behind him. null: being counted. Whoever makes a file must not see the count of before. */
  private async waiting(id: NoticeId): Promise<PostalView['waiting'] | null> {
    const [{ sum }, files, { policies }] = await Promise.all([this.dispatches.progress(id), this.postal.files(id), this.notices.get(id)]);
    // Of a statutory notice everybody may be owed a letter besides.
    if (sum.members < LARGE && (policies.standing === 'statutory' ? sum.members : unreachedOf(sum)) <= FEW) return this.postal.waiting(id);
    return (await this.counted.soon(`letters ${id} ${files.length}`, () => this.postal.waiting(id))).value;
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const [asked, askedFiles] = [lettersList.asked(query), letterFilesList.asked(query)];
    const only = outcomeOf(asked.values);
    const after = asked.after !== null && letterPlaceOf(asked.after, only) !== null ? asked.after : '-1';
    const [notice, files, waiting, { items: lacking, next }] = await Promise.all([this.notices.get(id), this.postal.files(id), this.waiting(id), this.postal.withoutAddress(id, after, PAGE, only)]);
    const page = pageOfRows(filesAsked(files, askedFiles.values), ({ id: of }) => of, askedFiles.after, PAGE);
    const here = `/notices/${id}/letters`;
    const lists = { lacking: lettersList.bar(here, asked, { rows: lacking, next }, `${here}/without-address.csv`), files: letterFilesList.bar(here, askedFiles, page, `${here}/files.csv`) };
    const shown = lettersPage({ notice, lists, files: page.rows, inFiles: files.reduce((sum, { letters }) => sum + letters, 0), waiting, lacking, now: this.clock.now(), may: mayDo(viewer, 'commander', 'ops'), mayOpen: mayDo(viewer, 'commander', 'ops', 'legal', 'admin') && sightOf(viewer.actor).brands === null, mayImport: mayDo(viewer, 'ops', 'commander', 'admin'), faults });
    sendPage(reply, this.pages.page(viewer, 'letters', 'Letters', shown), status);
  }
}
