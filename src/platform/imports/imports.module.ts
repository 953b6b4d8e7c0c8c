import { Global, Module } from '@nestjs/common';
import { AbandonedImportsJob } from './abandoned-imports.job.js';
import { ImportRuns } from './import-runs.js';
import { ImportMappings } from './import-mappings.js';
import { ImportMappingsController } from './import-mappings.controller.js';
import { Importer } from './importer.js';
import { ImportsController } from './imports.controller.js';

/** Imports of every kind: steps bring an `ImportDefinition`, `Importer` does the rest. */
@Global()
@Module({ controllers: [ImportsController, ImportMappingsController], providers: [ImportRuns, ImportMappings, Importer, AbandonedImportsJob], exports: [ImportRuns, ImportMappings, Importer] })
export class ImportsModule {}
