import { Global, Module } from '@nestjs/common';
import { AbandonedImportsJob } from './abandoned-imports.job.js';
import { ImportRuns } from './import-runs.js';
import { Importer } from './importer.js';
import { ImportsController } from './imports.controller.js';

/** Imports of every kind: steps bring an `ImportDefinition`, `Importer` does the rest. */
@Global()
@Module({ controllers: [ImportsController], providers: [ImportRuns, Importer, AbandonedImportsJob], exports: [ImportRuns, Importer] })
export class ImportsModule {}
