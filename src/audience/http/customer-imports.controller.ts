import { Controller, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Actor } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { importReportAnswer } from '../../platform/imports/import-answer.schema.js';
import { importAnswer, type ImportAnswer } from '../../platform/imports/imports.controller.js';
import { ImportMappings, SAVED } from '../../platform/imports/import-mappings.js';
import { readOptions } from '../../platform/imports/import-options.js';
import { readUpload } from '../../platform/imports/upload.js';
import { CustomerImports } from '../customer-imports.service.js';
import { customerImportQuery, touchpointImportQuery } from '../import.options.js';

const MAPPING = 'JSON: column of the file and the field that it is, attributes.<name>, or null to leave it out. Columns that nobody knows become attributes.';

const UNSEALED = 'Attributes, references and labels are not sealed. What in them looks like an address, a number or a date of birth is in `warnings`, by column; with `refuse`, nothing is imported where that is a card, government or account number. Default: warn.';

const BRAND = 'For whose customers the file is: whoever it names is one of this brand from then on. Without it, for all of the company’s; a key or person with roles in some brands alone must say it where these are several, and changes no customer of another.';

@ApiTags('imports')
@Controller('api/v1/imports')
@AllowRoles('ops', 'commander', 'admin')
@AsksBrands()
export class CustomerImportsController {
  constructor(
    private readonly imports: CustomerImports,
    private readonly mappings: ImportMappings,
  ) {}

  @Post('customers')
  @ApiOperation({
    summary: 'Take in customers',
    description: 'CSV or NDJSON of any length, as the body or as a form\'s file (its options before it). Fields: reference (required), first_name, last_name, email, phone, locale, country, region, postal_code, time_zone, preferred_channel, care (minor, deceased or represented: written to at representative_email, or not at all), representative_email, esign_consent (yes or no to getting notices by electronic means, or the day since which it is yes), esign_consent_on (the day of that answer), esign_consent_words (to what, and where that was said), email_changed_at, phone_changed_at. A customer is known by the reference. A value that can\'t be used is left out and reported, and never wipes what was known. The same file twice changes nothing.',
  })
  @ApiConsumes('text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiQuery({ name: 'brand', required: false, description: BRAND })
  @ApiQuery({ name: 'country', required: false, description: 'Of numbers without a country code in rows without a country.' })
  @ApiQuery({ name: 'clearEmpty', required: false, description: 'true: an empty cell clears what is known. Default: it says nothing.' })
  @ApiQuery({ name: 'timeZone', required: false, description: 'IANA zone of times without an offset.' })
  @ApiQuery({ name: 'unsealed', required: false, enum: ['warn', 'refuse'], description: UNSEALED })
  @ApiQuery({ name: 'mapping', required: false, description: MAPPING })
  @ApiQuery({ name: 'saved', required: false, description: SAVED })
  @ApiCreatedResponse({ standardSchema: importReportAnswer, description: 'Counts, how each column was understood, and the first hundred bad rows.' })
  async customers(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer> {
    const { source, options } = await readUpload(request);
    return importAnswer(await this.imports.run('customers', source, readOptions(customerImportQuery, await this.mappings.applied(actor, 'customers', options)), actor));
  }

  @Post('touchpoints')
  @ApiOperation({
    summary: 'Take in touchpoints: purchases, logins, shipments',
    description: 'CSV or NDJSON of any length. Fields: customer (required), kind, reference, occurred_at (required), label. A touchpoint is known by kind, reference and customer; without a reference it is named by what its row says.',
  })
  @ApiConsumes('text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiQuery({ name: 'brand', required: false, description: BRAND })
  @ApiQuery({ name: 'kind', required: false, description: 'Kind of rows that name none.' })
  @ApiQuery({ name: 'timeZone', required: false, description: 'IANA zone of times without an offset.' })
  @ApiQuery({ name: 'createCustomers', required: false, description: 'true: customers that are not known are made. Default: their rows are bad.' })
  @ApiQuery({ name: 'skipWhen', required: false, description: 'JSON: {"column": "invoice", "startsWith": "C"}, or with "equals", or a list of them: rows to leave out.' })
  @ApiQuery({ name: 'unsealed', required: false, enum: ['warn', 'refuse'], description: UNSEALED })
  @ApiQuery({ name: 'mapping', required: false, description: MAPPING })
  @ApiQuery({ name: 'saved', required: false, description: SAVED })
  @ApiCreatedResponse({ standardSchema: importReportAnswer, description: 'Counts, how each column was understood, and the first hundred bad rows.' })
  async touchpoints(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer> {
    const { source, options } = await readUpload(request);
    return importAnswer(await this.imports.run('touchpoints', source, readOptions(touchpointImportQuery, await this.mappings.applied(actor, 'touchpoints', options)), actor));
  }
}
