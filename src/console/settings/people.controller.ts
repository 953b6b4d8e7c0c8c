import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Role, ROLES } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type ApiKeyId, type PersonId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { ApiKeys } from '../../platform/auth/api-keys.js';
import { People } from '../../platform/auth/people.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { NOBODY, peoplePage, type TypedPerson } from './people.presenter.js';

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
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, {});
  }

  @Post()
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { name: form.text('name'), email: form.text('email'), roles: form.all('roles') };
    await this.act(reply, viewer, { typed }, () => this.people.create(viewer.actor, { name: typed.name, email: typed.email, roles: rolesIn(typed.roles), password: secret(body, 'password') }));
  }

  @Post(':id')
  async change(@Param('id', { schema: personId }) id: PersonId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const password = secret(body, 'password');
    const change = { name: form.text('name'), roles: rolesIn(form.all('roles')), disabled: form.text('disabled') === 'yes', ...(password === '' ? {} : { password }) };
    await this.act(reply, viewer, {}, () => this.people.change(viewer.actor, id, change));
  }

  /** The key is on this one page and never again, so this answer is no redirect. */
  @Post('keys/new')
  async makeKey(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    try {
      const expiresAt = form.instant('expiresAt', 'The end', this.pages.zone);
      if (form.text('keyName') === '') form.faults.push('A key needs a name that says which program has it.');
      if (form.faults.length > 0) return await this.show(reply, viewer, { faults: form.faults, status: 422 });
      const { key } = await this.keys.create(viewer.actor, { name: form.text('keyName').slice(0, 100), roles: rolesIn(form.all('roles')), expiresAt });
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

  private async show(reply: FastifyReply, viewer: Viewer, { typed = NOBODY, faults = [], newKey = null, status = 200 }: Extras): Promise<void> {
    const [people, keys] = await Promise.all([this.people.list(), this.keys.list(viewer.actor)]);
    const own = viewer.actor.kind === 'system' ? [] : viewer.actor.roles;
    sendPage(reply, this.pages.page(viewer, 'people', 'People', peoplePage({ people, keys, own, typed, newKey, faults, zone: this.pages.zone })), status);
  }
}

interface Extras {
  readonly typed?: TypedPerson;
  readonly faults?: readonly string[];
  readonly newKey?: string | null;
  readonly status?: number;
}

function rolesIn(names: readonly string[]): readonly Role[] {
  const roles = ROLES.filter((role) => names.includes(role));
  if (roles.length === names.length) return roles;
  throw new DomainError('unprocessable', 'roles-invalid', 'There is no such role.');
}

/** As it was typed, blanks included. */
function secret(body: unknown, name: string): string {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}
