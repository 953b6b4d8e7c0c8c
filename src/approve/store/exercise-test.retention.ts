import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type DueRows, type KeptKind, KeptKinds } from '../../platform/privacy/kept-kinds.js';

/** Tests of an exercise hold a colleague's name, and are of use while somebody works on the draft. */
@Injectable()
export class ExerciseTestRetention implements KeptKind, OnModuleInit {
  readonly key = 'exercise-tests';
  readonly title = 'Tests of exercises';
  readonly what = 'What drafts of exercises said to colleagues, and to whom. That they were tested stays in the record.';
  readonly setting = 'KEEP_EXERCISE_TEST_DAYS';

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

const IS_HELD = `exists (select from notice as n join published.retention_hold as h on h.incident_id = n.incident_id where n.id = t.notice_id)`;

const DUE = `
  select (select count(*)::int from exercise_test as t where t.sent_at < $1 and not ${IS_HELD}) as rows,
         (select min(t.sent_at) from exercise_test as t where t.sent_at >= $1) as "oldestKept",
         (select count(distinct n.incident_id)::int
            from exercise_test as t
            join notice as n on n.id = t.notice_id
            join published.retention_hold as h on h.incident_id = n.incident_id
           where t.sent_at < $1) as "heldIncidents"`;

const PURGE = `
  delete from exercise_test as d
   using (select t.id from exercise_test as t where t.sent_at < $1 and not ${IS_HELD} order by t.id limit $2) as x
   where d.id = x.id
  returning 1`;
