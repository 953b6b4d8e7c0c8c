import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { type Brand } from '../../declare/contract.js';
import { type Role, ROLES } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type ApiKeyId, type PersonId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { ApiKeys } from '../../platform/auth/api-keys.js';
import { People } from '../../platform/auth/people.js';
import { AccessRequests } from '../../platform/auth/rights/access-requests.js';
import { RightsDesk } from '../../platform/auth/rights/rights-desk.js';
import { keysList, peopleList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { keyColumns, keysAsked, NOBODY, peopleAsked, peopleColumns, peoplePage, type TypedPerson } from './people.presenter.js';

/** The last that were decided stand below those that wait. */
const REQUESTS_SHOWN = 20;
const requestId = z.uuid();
const personId = z.uuid().transform((id) => id as PersonId);
const keyId = z.uuid().transform((id) => id as ApiKeyId);

/** Who may sign in and do what, and the keys of programs. */
@ApiExcludeController()
@AllowRoles('admin')
@Controller('people')
export class PeoplePageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly people: People,
    private readonly keys: ApiKeys,
    private readonly rights: RightsDesk,
    private readonly requests: AccessRequests,
    private readonly brands: BrandService,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, {}, query);
  }

  @Get('people.csv')
  @Header('cache-control', 'no-store')
  async peopleFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = peopleList.asked(query);
    return this.files.take(viewer, peopleList, asked, { columns: peopleColumns, rows: peopleAsked(await this.people.list(), asked) });
  }

  @Get('keys.csv')
  @Header('cache-control', 'no-store')
  async keysFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const [asked, people, keys] = [keysList.asked(query), await this.people.list(), await this.keys.list(viewer.actor)];
    return this.files.take(viewer, keysList, asked, { columns: keyColumns(new Map(people.map(({ id, name }) => [id, name]))), rows: keysAsked(keys, asked, new Date()) });
  }

  @Post()
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const brandRoles = brandRolesIn(form, await this.brands.list());
    const typed = { name: form.text('name'), email: form.text('email'), roles: form.all('roles'), brandRoles };
    await this.act(reply, viewer, { typed }, () => this.rights.addPerson(viewer.actor, { name: typed.name, email: typed.email, roles: rolesIn(typed.roles), brandRoles, password: secret(body, 'password') }));
  }

  @Post(':id')
  async change(@Param('id', { schema: personId }) id: PersonId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const password = secret(body, 'password');
    const brandRoles = brandRolesIn(form, await this.brands.list());
    const resetSecondFactors = form.text('resetSecondFactors') === 'yes';
    const change = { name: form.text('name'), roles: rolesIn(form.all('roles')), brandRoles, disabled: form.text('disabled') === 'yes', resetSecondFactors, ...(password === '' ? {} : { password }) };
    await this.act(reply, viewer, {}, () => this.rights.changePerson(viewer.actor, id, change));
  }

  /** The key is on this one page and never again, so this answer is no redirect. */
  @Post('keys/new')
  async makeKey(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    try {
      const expiresAt = form.instant('expiresAt', 'The end', this.pages.zone);
      if (form.text('keyName') === '') form.faults.push('A key needs a name that says which program has it.');
      if (form.faults.length > 0) return await this.show(reply, viewer, { faults: form.faults, status: 422 });
      const granted = await this.rights.makeKey(viewer.actor, { name: form.text('keyName').slice(0, 100), roles: rolesIn(form.all('roles')), brands: form.all('brands'), expiresAt });
      if (granted.kind === 'waits') return seeOther(reply, '/people#waiting');
      await this.show(reply, viewer, { newKey: granted.value.key, status: 201 });
    } catch (error) {
      await this.show(reply, viewer, refusalOf(error));
    }
  }

  @Post('requests/:request/confirm')
  async confirm(@Param('request', { schema: requestId }) request: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, {}, () => this.requests.confirm(viewer.actor, request));
  }

  @Post('requests/:request/refuse')
  async refuse(@Param('request', { schema: requestId }) request: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, {}, () => this.requests.refuse(viewer.actor, request, new Form(body).text('reason')));
  }

  /** The key is on this one page too. */
  @Post('requests/:request/key')
  async makeAsked(@Param('request', { schema: requestId }) request: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    try {
      const { key } = await this.requests.makeKey(viewer.actor, request);
      await this.show(reply, viewer, { newKey: key, status: 201 });
    } catch (error) {
      await this.show(reply, viewer, refusalOf(error));
    }
  }

  @Post('keys/:key/revoke')
  async revoke(@Param('key', { schema: keyId }) key: ApiKeyId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, {}, () => this.keys.revoke(viewer.actor, key));
  }

  private async act(reply: FastifyReply, viewer: Viewer, extras: { readonly typed?: TypedPerson }, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      return this.show(reply, viewer, { ...extras, ...refusalOf(error) });
    }
    seeOther(reply, '/people');
  }

  private async show(reply: FastifyReply, viewer: Viewer, { typed = NOBODY, faults = [], newKey = null, status = 200 }: Extras, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const [people, keys, brands, requests, needsSecond] = await Promise.all([this.people.list(), this.keys.list(viewer.actor), this.brands.list(), this.requests.list(null, REQUESTS_SHOWN), this.requests.needSecond()]);
    const own = viewer.actor.kind === 'system' ? [] : viewer.actor.roles;
    sendPage(reply, this.pages.page(viewer, 'people', 'People and keys', peoplePage({ asked: { people: peopleList.asked(query), keys: keysList.asked(query) }, now: new Date(), people, keys, brands, requests, needsSecond, viewerId: viewer.actor.id, own, typed, newKey, faults, zone: viewer.zone ?? this.pages.zone })), status);
  }
}

interface Extras {
  readonly typed?: TypedPerson;
  readonly faults?: readonly Fault[];
  readonly newKey?: string | null;
  readonly status?: number;
}

function rolesIn(names: readonly string[]): readonly Role[] {
  const roles = ROLES.filter((role) => names.includes(role));
  if (roles.length === names.length) return roles;
  throw new DomainError('unprocessable', 'roles-invalid', 'There is no such role.');
}

/** Roles in one brand alone, by fields such as `roles-north`; what names no brand that there is is left out. */
function brandRolesIn(form: Form, brands: readonly Brand[]): Record<string, readonly Role[]> {
  return Object.fromEntries(brands.map(({ id }) => [id, rolesIn(form.all(`roles-${id}`))]));
}

/** As it was typed, blanks included. */
function secret(body: unknown, name: string): string {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}
