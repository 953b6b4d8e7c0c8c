import { Module } from '@nestjs/common';
import { DeclareModule } from '../declare/declare.module.js';
import { MessageComposer, Templates } from './contract.js';
import { FirstWords } from './first-words.service.js';
import { PlaybookVersionsController } from './http/playbook-versions.controller.js';
import { PlaybooksController } from './http/playbooks.controller.js';
import { TemplatesController } from './http/templates.controller.js';
import { MessageComposerService } from './message-composer.service.js';
import { TemplateVersionRepository } from './store/template-version.repository.js';
import { WordingRepository } from './store/wording.repository.js';
import { TemplateLibrary } from './template-library.service.js';
import { PlaybookLibrary } from './playbook-library.service.js';
import { TemplatesService } from './templates.service.js';
import { WordingService } from './wording.service.js';

@Module({
  imports: [DeclareModule],
  controllers: [PlaybooksController, PlaybookVersionsController, TemplatesController],
  providers: [
    TemplateVersionRepository,
    WordingRepository,
    WordingService,
    TemplateLibrary,
    FirstWords,
    PlaybookLibrary,
    TemplatesService,
    MessageComposerService,
    { provide: Templates, useExisting: TemplatesService },
    { provide: MessageComposer, useExisting: MessageComposerService },
  ],
  exports: [Templates, MessageComposer, TemplateLibrary, PlaybookLibrary, FirstWords],
})
export class ComposeModule {}
