import { Readable } from 'node:stream';
import { Body, Controller, Get, Header, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { CustomerListService } from '../../audience/customer-list.service.js';
import { REACHES } from '../../audience/contract.js';
import type { CustomerId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Erasures } from '../../platform/privacy/erasures.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { erasurePart } from './customer.presenter.js';

const rowId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const listQuery = z.object({ reach: z.enum(REACHES).catch('all'), before: rowId.nullable().catch(null) });
const erasuresQuery = z.object({ state: z.enum(['waiting', 'done', 'withdrawn']).nullable().catch(null), after: z.uuid().nullable().catch(null) });
const PAGE = 50;
const REACH_WORDS = { all: 'Everybody', unreachable: 'Without any address', stopped: 'With a stopped address' } as const;
const STATE_WORDS = [{ value: '', label: 'All' }, { value: 'waiting', label: 'Waiting' }, { value: 'done', label: 'Done' }, { value: 'withdrawn', label: 'Withdrawn' }];

/** Whom the company knows. A search is a form that is posted: an address would keep the name in histories and logs. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'legal', 'admin')
@Controller('customers')
export class CustomersPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly customers: CustomerListService,
    private readonly erasures: Erasures,
  ) {}

  @Get()
  async list(@Query({ schema: listQuery }) { reach, before }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [found, roughly] = await Promise.all([this.customers.list(reach, before, PAGE), this.customers.roughly()]);
    const reaches = REACHES.map((value) => ({ value, label: REACH_WORDS[value], current: value === reach }));
    const next = found.length === PAGE ? found.at(-1)!.id : null;
    this.send(reply, viewer, { found, reach, reaches, next, isFirst: before === null, roughly: roughly > 0 ? roughly : null, find: '' });
  }

  @Post('find')
  async find(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const find = new Form(body).text('find').replaceAll('\0', '').slice(0, 300);
    if (find === '') return seeOther(reply, '/customers');
    const found = await this.customers.find(viewer.actor, find);
    if (found.length === 1) return seeOther(reply, `/customers/${found[0]!.id}`);
    this.send(reply, viewer, { found, find, reach: 'all', reaches: [], next: null, isFirst: true, roughly: null });
  }

  @Get('customers.csv')
  @AllowRoles('ops', 'legal', 'admin')
  @Header('cache-control', 'no-store')
  async csv(@Query({ schema: listQuery }) { reach }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.customers.export(viewer.actor, reach)), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="customers.csv"' });
  }

  @Get('erasures')
  @AllowRoles('legal', 'admin')
  async erased(@Query({ schema: erasuresQuery }) { state, after }: z.output<typeof erasuresQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.erasures.list(state, after, PAGE);
    const states = STATE_WORDS.map((one) => ({ ...one, current: one.value === (state ?? '') }));
    sendPage(reply, this.pages.page(viewer, 'erasures', 'Erasures', { erasures: found.map(erasurePart), states, state: state ?? '', zone: this.pages.zone, isFirst: after === null, next: found.length === PAGE ? found.at(-1)!.id : null }));
  }

  private send(reply: FastifyReply, viewer: Viewer, shown: Readonly<Record<string, unknown>>): void {
    const may = { take: mayDo(viewer, 'ops', 'legal', 'admin'), erase: mayDo(viewer, 'legal', 'admin') };
    sendPage(reply, this.pages.page(viewer, 'customers', 'Customers', { ...shown, may, zone: this.pages.zone }));
  }
}
