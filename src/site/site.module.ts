import { Module } from '@nestjs/common';
import { ApproveModule } from '../approve/approve.module.js';
import { AudienceModule } from '../audience/audience.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { DeliverModule } from '../deliver/deliver.module.js';
import { HearModule } from '../hear/hear.module.js';
import { PagesModule } from '../platform/pages/pages.module.js';
import { AffectedController } from './affected.controller.js';
import { CheckController } from './check.controller.js';
import { PersonalPageController } from './page.controller.js';
import { PublicFiles } from './public/public-files.js';
import { PublicPreviewController } from './public/public-preview.controller.js';
import { PublicPublisher } from './public/public-publisher.js';
import { PublicRenderer } from './public/public-renderer.js';
import { ReaderPagePreviewController } from './reader-page-preview.controller.js';
import { SitePages } from './site-pages.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

/** The front door for customers. */
@Module({ imports: [PagesModule, DeclareModule, AudienceModule, ComposeModule, ApproveModule, DeliverModule, HearModule], controllers: [CheckController, AffectedController, PersonalPageController, UnsubscribeController, PublicPreviewController, ReaderPagePreviewController], providers: [SitePages, PublicFiles, PublicRenderer, PublicPublisher] })
export class SiteModule {}
