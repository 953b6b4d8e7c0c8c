import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a plan's texts were made of, for an evidence pack: its finished texts can be made anew from that alone. */
export class TemplateVersionsPublished1795317390200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create view published.template_version as
        select v.hash, v.kind, v.locale, v.notice_type, v.subject, v.email_html, v.email_text, v.sms, v.labels from template_version as v;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view published.template_version');
  }
}
