import { Module } from '@nestjs/common';
import { BrandService } from './brand.service.js';
import { Brands, Incidents, LawRecords } from './contract.js';
import { BrandsController } from './http/brands.controller.js';
import { IncidentsController } from './http/incidents.controller.js';
import { LawController } from './http/law.controller.js';
import { IncidentService } from './incident.service.js';
import { LawService } from './law.service.js';
import { BrandRepository } from './store/brand.repository.js';
import { IncidentRepository } from './store/incident.repository.js';
import { LawRepository } from './store/law.repository.js';

@Module({
  controllers: [IncidentsController, BrandsController, LawController],
  providers: [
    IncidentRepository,
    BrandRepository,
    IncidentService,
    BrandService,
    LawRepository,
    LawService,
    { provide: LawRecords, useExisting: LawService },
    { provide: Incidents, useExisting: IncidentRepository },
    { provide: Brands, useExisting: BrandRepository },
  ],
  exports: [Incidents, Brands, LawRecords, LawService, IncidentService, BrandService],
})
export class DeclareModule {}
