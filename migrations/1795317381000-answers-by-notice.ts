import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers of a notice are listed newest first, page by page. */
export class AnswersByNotice1795317381000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index if not exists feedback_of_notice on feedback (notice_id, id)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}
