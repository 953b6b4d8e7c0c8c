import { Module } from '@nestjs/common';
import { DeclareModule } from '../declare/declare.module.js';
import { ImportsModule } from '../platform/imports/imports.module.js';
import { AudienceLists } from './audience-lists.service.js';
import { AudienceService } from './audience.service.js';
import { CareService } from './care.service.js';
import { Audiences, CustomerFinder, Customers, Suppressions } from './contract.js';
import { EsignService } from './esign.service.js';
import { CustomerImports } from './customer-imports.service.js';
import { CustomerListService } from './customer-list.service.js';
import { CustomersService } from './customers.service.js';
import { MemberSearch } from './member-search.service.js';
import { FrozenAudiences } from './frozen-audiences.js';
import { AudienceListsController } from './http/audience-lists.controller.js';
import { AudiencesController } from './http/audiences.controller.js';
import { CustomerImportsController } from './http/customer-imports.controller.js';
import { CustomersController } from './http/customers.controller.js';
import { RulesController } from './http/rules.controller.js';
import { SuppressionsController } from './http/suppressions.controller.js';
import { RuleCounts } from './rule-counts.service.js';
import { RuleEstimates } from './rule-estimates.service.js';
import { AffectedRepository } from './store/affected.repository.js';
import { AudienceListRepository } from './store/audience-list.repository.js';
import { AudienceRepository } from './store/audience.repository.js';
import { CareRepository } from './store/care.repository.js';
import { EsignRepository } from './store/esign.repository.js';
import { CustomerImportRepository } from './store/customer-import.repository.js';
import { CustomerListRepository } from './store/customer-list.repository.js';
import { CustomerRepository } from './store/customer.repository.js';
import { AudienceRetention } from './store/audience.retention.js';
import { PersonHolding } from './store/person.holding.js';
import { FreezeRepository } from './store/freeze.repository.js';
import { MemberSearchRepository } from './store/member-search.repository.js';
import { RuleCountRepository } from './store/rule-count.repository.js';
import { SampleRepository } from './store/sample.repository.js';
import { PlaceRepository } from './store/place.repository.js';
import { SuppressionsJob } from './jobs/suppressions.job.js';
import { SoftBounceRepository } from './store/soft-bounce.repository.js';
import { SuppressionRepository } from './store/suppression.repository.js';
import { TouchpointImportRepository } from './store/touchpoint-import.repository.js';
import { VocabularyRepository } from './store/vocabulary.repository.js';
import { ZoneRepository } from './store/zone.repository.js';
import { SuppressionsService } from './suppressions.service.js';
import { VocabularyService } from './vocabulary.service.js';

@Module({
  imports: [DeclareModule, ImportsModule],
  controllers: [CustomerImportsController, CustomersController, RulesController, AudiencesController, AudienceListsController, SuppressionsController],
  providers: [
    CustomerListRepository, CustomerListService, AudienceRetention, CareRepository, CareService, EsignRepository, EsignService, MemberSearchRepository, MemberSearch,
    CustomerRepository, CustomerImportRepository, TouchpointImportRepository, AffectedRepository, FreezeRepository, ZoneRepository, PlaceRepository, AudienceRepository, AudienceListRepository, SuppressionRepository, SoftBounceRepository, PersonHolding, SampleRepository, RuleCountRepository, VocabularyRepository,
    CustomerImports, CustomersService, AudienceService, AudienceLists, SuppressionsService, SuppressionsJob, FrozenAudiences, RuleEstimates, RuleCounts, VocabularyService,
    { provide: Customers, useExisting: CustomerRepository },
    { provide: CustomerFinder, useExisting: CustomersService },
    { provide: Audiences, useExisting: FrozenAudiences },
    { provide: Suppressions, useExisting: SuppressionsService },
  ],
  // Services are the face for the console and the CLI; later steps ask the ports alone.
  exports: [CareService, EsignService, CustomerListService, CustomerFinder, Customers, Audiences, Suppressions, CustomerImports, CustomersService, AudienceService, MemberSearch, AudienceLists, SuppressionsService, RuleEstimates, RuleCounts, VocabularyService],
})
export class AudienceModule {}
