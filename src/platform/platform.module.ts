import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { type DataSource } from 'typeorm';
import { AlertsModule } from './alerts/alerts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { type Clock } from './clock/clock.js';
import { ClockModule } from './clock/clock.module.js';
import { type Settings } from './config/config.js';
import { ConfigModule, type Surroundings } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HttpModule } from './http/http.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { type Log } from './logging/log.js';
import { SealModule } from './seal/seal.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { StaffMessagesModule } from './staff-messages/staff-messages.module.js';

/** The plumbing, whole. Timers tick only where the process is a worker: without the schedule, `@Cron` methods are plain methods. */
@Module({})
export class PlatformModule {
  static with(settings: Settings, surroundings: Surroundings, dataSource: DataSource, log: Log, clock: Clock | null = null): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        ConfigModule.with(settings, surroundings),
        LoggingModule.with(log),
        ClockModule.with(clock),
        DatabaseModule.with(dataSource),
        AuditModule,
        AlertsModule,
        StaffMessagesModule,
        WebhooksModule,
        JobsModule,
        MetricsModule,
        AuthModule,
        HttpModule,
        PrivacyModule,
        SealModule,
        ...(settings.ROLE === 'web' ? [] : [ScheduleModule.forRoot()]),
      ],
    };
  }
}
