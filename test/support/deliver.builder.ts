import { randomInt } from 'node:crypto';
import type { NoticeType, Policies, Schedule } from '../../src/approve/contract.js';
import { makeCheckCode } from '../../src/approve/model/check-code.js';
import { PlaceRepository } from '../../src/audience/store/place.repository.js';
import { PlanService } from '../../src/approve/plan.service.js';
import { NoticeTextRepository } from '../../src/approve/store/notice-text.repository.js';
import { AudienceReader } from '../../src/approve/store/audience.reader.js';
import { OverrideRepository } from '../../src/approve/store/override.repository.js';
import { NoticeRepository } from '../../src/approve/store/notice.repository.js';
import { MessageComposerService } from '../../src/compose/message-composer.service.js';
import { TemplateVersionRepository } from '../../src/compose/store/template-version.repository.js';
import { WordingRepository } from '../../src/compose/store/wording.repository.js';
import { TemplatesService } from '../../src/compose/templates.service.js';
import type { Actor, Role } from '../../src/kernel/actor.js';
import type { AudienceId, IncidentId, NoticeId, PersonId } from '../../src/kernel/ids.js';
import type { IncidentFacts } from '../../src/declare/contract.js';
import type { Database, Transactions } from '../../src/platform/database/transactions.js';
import { createLog } from '../../src/platform/logging/log.js';
import { TableAudiences } from './approve-ports.js';

/** One member. Whoever gives nothing has an e-mail address, a number, and a household of his own. */
export interface DeliverMember {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly preferred?: 'email' | 'sms' | null;
  /** Members with the same draw belong together. */
  readonly draw?: number;
  /** Where he may live; nothing is known by default. */
  readonly zones?: readonly string[];
}

export interface NoticeSeed {
  /** Single members, or how many ordinary ones. */
  readonly members: readonly DeliverMember[] | number;
  readonly schedule?: Partial<Schedule>;
  readonly policies?: Partial<Policies>;
  readonly approvedAt?: Date;
  readonly expiresAt?: Date;
  readonly smsFrom?: string;
  readonly fromEmail?: string;
  /** Another notice of the incident and to the people of this one. */
  readonly after?: NoticeId;
  readonly type?: NoticeType;
  /** What it corrects: it goes to those whom that one has told by now. */
  readonly corrects?: NoticeId;
  /** Of its incident; "high" where absent. */
  readonly severity?: 'low' | 'medium' | 'high' | 'critical';
  /** Its incident is one. */
  readonly exercise?: boolean;
}

const DECLARED_AT = new Date('2026-03-16T09:00:00Z');
const FACTS: IncidentFacts = {
  text: {
    en: {
      whatHappened: 'Between 1 and 14 March someone copied card data at the tills of three of our stores.',
      whatWeDo: 'We removed the software, replaced the tills and told the card networks.',
      whatYouCanDo: ['Look through your card statement.', 'Ask your bank for a new card.'],
    },
  },
  dataInvolved: ['card-number'],
  exposure: { from: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' },
  nextUpdateAt: null,
};

export const silentLog = createLog('silent', 'test');
export const APPROVED_AT = new Date('2026-03-16T10:00:00Z');
/** The hash by which a test's suppression or receipt finds an address. */
export const hashOf = (address: string): string => `hash of ${address}`;

/** Approved notices with their audiences, written straight into the tables of the steps before. */
export class DeliverBuilder {
  private count = 0;
  private templates: TemplatesService | null = null;

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
  ) {}

  async person(...roles: Role[]): Promise<Actor & { readonly kind: 'person' }> {
    this.count += 1;
    const name = `${roles.join('-')} ${this.count}`;
    const [row] = await this.db.query<{ id: PersonId }>(
      `insert into person (email, name, password_hash, roles) values ($1, $2, 'none', $3) returning id`,
      [`p${this.count}.${Math.floor(performance.now() * 1_000)}@company.example`, name, roles],
    );
    return { kind: 'person', id: row!.id, name, roles };
  }

  async notice(seed: NoticeSeed): Promise<NoticeId> {
    const commander = await this.person('commander');
    if (seed.corrects) return this.correction(seed.corrects, commander, seed);
    if (seed.after) {
      const [before] = await this.db.query<{ incident: IncidentId; audience: AudienceId }>(`select incident_id as incident, audience_id as audience from notice where id = $1`, [seed.after]);
      return this.approved(before!.incident, before!.audience, commander, seed);
    }
    const incident = await this.incident(commander, seed.severity, seed.exercise);
    const audience = await this.audience(incident, commander, seed.members);
    return this.approved(incident, audience, commander, seed);
  }

  private async correction(corrects: NoticeId, commander: Actor, seed: NoticeSeed): Promise<NoticeId> {
    const [told] = await this.db.query<{ incident: IncidentId; audience: AudienceId }>(TOLD_AUDIENCE, [corrects, commander.id]);
    await this.db.query(TOLD_MEMBERS, [told!.audience, corrects]);
    await this.transactions.run((tx) => new PlaceRepository(this.db).count(tx, told!.audience));
    await this.db.query(FREEZE_TOLD, [told!.audience, DECLARED_AT]);
    return this.approved(told!.incident, told!.audience, commander, { ...seed, type: 'correction' });
  }

  /** An approved notice to an audience that is frozen already. */
  noticeTo(incident: IncidentId, audience: AudienceId, commander: Actor, seed: Omit<NoticeSeed, 'members'> = {}): Promise<NoticeId> {
    return this.approved(incident, audience, commander, seed);
  }

  async suppress(channel: 'email' | 'sms', address: string, reason = 'stop'): Promise<void> {
    await this.db.query(`insert into suppression (channel, address_hash, reason, source, since) values ($1, $2, $3, 'test', $4)`, [channel, hashOf(address), reason, DECLARED_AT]);
  }

  /** Changes what was signed, past every guard: what a hand in the database could do. */
  async tamper(notice: NoticeId, subject: string): Promise<void> {
    await this.unguarded(`update notice_text set subject = $2 where notice_id = $1`, [notice, subject]);
  }

  private async incident(commander: Actor, severity = 'high', exercise = false): Promise<IncidentId> {
    await this.db.query(
      `insert into brand (id, name, sender_name, from_email, reply_to, domain, website, check_address, phone, support_hours, postal_address, default_locale, default_country, time_zone)
       values ('northwind', 'Northwind', 'Northwind Customer Care', 'care@northwind.example', 'answers@northwind.example', 'northwind.example', 'https://northwind.example',
               'northwind.example/check', '+1 206 555 0100', '{"en":"every day 8 to 20"}', '1 Pine Street, Seattle', 'en', 'US', 'America/Los_Angeles')
       on conflict (id) do nothing`,
    );
    const [row] = await this.db.query<{ id: IncidentId }>(
      `insert into incident (reference, kind, title, severity, brand_id, facts, declared_at, commander_id, exercise)
       values ('INC-' || lpad(nextval('incident_number')::text, 4, '0'), 'data-breach', 'Cards copied at the tills', $4, 'northwind', $1, $2, $3, $5) returning id`,
      [JSON.stringify(FACTS), DECLARED_AT, commander.id, severity, exercise],
    );
    return row!.id;
  }

  private async audience(incident: IncidentId, builtBy: Actor, members: readonly DeliverMember[] | number): Promise<AudienceId> {
    const [audience] = await this.db.query<{ id: AudienceId }>(
      `insert into audience (incident_id, version, rule, built_by) select $1, count(*) + 1, '{}', $2 from audience where incident_id = $1 returning id`,
      [incident, builtBy.id],
    );
    const size = typeof members === 'number' ? members : members.length;
    this.count += 1;
    if (typeof members === 'number') await this.db.query(MANY_MEMBERS, [audience!.id, size, this.count]);
    else await this.someMembers(audience!.id, members);
    await this.transactions.run((tx) => new PlaceRepository(this.db).count(tx, audience!.id));
    await this.db.query(
      `update audience set state = 'frozen', hash = md5($1::text), seed = 'seed of the test', algorithm = 'test', members = $2, counts = $3, frozen_at = $4 where id = $1::uuid`,
      [audience!.id, size, JSON.stringify({ members: size, email: 0, sms: size, unreachable: 0, suppressed: 0, sharing: 0, byLocale: {}, byRegion: {} }), DECLARED_AT],
    );
    return audience!.id;
  }

  private async someMembers(audience: AudienceId, members: readonly DeliverMember[]): Promise<void> {
    const sets = members.map(({ zones }) => zones ?? []);
    await this.db.query(`insert into zone_set (zones) select distinct array(select jsonb_array_elements_text(z)) from jsonb_array_elements($1::jsonb) as z on conflict do nothing`, [JSON.stringify(sets)]);
    const known = await this.db.query<{ id: number; zones: string[] }>(`select id, zones from zone_set`);
    const rows = members.map((member, position) => ({ ...this.row(member, position), zone_set: known.find(({ zones }) => zones.join() === (member.zones ?? []).join())!.id }));
    await this.db.query(MEMBERS, [audience, JSON.stringify(rows)]);
  }

  private row(member: DeliverMember, position: number) {
    const tail = `${this.count}.${position}`;
    const email = member.email === undefined ? `m${tail}@mail.example` : member.email;
    const phone = member.phone === undefined ? `+1206${String(2_000_000 + this.count * 1_000 + position)}` : member.phone;
    return {
      position, draw: member.draw ?? position, reference: `C-${tail}`, email, phone,
      email_hash: email === null ? null : hashOf(email), phone_hash: phone === null ? null : hashOf(phone), preferred_channel: member.preferred ?? null,
    };
  }

  private async approved(incident: IncidentId, audience: AudienceId, commander: Actor, seed: Omit<NoticeSeed, 'members'>): Promise<NoticeId> {
    const [version] = await (await this.shipped()).forKind('data-breach', 'initial', ['en'], 'en');
    const { hash, locale, sources } = version!;
    const approvedAt = seed.approvedAt ?? APPROVED_AT;
    const schedule: Schedule = { startAt: null, waves: 1, waveIntervalMinutes: 10, expiresAfterHours: 72, ...seed.schedule };
    const policies: Policies = { channels: 'preferred', unknownEmail: 'resend', mandatory: true, ...seed.policies };
    const [row] = await this.unguarded<{ id: NoticeId }>(NOTICE, [
      incident, audience, JSON.stringify(FACTS), JSON.stringify(schedule), JSON.stringify(policies), JSON.stringify(senderOf(seed)), makeCheckCode(randomInt),
      commander.id, approvedAt, seed.expiresAt ?? new Date(approvedAt.getTime() + schedule.expiresAfterHours * 3_600_000), seed.type ?? 'initial', seed.corrects ?? null,
    ]);
    const id = row!.id;
    await this.unguarded(
      `insert into notice_text (notice_id, locale, template_hash, subject, email_html, email_text, sms, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, locale, hash, sources.subject, sources.emailHtml, sources.emailText, sources.sms, approvedAt],
    );
    const { hash: planHash } = await plansOf(this.db, this.transactions).standing(id);
    await this.unguarded(`update notice set plan_hash = $2 where id = $1`, [id, planHash]);
    return id;
  }

  private async shipped(): Promise<TemplatesService> {
    if (this.templates === null) {
      this.templates = new TemplatesService(this.transactions, new TemplateVersionRepository(this.db), new WordingRepository(this.db), silentLog);
      await this.templates.onModuleInit();
    }
    return this.templates;
  }

  private unguarded<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.transactions.run(async (tx) => {
      await tx.query(`set local session_replication_role = replica`);
      return tx.query<Row>(sql, parameters);
    });
  }
}

/** Signed plans as `approve` gives them. */
export const plansOf = (db: Database, transactions: Transactions): PlanService =>
  new PlanService(db, transactions, new TableAudiences(db), new NoticeRepository(), new NoticeTextRepository(), new OverrideRepository(), new AudienceReader(db));

export const composerOf = (db: Database): MessageComposerService => new MessageComposerService(new TemplateVersionRepository(db), { secretKey: 'a secret for tests alone' }, silentLog);

const senderOf = ({ smsFrom, fromEmail }: Omit<NoticeSeed, 'members'>) => ({
  name: 'Northwind', senderName: 'Northwind Customer Care', fromEmail: fromEmail ?? 'care@northwind.example', replyTo: 'answers@northwind.example',
  domain: 'northwind.example', website: 'https://northwind.example', checkAddress: 'northwind.example/check', phone: '+1 206 555 0100',
  supportHours: { en: 'every day 8 to 20' }, postalAddress: '1 Pine Street, Seattle', defaultLocale: 'en', timeZone: 'America/Los_Angeles',
  smsFrom: smsFrom ?? '+12025550100',
});

const REASONS = `'{"touchpoints":[{"id":"1","kind":"purchase","occurredAt":"2026-03-03T17:00:00Z","label":"Store 12"}],"more":0,"data":["card-number"],"by":["rule"]}'::jsonb`;

const MEMBERS = `
  with given as (select * from jsonb_populate_recordset(null::audience_member, $2::jsonb)),
  people as (
    insert into customer (reference, first_name, last_name, locale, country, email, email_hash, phone, phone_hash, preferred_channel)
    select g.reference, 'Ana', 'Lopez', 'en', 'US', g.email, g.email_hash, g.phone, g.phone_hash, g.preferred_channel from given as g
    returning id, reference
  )
  insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country,
                               email, email_hash, phone, phone_hash, preferred_channel, reasons, zone_set)
  select $1, p.id, g.position, g.draw, g.draw::text, g.position % 50, g.reference, 'Ana', 'Lopez', 'en', 'US',
         g.email, g.email_hash, g.phone, g.phone_hash, g.preferred_channel, ${REASONS}, g.zone_set
    from given as g
    join people as p on p.reference = g.reference`;

const MANY_MEMBERS = `
  with people as (
    insert into customer (reference, first_name, last_name, locale, country, email, email_hash, phone, phone_hash)
    select format('C-%s.%s', $3::int, n), 'Ana', 'Lopez', 'en', 'US', format('m%s.%s@mail.example', $3::int, n), format('hash of m%s.%s@mail.example', $3::int, n),
           '+1206' || (2000000 + $3::int * 1000 + n), format('hash of +1206%s', 2000000 + $3::int * 1000 + n)
      from generate_series(0, $2::int - 1) as n
    returning id, reference, email, email_hash, phone, phone_hash
  )
  insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country,
                               email, email_hash, phone, phone_hash, reasons)
  select $1, p.id, n.n, n.n, p.reference, n.n % 50, p.reference, 'Ana', 'Lopez', 'en', 'US', p.email, p.email_hash, p.phone, p.phone_hash, ${REASONS}
    from people as p
   cross join lateral (select split_part(p.reference, '.', 2)::int as n) as n`;

const TOLD_AUDIENCE = `
  insert into audience (incident_id, version, told_by_notice_id, built_by)
  select n.incident_id, (select count(*) + 1 from audience as a where a.incident_id = n.incident_id), n.id, $2 from notice as n where n.id = $1
  returning id as audience, incident_id as incident`;

const TOLD_MEMBERS = `
  insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country, email, email_hash, phone, phone_hash, reasons)
  select $1, m.customer_id, t.position, t.position, m.household, m.jk_group, m.reference, m.first_name, m.last_name, m.locale, m.country, m.email, m.email_hash, m.phone, m.phone_hash, m.reasons
    from (select o.customer_id, row_number() over (order by o.position) - 1 as position from published.member_outcome as o where o.notice_id = $2 and o.outcome in ('sent','delivered')) as t
    join audience_member as m on m.customer_id = t.customer_id and m.audience_id = (select r.audience_id from rollout as r where r.notice_id = $2)`;

const FREEZE_TOLD = `
  update audience set state = 'frozen', hash = md5($1::text), seed = 'seed of the test', algorithm = 'test', members = c.members, frozen_at = $2,
         counts = jsonb_build_object('members', c.members, 'email', 0, 'sms', c.members, 'unreachable', 0, 'suppressed', 0, 'sharing', 0, 'byLocale', '{}'::jsonb, 'byRegion', '{}'::jsonb)
    from (select count(*)::int as members from audience_member as m where m.audience_id = $1::uuid) as c
   where id = $1::uuid`;

const NOTICE = `
  insert into notice (incident_id, number, type, state, audience_id, facts, incident, incident_revision, schedule, policies, sender, check_code,
                      plan_hash, created_by, created_at, submitted_by, submitted_at, approved_at, expires_at, updated_at, corrects_notice_id)
  select $1, (select count(*) + 1 from notice as n where n.incident_id = $1), $11, 'approved', $2, $3, jsonb_build_object('reference', i.reference, 'title', i.title, 'kind', i.kind, 'simulated', i.simulated) || case when i.exercise then '{"exercise": true}'::jsonb else '{}' end, 1,
         $4, $5, $6, $7, 'not computed yet', $8, $9, $8, $9, $9, $10, $9, $12
    from incident as i
   where i.id = $1
  returning id`;
