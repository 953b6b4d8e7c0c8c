import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ruleJsonSchema } from '../model/rule.js';

@ApiTags('audiences')
@Controller('api/v1/rules')
export class RulesController {
  @Get('schema')
  @ApiOperation({ summary: 'JSON Schema of a rule' })
  schema(): unknown {
    return ruleJsonSchema();
  }
}
