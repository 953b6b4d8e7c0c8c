import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ErrorPage } from '../platform/http/error-page.js';
import { PagesModule } from '../platform/pages/pages.module.js';
import { CaptureClient } from './outbox/capture.client.js';
import { OutboxController } from './outbox/outbox.controller.js';
import { ConsoleErrorPage } from './page/console-error-page.js';
import { ConsolePages } from './page/console-pages.js';
import { readTokensOfUploads } from './page/form-token.js';
import { SignInController } from './sign-in.controller.js';

/** The front door for people of the company. Global for its error page, which every route shows to a browser. */
@Global()
@Module({
  imports: [PagesModule],
  controllers: [SignInController, OutboxController],
  providers: [ConsolePages, CaptureClient, { provide: ErrorPage, useClass: ConsoleErrorPage }],
  exports: [ErrorPage],
})
export class ConsoleModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    readTokensOfUploads(this.host.httpAdapter.getInstance());
  }
}
