import { hashEmail, hashPhone } from '../../src/kernel/keyed-hash.js';
import type { Email } from '../../src/kernel/email.js';
import type { ApiKeyId, AudienceId, CustomerId, IncidentId, PersonId } from '../../src/kernel/ids.js';
import type { Phone } from '../../src/kernel/phone.js';
import type { Actor, Role } from '../../src/kernel/actor.js';
import type { Database } from '../../src/platform/database/transactions.js';
import type { IncidentFacts, IncidentKind } from '../../src/declare/contract.js';
import type { MemberReasons } from '../../src/audience/contract.js';
import { placeOf } from '../../src/audience/model/place-of.js';

export const DECLARED_AT = new Date('2026-03-16T09:00:00Z');
const LOOKUP_KEYS = { secret: 'a secret of tests, 32 characters long', over: [] };

/** Facts of a card breach in English and Spanish, complete. */
export const FACTS: IncidentFacts = {
  text: {
    en: {
      whatHappened: 'Between 1 and 14 March someone copied card data at the tills of three of our stores.',
      whatWeDo: 'We removed the software, replaced the tills and told the card networks.',
      whatYouCanDo: ['Look through your card statement.', 'Ask your bank for a new card.'],
    },
    es: {
      whatHappened: 'Entre el 1 y el 14 de marzo alguien copió datos de tarjetas en las cajas de tres de nuestras tiendas.',
      whatWeDo: 'Retiramos el programa, cambiamos las cajas y avisamos a las redes de tarjetas.',
      whatYouCanDo: ['Revise los movimientos de su tarjeta.', 'Pida a su banco una tarjeta nueva.'],
    },
  },
  dataInvolved: ['card-number'],
  exposure: { from: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' },
  nextUpdateAt: null,
};

export interface MemberSeed {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly locale?: string | null;
  readonly country?: string | null;
  readonly region?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly preferredChannel?: 'email' | 'sms' | null;
  readonly reasons?: Partial<MemberReasons>;
}

const REASONS: MemberReasons = {
  touchpoints: [{ id: '1', kind: 'purchase', occurredAt: '2026-03-03T17:00:00Z', label: 'Store 12' }],
  more: 0,
  data: ['card-number'],
  by: ['rule'],
};

/** Rows of the steps before `approve`, written by hand. */
export class ApproveBuilder {
  private count = 0;

  constructor(private readonly db: Database) {}

  async person(...roles: Role[]): Promise<Actor & { readonly kind: 'person' }> {
    this.count += 1;
    const name = `${roles.join('-') || 'nobody'} ${this.count}`;
    const [row] = await this.db.query<{ id: PersonId }>(`insert into person (email, name, password_hash, roles) values ($1, $2, 'none', $3) returning id`, [
      `p${this.count}@company.example`, name, roles,
    ]);
    return { kind: 'person', id: row!.id, name, roles };
  }

  async brand(defaultLocale = 'en'): Promise<string> {
    await this.db.query(
      `insert into brand (id, name, sender_name, from_email, reply_to, domain, website, check_address, phone, support_hours, postal_address, default_locale, default_country, time_zone)
       values ('northwind', 'Northwind', 'Northwind Customer Care', 'care@northwind.example', 'answers@northwind.example', 'northwind.example', 'https://northwind.example',
               'northwind.example/check', '+1 206 555 0100', '{"en":"every day 8 to 20","es":"todos los días de 8 a 20"}', '1 Pine Street, Seattle', $1, 'US', 'America/Los_Angeles')
       on conflict (id) do nothing`,
      [defaultLocale],
    );
    return 'northwind';
  }

  async incident(commander: Actor, more: { facts?: IncidentFacts; simulated?: boolean; exercise?: boolean; kind?: IncidentKind } = {}): Promise<IncidentId> {
    const brand = await this.brand();
    const [row] = await this.db.query<{ id: IncidentId }>(
      `insert into incident (reference, kind, title, severity, brand_id, facts, declared_at, commander_id, simulated, exercise)
       values ('INC-' || lpad(nextval('incident_number')::text, 4, '0'), $1, 'Cards copied at the tills', 'high', $2, $3, $4, $5, $6, $7) returning id`,
      [more.kind ?? 'data-breach', brand, JSON.stringify(more.facts ?? FACTS), DECLARED_AT, commander.id, more.simulated ?? false, more.exercise ?? false],
    );
    await this.keepRevision(row!.id, commander);
    return row!.id;
  }

  /** The incident's next revision, written by `actor`. */
  async amend(incident: IncidentId, actor: Actor, title: string): Promise<void> {
    await this.db.query(`update incident set revision = revision + 1, title = $2 where id = $1`, [incident, title]);
    await this.keepRevision(incident, actor);
  }

  private async keepRevision(incident: IncidentId, actor: Actor): Promise<void> {
    await this.db.query(
      `insert into incident_revision (incident_id, revision, at, actor_kind, actor_id, content) select i.id, i.revision, $2, $3, $4, to_jsonb(i) from incident as i where i.id = $1`,
      [incident, DECLARED_AT, actor.kind, actor.id],
    );
  }

  /** A program's key, made by `owner`, who answers for it. */
  async key(owner: Actor & { readonly kind: 'person' }, ...roles: Role[]): Promise<Actor & { readonly kind: 'key' }> {
    this.count += 1;
    const [row] = await this.db.query<{ id: ApiKeyId }>(
      `insert into api_key (name, prefix, key_hash, roles, created_by) values ('CI', 'fw', $1, $2, $3) returning id`, [`hash ${this.count}`, roles, owner.id],
    );
    return { kind: 'key', id: row!.id, name: 'CI', roles, answerable: owner.id };
  }

  /** A frozen audience; positions in the order given, and from a list that `listedBy` uploaded where he is named. Members without more are English, American and have e-mail and phone. */
  async audience(incident: IncidentId, builtBy: Actor, members: readonly MemberSeed[], listedBy?: Actor): Promise<AudienceId> {
    const rows = members.map((member, index) => memberRow(member, index, ++this.count));
    const customers = await this.db.query<{ id: CustomerId; reference: string }>(
      `insert into customer (reference, first_name, last_name, locale, country, region, email, email_hash, phone, phone_hash, preferred_channel)
       select r.reference, r.first_name, r.last_name, r.locale, r.country, r.region, r.email, r.email_hash, r.phone, r.phone_hash, r.preferred_channel
         from jsonb_populate_recordset(null::customer, $1::jsonb) as r returning id, reference`,
      [JSON.stringify(rows)],
    );
    const ids = new Map(customers.map(({ id, reference }) => [reference, id]));
    const [audience] = await this.db.query<{ id: AudienceId }>(
      `insert into audience (incident_id, version, rule, list_id, built_by) select $1, count(*) + 1, '{}', $3, $2 from audience where incident_id = $1 returning id`,
      [incident, builtBy.id, listedBy ? await this.list(incident, listedBy) : null],
    );
    await this.db.query(
      `insert into audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country, region, place,
                                    time_zone, email, email_hash, phone, phone_hash, preferred_channel, reasons)
       select $1, r.customer_id, r.position, r.position, r.reference, r.position % 50, r.reference, r.first_name, r.last_name, r.locale, r.country, r.region, r.place,
              null, r.email, r.email_hash, r.phone, r.phone_hash, r.preferred_channel, r.reasons
         from jsonb_populate_recordset(null::audience_member, $2::jsonb) as r`,
      [audience!.id, JSON.stringify(rows.map((row) => ({ ...row, customer_id: ids.get(row.reference) })))],
    );
    await this.db.query(`insert into audience_place (audience_id, place, members) select m.audience_id, coalesce(m.place, ''), count(*) from audience_member as m where m.audience_id = $1 group by 1, 2`, [audience!.id]);
    await this.db.query(
      `update audience set state = 'frozen', hash = md5($1::text), seed = 'seed', algorithm = 'test', members = $2, counts = $3, frozen_at = $4 where id = $1::uuid`,
      [audience!.id, members.length, JSON.stringify(countsOf(rows)), DECLARED_AT],
    );
    return audience!.id;
  }

  private async list(incident: IncidentId, by: Actor): Promise<string> {
    const [row] = await this.db.query<{ id: string }>(
      `insert into audience_list (incident_id, name, total, found, created_by) values ($1, 'from the lab', 1, 1, $2) returning id`, [incident, `${by.kind}:${by.id}`],
    );
    return row!.id;
  }

  async suppress(channel: 'email' | 'sms', address: string, reason = 'stop'): Promise<void> {
    const hash = channel === 'email' ? hashEmail(LOOKUP_KEYS, address as Email) : hashPhone(LOOKUP_KEYS, address as Phone);
    await this.db.query(`insert into suppression (channel, address_hash, reason, source, since) values ($1, $2, $3, 'test', $4)`, [channel, hash, reason, DECLARED_AT]);
  }
}

function memberRow(member: MemberSeed, position: number, n: number) {
  const email = member.email === undefined ? `c${n}@mail.example` : member.email;
  const phone = member.phone === undefined ? `+1206${String(5_550_000 + n).padStart(7, '0')}` : member.phone;
  const { country = 'US', region = 'WA' } = member;
  return {
    position,
    reference: `C-${n}`,
    first_name: member.firstName === undefined ? 'Ana' : member.firstName,
    last_name: member.lastName === undefined ? 'Lopez' : member.lastName,
    locale: member.locale === undefined ? 'en' : member.locale,
    country,
    region,
    place: placeOf({ country, region, postal: null }, 'US'),
    email,
    email_hash: email === null ? null : hashEmail(LOOKUP_KEYS, email as Email),
    phone,
    phone_hash: phone === null ? null : hashPhone(LOOKUP_KEYS, phone as Phone),
    preferred_channel: member.preferredChannel ?? null,
    reasons: { ...REASONS, ...member.reasons },
  };
}

function countsOf(rows: readonly ReturnType<typeof memberRow>[]) {
  const by = (key: 'locale' | 'region') => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[row[key] ?? ''] = (counts[row[key] ?? ''] ?? 0) + 1;
    return counts;
  };
  return {
    members: rows.length,
    email: rows.filter(({ email }) => email).length,
    sms: rows.filter(({ phone }) => phone).length,
    unreachable: rows.filter(({ email, phone }) => !email && !phone).length,
    suppressed: 0,
    sharing: 0,
    byLocale: by('locale'),
    byRegion: by('region'),
  };
}
