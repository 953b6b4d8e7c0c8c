import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Audiences that were frozen before places were kept have their people counted too, so that nobody who looks has to count them. */
export class PlacesOfOldAudiences1795317380000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PLACES);
  }

  async down(): Promise<void> {
    throw new Error('What was counted is true of every version: restore a backup instead.');
  }
}

/** Of whom no place is on record, under ''. */
const PLACES = `
  insert into audience_place (audience_id, place, members)
  select m.audience_id, coalesce(m.place, ''), count(*)::int
    from audience as a
    join audience_member as m on m.audience_id = a.id
   where a.state = 'frozen' and not exists (select from audience_place as p where p.audience_id = a.id)
   group by 1, 2`;
