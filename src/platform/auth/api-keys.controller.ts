import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, ROLES } from '../../kernel/actor.js';
import { type ApiKeyId } from '../../kernel/ids.js';
import { ONE_LINE, ONE_LINE_FAULT } from '../../kernel/one-line.js';
import { pageOf } from '../http/answer.schema.js';
import { pageOfRows, pageQuery } from '../http/page-of-rows.js';
import { AsksBrands, CurrentActor } from './access.js';
import { isWantedKey } from './access-filter.js';
import { ApiKeys } from './api-keys.js';
import { answer } from './people.controller.js';
import { accessRequestAnswer } from './rights/access-request.answer.js';
import { RightsDesk } from './rights/rights-desk.js';
import { apiKeyAnswer, newApiKeyAnswer } from './auth-answers.schema.js';

const listQuery = z.object({ words: z.string().trim().max(100).optional().describe('Part of its name, or of its beginning.'), live: z.stringbool().optional().describe('Neither revoked nor ended.'), ...pageQuery });
const keyId = z.uuid().transform((id) => id as ApiKeyId);
const newKey = z.strictObject({
  name: z.string().trim().min(1).max(100).regex(ONE_LINE, ONE_LINE_FAULT),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  brands: z.array(z.string().max(60)).max(100).nullish().describe('The brands that it is for; left out or empty: every one in which its maker has the role.'),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
});

@ApiTags('keys')
@AsksBrands()
@Controller('api/v1/keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly rights: RightsDesk,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(apiKeyAnswer) })
  @ApiOperation({ summary: 'My API keys, newest first; an admin sees all' })
  async list(@Query({ schema: listQuery }) { after, limit, ...wanted }: z.output<typeof listQuery>, @CurrentActor() actor: Actor) {
    return pageOfRows(await this.keys.list(actor), isWantedKey(wanted, new Date()), ({ id }) => id, { after, limit });
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: newApiKeyAnswer })
  @ApiAcceptedResponse({ standardSchema: accessRequestAnswer })
  @ApiOperation({ summary: 'Make an API key with some of my roles. The key is in this answer and never shown again. Where there are two administrators, one has to confirm it first: 202 with the request' })
  async create(@Body({ schema: newKey }) { name, roles, brands, expiresAt }: z.output<typeof newKey>, @CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    const granted = await this.rights.makeKey(actor, { name, roles, brands: brands ?? null, expiresAt: expiresAt ? new Date(expiresAt) : null });
    return answer(granted.kind === 'done' ? { kind: 'done', value: { key: granted.value.key, ...granted.value.apiKey } } : granted, reply);
  }

  @Delete(':id')
  @ApiOkResponse({ standardSchema: apiKeyAnswer })
  @ApiOperation({ summary: 'Revoke a key, at once and for good' })
  revoke(@Param('id', { schema: keyId }) id: ApiKeyId, @CurrentActor() actor: Actor) {
    return this.keys.revoke(actor, id);
  }
}
