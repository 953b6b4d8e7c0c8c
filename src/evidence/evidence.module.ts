import { Module } from '@nestjs/common';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { EvidenceService } from './evidence.service.js';
import { EvidenceController } from './http/evidence.controller.js';
import { EvidenceRepository } from './store/evidence.repository.js';

@Module({ imports: [DeclareModule, ComposeModule], controllers: [EvidenceController], providers: [EvidenceService, EvidenceRepository], exports: [EvidenceService] })
export class EvidenceModule {}
