import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ExpireRecordsJob } from './expire-records.job.js';
import { HealthController } from './health.controller.js';
import { IdempotencyInterceptor, ReplyKeeper } from './idempotency.interceptor.js';
import { IdempotencyRecords } from './idempotency.records.js';
import { InFlight } from './in-flight.js';
import { ProblemFilter } from './problem.filter.js';
import { ReadyAnswers } from './ready-answers.js';
import { RequestValidationPipe } from './request-validation.pipe.js';
import { RouteTable } from './route-table.js';

@Module({
  controllers: [HealthController],
  providers: [
    RouteTable,
    InFlight,
    ReadyAnswers,
    IdempotencyRecords,
    ReplyKeeper,
    ExpireRecordsJob,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [ReadyAnswers],
})
export class HttpModule {}
