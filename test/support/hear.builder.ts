import type { CustomerId, IncidentId, MessageId, NoticeId, PersonId } from '../../src/kernel/ids.js';
import { hashEmail, hashPhone, type LookupKeys } from '../../src/kernel/keyed-hash.js';
import { parseEmail } from '../../src/kernel/email.js';
import { parsePhone } from '../../src/kernel/phone.js';
import type { Database, Transactions } from '../../src/platform/database/transactions.js';
import type { Brand } from '../../src/declare/contract.js';

export const SECRET_KEY = 'a secret key for tests, 32 characters';
/** By which everything below is hashed. */
export const LOOKUP_KEYS: LookupKeys = { secret: SECRET_KEY, over: [] };

export const NORTHWIND: Brand = {
  id: 'northwind', name: 'Northwind', senderName: 'Northwind Stores', fromEmail: 'care@northwind.example', replyTo: 'care@northwind.example',
  domain: 'northwind.example', website: 'northwind.example', checkAddress: 'northwind.example/check', phone: '+12065550100',
  supportHours: { en: 'every day' }, postalAddress: '1 Main St', defaultLocale: 'en', defaultCountry: 'US', timeZone: 'UTC',
};

const at = (text: string) => new Date(text);

/** Writes rows of the steps before `hear` straight into their tables: what is tested is what reads them. */
export class World {
  private constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    readonly person: PersonId,
  ) {}

  static async begin({ db, transactions }: { readonly db: Database; readonly transactions: Transactions }, email = 'ada@northwind.example'): Promise<World> {
    const [person] = await db.query<{ id: PersonId }>(`insert into person (email, name, password_hash, roles) values ($1, 'Ada', '-', '{commander}') returning id`, [email]);
    await db.query(
      `insert into brand (id, name, sender_name, from_email, reply_to, domain, website, check_address, phone, support_hours, postal_address, default_locale, default_country, time_zone)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
      [NORTHWIND.id, NORTHWIND.name, NORTHWIND.senderName, NORTHWIND.fromEmail, NORTHWIND.replyTo, NORTHWIND.domain, NORTHWIND.website, NORTHWIND.checkAddress,
        NORTHWIND.phone, NORTHWIND.supportHours, NORTHWIND.postalAddress, NORTHWIND.defaultLocale, NORTHWIND.defaultCountry, NORTHWIND.timeZone],
    );
    return new World(db, transactions, person!.id);
  }

  async customer(reference: string, more: { phone?: string; email?: string; locale?: string } = {}): Promise<CustomerId> {
    const phone = more.phone === undefined ? null : parsePhone(more.phone, 'US');
    const email = more.email === undefined ? null : parseEmail(more.email);
    if (more.phone !== undefined && phone === null) throw new Error(`${more.phone} is no number`);
    const [row] = await this.db.query<{ id: CustomerId }>(
      `insert into customer (reference, locale, phone, phone_hash, email, email_hash) values ($1, $2, $3, $4, $5, $6) returning id`,
      [reference, more.locale ?? null, phone, phone && hashPhone(LOOKUP_KEYS, phone), email, email && hashEmail(LOOKUP_KEYS, email)],
    );
    return row!.id;
  }

  /** `count` customers `p1`, `p2`, … without addresses. */
  async customers(count: number): Promise<CustomerId[]> {
    const rows = await this.db.query<{ id: CustomerId }>(`insert into customer (reference) select 'p' || n from generate_series(1, $1) as n returning id`, [count]);
    return rows.map(({ id }) => id);
  }

  async calls(calls: readonly { readonly customer: CustomerId | null; readonly at: Date }[], simulated = false): Promise<void> {
    await this.db.query(
      `insert into inbound_call (source, call_id, offered_at, customer_id, match_method, sharing, simulated)
       select 'test', gen_random_uuid(), c.at, c.customer, case when c.customer is null then 'none' else 'number' end, 1, $3
         from unnest($1::bigint[], $2::timestamptz[]) as c (customer, at)`,
      [calls.map(({ customer }) => customer), calls.map(({ at: time }) => time), simulated],
    );
  }

  async incident(declaredAt = '2026-03-02T08:00:00Z', more: { simulated?: boolean; closedAt?: string; pressReportedAt?: string } = {}): Promise<IncidentId> {
    const [row] = await this.db.query<{ id: IncidentId }>(
      `insert into incident (reference, kind, title, severity, brand_id, facts, declared_at, commander_id, simulated, status, closed_at, press_reported_at)
       values ('INC-' || nextval('incident_number'), 'data-breach', 'Cards copied', 'high', 'northwind', '{}', $1, $2, $3, $4, $5, $6) returning id`,
      [at(declaredAt), this.person, more.simulated ?? false, more.closedAt ? 'closed' : 'open', more.closedAt ?? null, more.pressReportedAt ?? null],
    );
    return row!.id;
  }

  /** A frozen audience with members in the order given; `draw` is the position, `jk_group` the position modulo 50. */
  async audience(incident: IncidentId, members: readonly CustomerId[]): Promise<string> {
    const [row] = await this.db.query<{ id: string }>(
      `insert into audience (incident_id, version, rule, built_by) select $1, count(*) + 1, '{}', $2 from audience where incident_id = $1 returning id`,
      [incident, this.person],
    );
    await this.db.query(
      `insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, locale, email, email_hash, phone, phone_hash, reasons)
       select $1, c.id, m.n - 1, m.n - 1, c.reference, (m.n - 1) % 50, c.reference, c.locale, c.email, c.email_hash, c.phone, c.phone_hash, '{}'
         from unnest($2::bigint[]) with ordinality as m (id, n) join customer as c on c.id = m.id`,
      [row!.id, members],
    );
    await this.db.query(`update audience set state = 'frozen', hash = 'h', seed = 's', algorithm = 'test', members = $2, counts = '{}', frozen_at = now() where id = $1`, [row!.id, members.length]);
    return row!.id;
  }

  async notice(incident: IncidentId, audience: string, approvedAt = '2026-03-02T08:30:00Z'): Promise<NoticeId> {
    // Signatures are another step's business: its guards are off for this one row.
    const [row] = await this.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      return tx.query<{ id: NoticeId }>(
      `insert into notice (incident_id, number, type, state, audience_id, facts, incident, incident_revision, schedule, policies, sender, check_code, plan_hash,
                           created_by, created_at, submitted_by, submitted_at, approved_at, expires_at, updated_at)
       select $1, count(*) + 1, 'initial', 'approved', $2, '{}', '{}', 1, '{}', '{}', '{}', 'C' || gen_random_uuid(), 'h', $3, $4, $3, $4, $4, $4::timestamptz + interval '72 hours', $4
         from notice where incident_id = $1 returning id`,
      [incident, audience, this.person, at(approvedAt)],
      );
    });
    return row!.id;
  }

  /** Rollout and dispatch with `handedOver.length` waves of equal size; null is a wave that has not gone. */
  async rollout(notice: NoticeId, handedOver: readonly (string | null)[], state = 'running', algorithm = 'sha256-household-v1'): Promise<void> {
    await this.db.query(
      `insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at)
       select n.id, a.id, 'h', $3, 's', $2::smallint, a.members, n.approved_at from notice as n join audience as a on a.id = n.audience_id where n.id = $1`,
      [notice, handedOver.length, algorithm],
    );
    await this.db.query(
      `insert into rollout_stratum (notice_id, stratum, zones, local_zone, members, allowed) select r.notice_id, 0, '{}', 'UTC', r.members, '{(,)}' from rollout as r where r.notice_id = $1`,
      [notice],
    );
    for (const [index, time] of handedOver.entries()) {
      await this.db.query(
        `insert into wave (notice_id, wave_no, step, draw_from, draw_until, planned_at, opened_at, handed_over_at)
         select $1, $2::int, $2::int - 1, (r.members * ($2::int - 1)) / $3::int, (r.members * $2::int) / $3::int, coalesce($4::timestamptz, r.created_at + interval '90 days'), $4::timestamptz, $4::timestamptz
           from rollout as r where r.notice_id = $1`,
        [notice, index + 1, handedOver.length, time],
      );
    }
    await this.db.query(
      `insert into dispatch (notice_id, incident_id, state, channels, unknown_email, mandatory, expires_at, changed_by, changed_at, ledger_written)
       select n.id, n.incident_id, $2, 'preferred', 'resend', true, n.expires_at, 'test', n.approved_at, true from notice as n where n.id = $1`,
      [notice, state],
    );
  }

  /** The member's row and one message to him. */
  async message(notice: NoticeId, customer: CustomerId, channel: 'email' | 'sms', state: string, times: { handedOverAt?: string; deliveredAt?: string } = {}): Promise<MessageId> {
    const [row] = await this.db.query<{ id: MessageId }>(
      `insert into message (notice_id, customer_id, channel, wave_no, address, address_hash, state, due_at, handed_over_at, delivered_at)
       select r.notice_id, am.customer_id, $3::text, w.wave_no, coalesce(case $3::text when 'email' then am.email else am.phone end, 'x' || am.customer_id),
              coalesce(case $3::text when 'email' then am.email_hash else am.phone_hash end, 'x' || am.customer_id), $4, r.created_at, $5, $6
         from rollout as r
         join audience_member as am on am.audience_id = r.audience_id and am.customer_id = $2
         join wave as w on w.notice_id = r.notice_id and am.draw >= w.draw_from and am.draw < w.draw_until
        where r.notice_id = $1 returning id`,
      [notice, customer, channel, state, times.handedOverAt ?? null, times.deliveredAt ?? null],
    );
    await this.db.query(
      `insert into notice_member (notice_id, customer_id, position, wave_no, ${channel}_message_id)
       select m.notice_id, m.customer_id, am.position, m.wave_no, m.id
         from message as m join rollout as r on r.notice_id = m.notice_id
         join audience_member as am on am.audience_id = r.audience_id and am.customer_id = m.customer_id where m.id = $1
       on conflict (notice_id, customer_id) do update set ${channel}_message_id = excluded.${channel}_message_id`,
      [row!.id],
    );
    return row!.id;
  }
}
