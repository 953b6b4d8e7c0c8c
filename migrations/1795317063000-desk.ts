import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an agent sees of a caller: what he was sent, and which of his replies were answered. */
export class Desk1795317063000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SENT);
    await runner.query(REPLIES);
  }

  async down(): Promise<void> {
    throw new Error('Migrations are not taken back: restore a backup instead.');
  }
}

/** Each message to a customer, those at an address that he shares and those that he asked for among them. */
const SENT = `
  create or replace view published.sent_to as
    select nm.notice_id, nm.customer_id, m.id as message_id, m.channel, m.address, m.state, m.copy_no, m.due_at, m.handed_over_at, m.delivered_at, m.code, m.reason, m.body_hash,
           m.customer_id as composed_for
      from notice_member as nm
      join message as m on m.id in (nm.email_message_id, nm.sms_message_id)
    union all
    select r.notice_id, r.customer_id, m.id, m.channel, m.address, m.state, m.copy_no, m.due_at, m.handed_over_at, m.delivered_at, m.code, m.reason, m.body_hash, m.customer_id
      from copy_request as r
      join message as m on m.id = r.message_id and m.copy_no > 0`;

/** No row is a reply that is open. */
const REPLIES = `
  create table if not exists reply_state (
    kind text not null check (kind in ('sms','mail')),
    reply_id bigint not null,
    state text not null check (state in ('open','answered','closed')),
    changed_by text not null,
    changed_at timestamptz not null,
    primary key (kind, reply_id)
  )`;
