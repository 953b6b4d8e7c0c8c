import { Module } from '@nestjs/common';
import { MessageComposer, Templates } from './contract.js';
import { MessageComposerService } from './message-composer.service.js';
import { TemplateVersionRepository } from './store/template-version.repository.js';
import { TemplatesService } from './templates.service.js';

@Module({
  providers: [
    TemplateVersionRepository,
    TemplatesService,
    MessageComposerService,
    { provide: Templates, useExisting: TemplatesService },
    { provide: MessageComposer, useExisting: MessageComposerService },
  ],
  exports: [Templates, MessageComposer],
})
export class ComposeModule {}
