import { type DynamicModule, Module } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { ApproveModule } from './approve/approve.module.js';
import { AudienceModule } from './audience/audience.module.js';
import { ComposeModule } from './compose/compose.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DeclareModule } from './declare/declare.module.js';
import { DeliverModule } from './deliver/deliver.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { HearModule } from './hear/hear.module.js';
import { MeasureModule } from './measure/measure.module.js';
import { type Clock } from './platform/clock/clock.js';
import { type Settings } from './platform/config/config.js';
import { type Surroundings } from './platform/config/config.module.js';
import { type Log } from './platform/logging/log.js';
import { PlatformModule } from './platform/platform.module.js';
import { SiteModule } from './site/site.module.js';

/** The composition root: the only file that knows every step. */
@Module({})
export class AppModule {
  static with(settings: Settings, surroundings: Surroundings, dataSource: DataSource, log: Log, clock: Clock | null = null): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(settings, surroundings, dataSource, log, clock), DeclareModule, AudienceModule, ComposeModule, ApproveModule, DeliverModule, HearModule, MeasureModule, EvidenceModule, ConsoleModule, SiteModule],
    };
  }
}
