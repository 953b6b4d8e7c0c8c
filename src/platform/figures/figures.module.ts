import { Module } from '@nestjs/common';
import { CountedFigures } from './counted-figures.js';
import { SizeRepository } from './size.repository.js';

/** One for the whole process: what a page had counted, the API gives too. */
@Module({ providers: [CountedFigures, SizeRepository], exports: [CountedFigures, SizeRepository] })
export class FiguresModule {}
