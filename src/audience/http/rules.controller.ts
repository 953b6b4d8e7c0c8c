import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ruleJsonSchema } from '../model/rule.js';
import { jsonSchemaAnswer } from './answers.schema.js';

@ApiTags('audiences')
@Controller('api/v1/rules')
export class RulesController {
  @Get('schema')
  @ApiOkResponse({ standardSchema: jsonSchemaAnswer })
  @ApiOperation({ summary: 'JSON Schema of a rule' })
  schema(): unknown {
    return ruleJsonSchema();
  }
}
