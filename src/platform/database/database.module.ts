import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, Transactions } from './transactions.js';

@Global()
@Module({})
export class DatabaseModule {
  /** @param dataSource  Connected already: a start that can't reach its database fails before any door opens. */
  static with(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: DataSource, useValue: dataSource }, Database, Transactions],
      exports: [DataSource, Database, Transactions],
    };
  }
}
