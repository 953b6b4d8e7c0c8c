import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Aside, asideOf } from './aside.js';
import { Database, Transactions } from './transactions.js';

@Global()
@Module({})
export class DatabaseModule {
  /** @param dataSource  Connected already: a start that can't reach its database fails before any door opens. */
  static with(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: DataSource, useValue: dataSource }, { provide: Aside, useValue: asideOf(dataSource) }, Database, Transactions],
      exports: [DataSource, Aside, Database, Transactions],
    };
  }
}
