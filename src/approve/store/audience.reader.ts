import { Injectable } from '@nestjs/common';
import type { AudienceId, CustomerId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { Addressing } from '../model/preflight-tally.js';

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

  /** The member to look at: whose name is longest, or who is the first without a telephone number. Null where there is none. */
  async pick(audience: AudienceId, who: 'longest-name' | 'no-phone'): Promise<CustomerId | null> {
    return (await this.db.query<{ customerId: CustomerId }>(PICK[who], [audience]))[0]?.customerId ?? null;
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

const PICK = {
  'longest-name': `
    select m.customer_id as "customerId"
      from published.audience_member as m
     where m.audience_id = $1
     order by length(coalesce(m.first_name, '') || ' ' || coalesce(m.last_name, '')) desc, m.position
     limit 1`,
  'no-phone': `
    select m.customer_id as "customerId"
      from published.audience_member as m
     where m.audience_id = $1 and m.phone is null
     order by m.position
     limit 1`,
} as const;
