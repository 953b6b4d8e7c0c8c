import { Module } from '@nestjs/common';
import { BrandService } from './brand.service.js';
import { AskingService } from './asking.service.js';
import { AskedIncidents, Brands, IncidentHolds, Incidents, LawRecords, SubstituteEntries } from './contract.js';
import { AskingController } from './http/asking.controller.js';
import { BrandsController } from './http/brands.controller.js';
import { RestrictionService } from './restriction.service.js';
import { HoldService } from './hold.service.js';
import { RestrictionsController } from './http/restrictions.controller.js';
import { LetInController } from './http/let-in.controller.js';
import { LetInService } from './let-in.service.js';
import { LetInRepository } from './store/let-in.repository.js';
import { HoldsController } from './http/holds.controller.js';
import { IncidentsController } from './http/incidents.controller.js';
import { LawController } from './http/law.controller.js';
import { IncidentService } from './incident.service.js';
import { LawService } from './law.service.js';
import { SubstituteService } from './substitute.service.js';
import { AskingRepository } from './store/asking.repository.js';
import { BrandRepository } from './store/brand.repository.js';
import { RestrictionRepository } from './store/restriction.repository.js';
import { HoldRepository } from './store/hold.repository.js';
import { IncidentRepository } from './store/incident.repository.js';
import { LawRepository } from './store/law.repository.js';
import { SubstituteRepository } from './store/substitute.repository.js';

@Module({
  controllers: [IncidentsController, BrandsController, LawController, HoldsController, RestrictionsController, LetInController, AskingController],
  providers: [
    IncidentRepository,
    BrandRepository,
    IncidentService,
    BrandService,
    HoldRepository,
    HoldService,
    RestrictionRepository,
    RestrictionService,
    AskingRepository,
    AskingService,
    { provide: AskedIncidents, useExisting: AskingService },
    LetInRepository,
    LetInService,
    { provide: IncidentHolds, useExisting: HoldService },
    LawRepository,
    LawService,
    { provide: LawRecords, useExisting: LawService },
    SubstituteRepository,
    SubstituteService,
    { provide: SubstituteEntries, useExisting: SubstituteService },
    { provide: Incidents, useExisting: IncidentRepository },
    { provide: Brands, useExisting: BrandRepository },
  ],
  exports: [Incidents, AskedIncidents, AskingService, Brands, IncidentHolds, HoldService, RestrictionService, LetInService, LawRecords, LawService, SubstituteEntries, SubstituteService, IncidentService, BrandService],
})
export class DeclareModule {}
