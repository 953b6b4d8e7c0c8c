import { Injectable } from '@nestjs/common';
import type { AudienceId, CustomerId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { Addressing } from '../model/preflight-tally.js';

/** Who tries the texts most: the longest name, or what someone does not have (preferring who has the other address). */
export type PickedMember = 'longest-name' | 'no-name' | 'no-phone' | 'no-email';

/** Sets over a frozen audience that its port does not answer one by one; read from the views that audience publishes. */
@Injectable()
export class AudienceReader {
  constructor(private readonly db: Database) {}

  /**
   * Who shares an address with whom, and whose address must not be used, as of now.
   *
   * @param mandatory  A mandatory notice passes suppressions of one stream; none passes one that bars the address altogether.
   */
  async addressing(audience: AudienceId, mandatory: boolean): Promise<Addressing> {
    const [shared, suppressed] = await Promise.all([
      this.db.query<{ channel: string; position: number; grp: number }>(SHARED, [audience]),
      this.db.query<{ channel: string; position: number }>(SUPPRESSED, [audience, mandatory]),
    ]);
    const groups = (channel: string) => new Map(shared.filter((row) => row.channel === channel).map(({ position, grp }) => [position, grp]));
    const barred = (channel: string) => new Set(suppressed.filter((row) => row.channel === channel).map(({ position }) => position));
    return { emailGroup: groups('email'), smsGroup: groups('sms'), emailSuppressed: barred('email'), smsSuppressed: barred('sms') };
  }

  /** The member to look at, the first in the order where several fit; null where nobody does. */
  async find(audience: AudienceId, who: { readonly who: PickedMember } | { readonly reference: string } | { readonly reads: string }): Promise<CustomerId | null> {
    const [condition, value] = 'who' in who ? [PICK[who.who], ''] : 'reference' in who ? [BY_REFERENCE, who.reference] : [BY_LANGUAGE, who.reads];
    return (await this.db.query<{ customerId: CustomerId }>(`${MEMBER} ${condition}, m.position limit 1`, [audience, value]))[0]?.customerId ?? null;
  }
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
   where s.channel = 'sms' and (s.scope = 'all' or not $2::boolean)`;

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
};
const BY_REFERENCE = `and m.reference = $2::text order by 1`;
const BY_LANGUAGE = `and lower(split_part(replace(m.locale, '_', '-'), '-', 1)) = lower(split_part($2::text, '-', 1)) order by lower(m.locale) <> lower($2::text)`;
