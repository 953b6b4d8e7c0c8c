import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { Clock, parseClock } from './clock.js';

@Global()
@Module({})
export class ClockModule {
  /** @param clock  In place of the one that BUSINESS_CLOCK says: the demo changes its speed between its acts. */
  static with(clock: Clock | null): DynamicModule {
    const fromSettings = { provide: Clock, inject: [SETTINGS], useFactory: (settings: Settings) => parseClock(settings.BUSINESS_CLOCK) };
    return { module: ClockModule, providers: [clock ? { provide: Clock, useValue: clock } : fromSettings], exports: [Clock] };
  }
}
