import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../database/transactions.js';
import { type DueRows, type KeptKind, KeptKinds } from './kept-kinds.js';

/** Rows of files that could not be read are kept so that somebody can mend the file. */
@Injectable()
export class ImportRetention implements KeptKind, OnModuleInit {
  readonly key = 'imports';
  readonly title = 'Bad rows of imports';
  readonly what = 'Cells of files that could not be read. How many there were stays with the import.';
  readonly setting = 'KEEP_IMPORT_ROWS_DAYS';

  constructor(
    private readonly kinds: KeptKinds,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.kinds.add(this);
  }

  async due(before: Date): Promise<DueRows> {
    const [found] = await this.db.query<DueRows>(DUE, [before]);
    return found!;
  }

  async purge(tx: Tx, before: Date, limit: number): Promise<number> {
    return (await tx.query(PURGE, [before, limit])).length;
  }
}

const DUE = `
  select (select count(*)::int from import_bad_row as b join import_run as r on r.id = b.import_id where r.started_at < $1) as rows,
         (select min(r.started_at) from import_run as r where r.started_at >= $1 and exists (select from import_bad_row as b where b.import_id = r.id)) as "oldestKept"`;

const PURGE = `
  delete from import_bad_row as d
   using (select b.import_id, b.line, b.column_name from import_bad_row as b join import_run as r on r.id = b.import_id where r.started_at < $1 and r.state <> 'running' limit $2) as x
   where d.import_id = x.import_id and d.line = x.line and d.column_name = x.column_name
  returning 1`;
