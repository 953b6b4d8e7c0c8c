import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { sha256Hex } from '../../kernel/sha256.js';
import { Public } from '../auth/access.js';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { type AppRequest } from '../http/app-request.js';
import { HttpProblem } from '../http/http-problem.js';
import { Metrics } from './metrics.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** For Prometheus: with METRICS_TOKEN from anywhere, without it from this machine alone. */
@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'METRICS_TOKEN'>,
  ) {}

  @Get()
  async scrape(@Req() request: AppRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.mayRead(request)) throw new HttpProblem(403, 'metrics-shut', 'Figures are given to whoever sends METRICS_TOKEN as a bearer token; without one, to this machine alone.');
    const text = await this.metrics.registry.metrics();
    void reply.header('cache-control', 'no-store').type(this.metrics.registry.contentType).send(text);
  }

  private mayRead({ headers, socket }: AppRequest): boolean {
    const { METRICS_TOKEN } = this.settings;
    if (METRICS_TOKEN === undefined) return LOOPBACK.test(socket.remoteAddress ?? '') && headers['x-forwarded-for'] === undefined;
    return timingSafeEqual(Buffer.from(sha256Hex(headers.authorization ?? '')), Buffer.from(sha256Hex(`Bearer ${METRICS_TOKEN}`)));
  }
}
