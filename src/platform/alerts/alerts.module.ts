import { Global, Module } from '@nestjs/common';
import { AlertRecords } from './alert.records.js';
import { Alerts } from './alerts.js';
import { AlertsController } from './alerts.controller.js';
import { Everybody } from './everybody.js';
import { AlertContacts } from './on-call/alert-contacts.js';
import { AlertContactsController } from './on-call/alert-contacts.controller.js';
import { AlertTellings } from './on-call/alert-tellings.js';
import { AlertTellingsJob } from './on-call/alert-tellings.job.js';
import { CaseRecords } from './on-call/case.records.js';
import { ContactRecords } from './on-call/contact.records.js';

@Global()
@Module({
  controllers: [AlertsController, AlertContactsController],
  providers: [AlertRecords, Alerts, ContactRecords, CaseRecords, AlertContacts, AlertTellings, AlertTellingsJob, Everybody],
  exports: [Alerts, AlertContacts, AlertTellings, Everybody],
})
export class AlertsModule {}
