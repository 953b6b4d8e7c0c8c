import { Module } from '@nestjs/common';
import { PageAssets } from './page-assets.js';
import { PageRenderer } from './page-renderer.js';

/** Server-rendered pages and the files that they load. */
@Module({
  providers: [PageAssets, { provide: PageRenderer, useFactory: () => new PageRenderer() }],
  exports: [PageAssets, PageRenderer],
})
export class PagesModule {}
