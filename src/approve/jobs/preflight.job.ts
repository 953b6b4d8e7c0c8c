import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PreflightService } from '../preflight.service.js';

@Injectable()
export class PreflightJob {
  constructor(private readonly preflights: PreflightService) {}

  @Interval('approve.preflight', 1_000)
  run(): Promise<number> {
    return this.preflights.runWaiting();
  }
}
