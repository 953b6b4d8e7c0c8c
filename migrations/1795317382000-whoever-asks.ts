import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether whoever asks at /affected is answered for an incident: a commander may take one out of it. */
export class WhoeverAsks1795317382000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

const UP = `
  -- A row since somebody decided; without one an incident is answered for. What was decided before is on the audit record.
  create table if not exists incident_asking (
    incident_id uuid primary key references incident (id),
    answered boolean not null,
    reason text not null,
    decided_by uuid not null references person (id),
    decided_at timestamptz not null                     -- business time
  );
  create or replace view published.unanswered_incident as
    select a.incident_id from incident_asking as a where not a.answered;
`;
