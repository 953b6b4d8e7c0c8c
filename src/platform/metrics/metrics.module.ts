import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { PlatformFigures } from './platform.figures.js';

@Global()
@Module({ controllers: [MetricsController], providers: [Metrics, PlatformFigures], exports: [Metrics] })
export class MetricsModule {}
