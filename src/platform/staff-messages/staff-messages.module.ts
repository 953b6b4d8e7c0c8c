import { Global, Module } from '@nestjs/common';
import { StaffMessageRecords } from './staff-message.records.js';
import { StaffMessages } from './staff-messages.js';

@Global()
@Module({ providers: [StaffMessageRecords, StaffMessages], exports: [StaffMessages, StaffMessageRecords] })
export class StaffMessagesModule {}
