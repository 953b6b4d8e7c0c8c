import { Module } from '@nestjs/common';
import { ApproveModule } from '../approve/approve.module.js';
import { PagesModule } from '../platform/pages/pages.module.js';
import { CheckController } from './check.controller.js';

/** The front door for customers. */
@Module({ imports: [PagesModule, ApproveModule], controllers: [CheckController] })
export class SiteModule {}
