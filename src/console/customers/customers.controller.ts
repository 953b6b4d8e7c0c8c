import { Readable } from 'node:stream';
import { Body, Controller, Get, Header, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { CustomerListService } from '../../audience/customer-list.service.js';
import { REACHES } from '../../audience/contract.js';
import { brandsOf } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { spacedPhone } from '../../kernel/phone.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { type Erasure } from '../../platform/privacy/erasure.records.js';
import { Erasures } from '../../platform/privacy/erasures.js';
import { pageOfMore, uuidOf } from '../list/console-list.js';
import { erasuresList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { pagingOf } from '../list/paging.js';
import { wayOf } from '../list/way.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { languageName, regionName } from '../page/words.js';
import { erasurePart } from './customer.presenter.js';

const rowId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const listQuery = z.object({ reach: z.enum(REACHES).catch('all'), before: rowId.nullable().catch(null), start: z.string().nullable().catch(null), back: z.string().nullable().catch(null) });
const PAGE = 50;
const REACH_WORDS = { all: 'Everybody', unreachable: 'Without any address', stopped: 'With a stopped address' } as const;
const ERASURE_COLUMNS: Columns<Erasure> = {
  case: ({ caseNumber }) => caseNumber, why: ({ ground }) => ground, asked_at: ({ askedAt }) => askedAt, asked_by: ({ askedByName }) => askedByName, state: ({ state }) => state, waits_for: ({ waitsFor }) => waitsFor.join(' '), done_at: ({ doneAt }) => doneAt,
};
const stateOf = ({ state }: Readonly<Record<'state', string>>): Erasure['state'] | null => (state || null) as Erasure['state'] | null;

/** Whom the company knows. A search is a form that is posted: an address would keep the name in histories and logs. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'legal', 'admin')
@AsksBrands()
@Controller('customers')
export class CustomersPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly customers: CustomerListService,
    private readonly erasures: Erasures,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query({ schema: listQuery }) { reach, before, ...way }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [found, roughly] = await Promise.all([this.customers.list(viewer.actor, reach, before, PAGE), this.customers.roughly(viewer.actor)]);
    const reaches = REACHES.map((value) => ({ value, label: REACH_WORDS[value], current: value === reach }));
    const [here, isFirst] = [`/customers?reach=${reach}`, before === null];
    const paging = pagingOf({ noun: 'customers', way: wayOf(before, way), rows: found.length, next: found.length === PAGE ? found.at(-1)!.id : null, address: (place) => `${here}${place === null ? '' : `&before=${place}`}` });
    this.send(reply, viewer, { found: found.map(foundPart), reach, reaches, paging, isFirst, roughly: roughly || null, find: '' });
  }

  @Post('find')
  async find(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const find = new Form(body).text('find').replaceAll('\0', '').slice(0, 300);
    if (find === '') return seeOther(reply, '/customers');
    const found = await this.customers.find(viewer.actor, find);
    if (found.length === 1) return seeOther(reply, `/customers/${found[0]!.id}`);
    this.send(reply, viewer, { found: found.map(foundPart), find, reach: 'all', reaches: [], paging: null, isFirst: true, roughly: null });
  }

  @Get('customers.csv')
  @AllowRoles('ops', 'legal', 'admin')
  @Header('cache-control', 'no-store')
  async csv(@Query({ schema: listQuery }) { reach }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.customers.export(viewer.actor, reach)), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="customers.csv"' });
  }

  @Get('erasures')
  @AllowRoles('legal', 'admin')
  async erased(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const asked = erasuresList.asked(query);
    const { rows, next } = pageOfMore(await this.erasures.list(viewer.actor, stateOf(asked.values), uuidOf(asked.after), PAGE + 1), ({ id }) => id, PAGE);
    const list = erasuresList.bar('/customers/erasures', asked, { rows, next }, '/customers/erasures.csv');
    sendPage(reply, this.pages.page(viewer, 'erasures', 'Erasures', { erasures: rows.map(erasurePart), list, zone: this.pages.zone }));
  }

  @Get('erasures.csv')
  @AllowRoles('legal', 'admin')
  @Header('cache-control', 'no-store')
  async erasedFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = erasuresList.asked(query);
    const rows = everyPage<Erasure>(({ id }) => id, (after, limit) => this.erasures.list(viewer.actor, stateOf(asked.values), after, limit));
    return this.files.take(viewer, erasuresList, asked, { columns: ERASURE_COLUMNS, rows });
  }

  private send(reply: FastifyReply, viewer: Viewer, shown: Readonly<Record<string, unknown>>): void {
    const may = { take: mayDo(viewer, 'ops', 'legal', 'admin'), erase: mayDo(viewer, 'legal', 'admin'), everywhere: brandsOf(viewer.actor) === null };
    sendPage(reply, this.pages.page(viewer, 'customers', 'Customers', { ...shown, may, zone: this.pages.zone }));
  }
}

/** Places and languages by name: "CA US" and "es-US" are codes. */
const foundPart = <T extends { readonly region: string | null; readonly country: string | null; readonly locale: string | null; readonly phone: string | null }>(one: T) => ({ ...one, phone: one.phone && spacedPhone(one.phone), place: regionName(`${one.country ?? ''}${one.region ? `-${one.region}` : ''}`), language: languageName(one.locale) });
