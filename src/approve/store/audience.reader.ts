import { Injectable } from '@nestjs/common';
import { consentStood } from '../../audience/contract.js';
import type { IncidentFacts } from '../../declare/contract.js';
import type { AudienceId, CustomerId } from '../../kernel/ids.js';
import { RIGHT_TO_LEFT } from '../../compose/contract.js';
import { Database } from '../../platform/database/transactions.js';
import type { PickedMember } from '../model/picked-member.js';
import type { Addressing } from '../model/preflight-tally.js';

/** How a member is looked for. */
export type Sought = { readonly who: PickedMember } | { readonly reference: string } | { readonly reads: string } | { readonly region: string } | { readonly places: readonly string[] };

/** Somebody at the same address. */
export interface Sharer {
  readonly channel: 'email' | 'sms';
  readonly reference: string;
  readonly position: number;
}

const MOST_FOUND = 500;
const MOST_SHARERS = 20;

/** Sets over a frozen audience that its port does not answer one by one; read from the views that audience publishes. */
@Injectable()
export class AudienceReader {
  /** An audience is frozen, so who fits stays; looking for him goes through everybody. */
  private readonly found = new Map<string, CustomerId>();

  constructor(private readonly db: Database) {}

  /**
   * Who shares an address with whom, and whose address must not be used, as of now.
   *
   * @param facts  When the data lay open, and which mailboxes did: what was changed then, or lies there, is barred as well, as when the ledger is written.
   * @param mandatory  A mandatory notice passes suppressions of one stream; none passes one that bars the address altogether.
   */
  async addressing(audience: AudienceId, mandatory: boolean, { exposure, breachedMailDomains = [] }: Pick<IncidentFacts, 'exposure' | 'breachedMailDomains'>): Promise<Addressing> {
    const [shared, suppressed] = await Promise.all([
      this.db.query<{ channel: string; position: number; grp: number }>(SHARED, [audience]),
      this.db.query<{ channel: string; position: number }>(SUPPRESSED, [audience, mandatory, exposure?.from ?? null, exposure?.until ?? null, breachedMailDomains]),
    ]);
    const groups = (channel: string) => new Map(shared.filter((row) => row.channel === channel).map(({ position, grp }) => [position, grp]));
    const barred = (channel: string) => new Set(suppressed.filter((row) => row.channel === channel).map(({ position }) => position));
    return { emailGroup: groups('email'), smsGroup: groups('sms'), emailSuppressed: barred('email'), smsSuppressed: barred('sms') };
  }

  /** Where members live, as laws count it, and how many; '' where it is not known. Empty of an audience that was frozen before that was worked out. */
  places(audience: AudienceId): Promise<readonly { readonly place: string; readonly members: number }[]> {
    return this.db.query(`select p.place, p.members from published.audience_place as p where p.audience_id = $1 order by p.members desc, p.place`, [audience]);
  }

  /** Members at these places whose consent to notices by electronic means does not stand at that time (business time), by place: most first. */
  withoutConsent(audience: AudienceId, places: readonly string[], at: Date): Promise<readonly { readonly place: string; readonly people: number }[]> {
    return this.db.query(WITHOUT_CONSENT, [audience, places, at]);
  }

  /** Others at the addresses of this member, in order; a few of many. */
  sharers(audience: AudienceId, customer: CustomerId): Promise<readonly Sharer[]> {
    return this.db.query<Sharer>(SHARERS, [audience, customer, MOST_SHARERS]);
  }

  /** The member to look at, the first in the order where several fit; null where nobody does. */
  async find(audience: AudienceId, sought: Sought): Promise<CustomerId | null> {
    const key = `${audience} ${JSON.stringify(sought)}`;
    const known = this.found.get(key);
    if (known) return known;
    const found = ('reads' in sought ? await this.first(audience, EXACT_LANGUAGE, sought.reads) : null) ?? (await this.first(audience, ...conditionOf(sought)));
    if (found !== null) this.keep(key, found);
    return found;
  }

  private async first(audience: AudienceId, condition: string, value: string): Promise<CustomerId | null> {
    return (await this.db.query<{ customerId: CustomerId }>(`${MEMBER} ${condition}, m.position limit 1`, [audience, value]))[0]?.customerId ?? null;
  }

  /** Who was found first is forgotten first. */
  private keep(key: string, found: CustomerId): void {
    if (this.found.size >= MOST_FOUND) this.found.delete(this.found.keys().next().value!);
    this.found.set(key, found);
  }
}

function conditionOf(sought: Sought): readonly [string, string] {
  if ('who' in sought) return [PICK[sought.who], sought.who === 'right-to-left' ? [...RIGHT_TO_LEFT].join(' ') : ''];
  if ('reference' in sought) return [BY_REFERENCE, sought.reference];
  if ('places' in sought) return [BY_PLACES, sought.places.join(' ')];
  return 'reads' in sought ? [BY_LANGUAGE, sought.reads] : [BY_REGION, sought.region];
}

const SHARED = `
  select s.channel, s.position, s.grp
    from (select 'email' as channel, m.position, dense_rank() over (order by m.email_hash)::int as grp, count(*) over (partition by m.email_hash) as members
            from published.audience_member as m
           where m.audience_id = $1 and m.email_hash is not null
          union all
          select 'sms', m.position, dense_rank() over (order by m.phone_hash)::int, count(*) over (partition by m.phone_hash)
            from published.audience_member as m
           where m.audience_id = $1 and m.phone_hash is not null) as s
   where s.members > 1`;

const SHARERS = `
  select case when o.email_hash = m.email_hash then 'email' else 'sms' end as channel, o.reference, o.position
    from published.audience_member as m
    join published.audience_member as o
      on o.audience_id = m.audience_id
     and (o.email_hash = m.email_hash or o.phone_hash = m.phone_hash)
     and o.customer_id <> m.customer_id
   where m.audience_id = $1 and m.customer_id = $2
   order by o.position
   limit $3`;

const SUPPRESSED = `
  select s.channel, m.position
    from published.suppression as s
    join published.audience_member as m
      on m.audience_id = $1
     and m.email_hash = s.address_hash
   where s.channel = 'email' and (s.scope = 'all' or not $2::boolean)
  union all
  select s.channel, m.position
    from published.suppression as s
    join published.audience_member as m
      on m.audience_id = $1
     and m.phone_hash = s.address_hash
   where s.channel = 'sms' and (s.scope = 'all' or not $2::boolean)
  union all
  select 'email', m.position
    from published.audience_member as m
   where m.audience_id = $1 and m.email is not null
     and (m.email_changed_at <@ tstzrange($3::timestamptz, $4::timestamptz) and $3::timestamptz is not null or lower(split_part(m.email, '@', 2)) = any ($5::text[]))
  union all
  select 'sms', m.position
    from published.audience_member as m
   where m.audience_id = $1 and m.phone is not null and $3::timestamptz is not null and m.phone_changed_at <@ tstzrange($3::timestamptz, $4::timestamptz)`;

// $2 is named in each, since a statement may not leave a parameter without a type.
const MEMBER = `
  select m.customer_id as "customerId"
    from published.audience_member as m
   where m.audience_id = $1 and $2::text is not null`;

const PICK: Readonly<Record<PickedMember, string>> = {
  'longest-name': `order by length(coalesce(m.first_name, '') || ' ' || coalesce(m.last_name, '')) desc`,
  'no-name': `and m.first_name is null order by m.last_name is not null`,
  'no-phone': `and m.phone is null order by m.email is null`,
  'no-email': `and m.email is null order by m.phone is null`,
  'no-preference': `and m.preferred_channel is null order by m.email is null or m.phone is null`,
  'no-language': `and m.locale is null order by m.email is null`,
  'shares-address': `
     and (m.email_hash in (select s.email_hash from published.audience_member as s where s.audience_id = $1 and s.email_hash is not null group by s.email_hash having count(*) > 1)
       or m.phone_hash in (select s.phone_hash from published.audience_member as s where s.audience_id = $1 and s.phone_hash is not null group by s.phone_hash having count(*) > 1))
   order by length(coalesce(m.first_name, '') || coalesce(m.last_name, '')) desc`,
  'right-to-left': `and lower(split_part(replace(m.locale, '_', '-'), '-', 1)) = any (string_to_array($2::text, ' ')) order by m.email is null`,
};
const BY_REFERENCE = `and m.reference = $2::text order by 1`;
/** In the order of the audience, so that looking ends with the first: most are found at once, and only a language that few write so is looked for among all. */
const EXACT_LANGUAGE = `and m.locale = $2::text order by m.audience_id`;
const BY_LANGUAGE = `and lower(split_part(replace(m.locale, '_', '-'), '-', 1)) = lower(split_part($2::text, '-', 1)) order by lower(m.locale) <> lower($2::text)`;
/** No place has a blank in it, and one that is not known is empty. In the order of the audience, so that looking ends with the first. */
const BY_PLACES = `and coalesce(m.place, '') = any (string_to_array($2::text, ' ')) order by m.audience_id`;
/** As the audience counts them ("CA") or with the country ("US-CA"). */
const BY_REGION = `and (m.region = $2::text or m.country || '-' || m.region = $2::text) order by m.email is null`;

const WITHOUT_CONSENT = `
  select m.place, count(*)::int as people
    from published.audience_member as m
   where m.audience_id = $1 and m.place = any($2::text[]) and not ${consentStood('m.customer_id', '$3')}
   group by m.place
   order by people desc, m.place`;
