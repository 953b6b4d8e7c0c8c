import { Module } from '@nestjs/common';
import { ExpireDraftsJob } from './expire-drafts.job.js';
import { PageAssets } from './page-assets.js';
import { PageRenderer } from './page-renderer.js';
import { WorkingDrafts } from './working-drafts.js';

/** Server-rendered pages and the files that they load. */
@Module({
  providers: [PageAssets, WorkingDrafts, ExpireDraftsJob, { provide: PageRenderer, useFactory: () => new PageRenderer() }],
  exports: [PageAssets, PageRenderer, WorkingDrafts],
})
export class PagesModule {}
