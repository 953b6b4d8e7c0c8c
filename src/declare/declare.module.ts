import { Module } from '@nestjs/common';
import { BrandService } from './brand.service.js';
import { Brands, Incidents } from './contract.js';
import { BrandsController } from './http/brands.controller.js';
import { IncidentsController } from './http/incidents.controller.js';
import { IncidentService } from './incident.service.js';
import { BrandRepository } from './store/brand.repository.js';
import { IncidentRepository } from './store/incident.repository.js';

@Module({
  controllers: [IncidentsController, BrandsController],
  providers: [
    IncidentRepository,
    BrandRepository,
    IncidentService,
    BrandService,
    { provide: Incidents, useExisting: IncidentRepository },
    { provide: Brands, useExisting: BrandRepository },
  ],
  exports: [Incidents, Brands, IncidentService, BrandService],
})
export class DeclareModule {}
