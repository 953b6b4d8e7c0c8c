import { Global, Module } from '@nestjs/common';
import { AlertRecords } from './alert.records.js';
import { Alerts } from './alerts.js';
import { AlertsController } from './alerts.controller.js';

@Global()
@Module({ controllers: [AlertsController], providers: [AlertRecords, Alerts], exports: [Alerts] })
export class AlertsModule {}
