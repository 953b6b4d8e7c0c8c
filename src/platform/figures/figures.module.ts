import { Module } from '@nestjs/common';
import { CountedFigures } from './counted-figures.js';

/** One for the whole process: what a page had counted, the API gives too. */
@Module({ providers: [CountedFigures], exports: [CountedFigures] })
export class FiguresModule {}
