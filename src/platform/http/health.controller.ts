import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.js';
import { Database } from '../database/transactions.js';
import { HttpProblem } from './http-problem.js';

const PATIENCE_MS = 2_000;

/** For load balancers and container engines: says yes or no, and nothing of what is behind. */
@Public()
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly db: Database) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process answers, and so does its database' })
  async ready(): Promise<{ status: 'ok' }> {
    const answers = this.db.query('select 1').then(
      () => true,
      () => false,
    );
    const waited = new Promise<boolean>((done) => setTimeout(done, PATIENCE_MS, false).unref());
    if (!(await Promise.race([answers, waited]))) throw new HttpProblem(503, 'not-ready', 'Not ready.');
    return { status: 'ok' };
  }
}
