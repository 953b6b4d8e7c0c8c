import { Global, Module } from '@nestjs/common';
import { ApproveModule } from '../approve/approve.module.js';
import { AudienceModule } from '../audience/audience.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { DeliverModule } from '../deliver/deliver.module.js';
import { HearModule } from '../hear/hear.module.js';
import { ReaderErrorPage } from '../platform/http/error-page.js';
import { HttpModule } from '../platform/http/http.module.js';
import { PagesModule } from '../platform/pages/pages.module.js';
import { AffectedController } from './affected.controller.js';
import { CheckController } from './check.controller.js';
import { KnownBrands } from './known-brands.js';
import { PersonalPageController } from './page.controller.js';
import { PublicFiles } from './public/public-files.js';
import { PublicPreviewController } from './public/public-preview.controller.js';
import { PublicPublisher } from './public/public-publisher.js';
import { PublicRenderer } from './public/public-renderer.js';
import { ReaderPagePreviewController } from './reader-page-preview.controller.js';
import { SitePages } from './site-pages.js';
import { TroublePage } from './trouble-page.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

/** The front door for customers. Global for its error page, which a customer sees on every route of theirs. */
@Global()
@Module({ imports: [HttpModule, PagesModule, DeclareModule, AudienceModule, ComposeModule, ApproveModule, DeliverModule, HearModule], controllers: [CheckController, AffectedController, PersonalPageController, UnsubscribeController, PublicPreviewController, ReaderPagePreviewController], providers: [SitePages, PublicFiles, PublicRenderer, PublicPublisher, KnownBrands, TroublePage, { provide: ReaderErrorPage, useExisting: TroublePage }], exports: [ReaderErrorPage] })
export class SiteModule {}
