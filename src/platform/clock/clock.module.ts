import { Global, Module } from '@nestjs/common';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { Clock, parseClock } from './clock.js';

@Global()
@Module({
  providers: [{ provide: Clock, inject: [SETTINGS], useFactory: (settings: Settings) => parseClock(settings.BUSINESS_CLOCK) }],
  exports: [Clock],
})
export class ClockModule {}
