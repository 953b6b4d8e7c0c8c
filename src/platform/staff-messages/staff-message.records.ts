import { Injectable } from '@nestjs/common';
import type { PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../database/transactions.js';
import type { StaffMessageStanding, StaffPurpose } from './staff-message.js';

export interface NewStaffMessage {
  readonly key: string;
  readonly purpose: StaffPurpose;
  readonly channel: 'email' | 'sms';
  /** Sealed. */
  readonly content: string;
  readonly worthMinutes: number;
}

/** One that is to be handed over now; the try is on record. */
export interface ClaimedStaffMessage {
  readonly id: string;
  readonly purpose: StaffPurpose;
  readonly channel: 'email' | 'sms';
  readonly content: string;
  /** This one included. */
  readonly attempts: number;
  readonly secondsLeft: number;
}

export interface StaffMessageEnd {
  readonly id: string;
  readonly attempts: number;
  readonly state: 'pending' | 'sent' | 'failed' | 'unknown';
  readonly provider: string | null;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** Real milliseconds before a pending one is tried again. */
  readonly retryMs: number;
}

/** One that came to an end otherwise than by an answer. */
export interface EndedStaffMessage {
  readonly id: string;
  readonly purpose: StaffPurpose;
  readonly channel: 'email' | 'sms';
  readonly state: 'unknown' | 'cancelled';
}

/** The queue of messages to single people. Everything in it goes by real time. */
@Injectable()
export class StaffMessageRecords {
  constructor(private readonly db: Database) {}

  /** Whoever waits on the channel `firstword` hears of it with the commit. */
  async insert(tx: Tx, { key, purpose, channel, content, worthMinutes }: NewStaffMessage): Promise<string> {
    const [row] = await tx.query<{ id: string }>(INSERT, [key, purpose, channel, content, worthMinutes]);
    await tx.query(`select pg_notify('firstword', 'staff-message.waiting')`);
    return row!.id;
  }

  async emailOf(tx: Tx, person: PersonId): Promise<string | null> {
    const [row] = await tx.query<{ email: string }>(`select p.email from person as p where p.id = $1 and p.disabled_at is null`, [person]);
    return row?.email ?? null;
  }

  standing(ids: readonly string[]): Promise<readonly StaffMessageStanding[]> {
    return this.db.query<StaffMessageStanding>(STANDING, [ids]);
  }

  /** Oldest first. The claim is the try: what ends without an answer may have been sent. */
  claim(tx: Tx, owner: string, leaseSeconds: number, purposes: readonly StaffPurpose[], limit: number): Promise<readonly ClaimedStaffMessage[]> {
    return tx.query<ClaimedStaffMessage>(CLAIM, [owner, leaseSeconds, purposes, limit]);
  }

  /** @returns false where the lease is another's by now, and nothing was kept. */
  async record(tx: Tx, owner: string, { id, attempts, state, provider, providerId, code, reason, retryMs }: StaffMessageEnd): Promise<boolean> {
    return (await tx.query(RECORD, [id, owner, attempts, state, provider, providerId, code, reason, retryMs])).length > 0;
  }

  /** Those whose worker died with them in hand, and those that nobody needs any more. */
  end(tx: Tx): Promise<readonly EndedStaffMessage[]> {
    return tx.query<EndedStaffMessage>(END);
  }

  /** @returns how many settled ones are forgotten that are older than so many days. */
  async forget(tx: Tx, days: number): Promise<number> {
    return (await tx.query(`delete from staff_message where settled_at < now() - $1 * interval '1 day' returning id`, [days])).length;
  }
}

const INSERT = `
  insert into staff_message as s (key, purpose, channel, content, expires_at)
  values ($1, $2, $3, $4, now() + $5 * interval '1 minute')
  on conflict (key) do update set key = s.key
  returning s.id`;

const STANDING = `
  select s.id, s.key, s.purpose, s.channel, s.state, s.attempts, s.code, s.reason, s.created_at as "createdAt", s.settled_at as "settledAt"
    from staff_message as s
   where s.id = any($1::uuid[])`;

const CLAIM = `
  update staff_message as s
     set state = 'sending', lease_owner = $1, lease_until = now() + $2 * interval '1 second', attempts = s.attempts + 1
   where s.id in (select w.id
                    from staff_message as w
                   where w.state = 'pending' and w.due_at <= now() and w.expires_at > now() and w.purpose = any($3)
                   order by w.due_at
                   limit $4
                     for update skip locked)
  returning s.id, s.purpose, s.channel, s.content, s.attempts, extract(epoch from s.expires_at - now())::int as "secondsLeft"`;

const RECORD = `
  update staff_message as s
     set state = $4, provider = $5, provider_id = $6, code = $7, reason = $8, lease_owner = null, lease_until = null,
         due_at = case when $4 = 'pending' then now() + $9 * interval '1 millisecond' else s.due_at end,
         content = case when $4 = 'pending' then s.content end,
         settled_at = case when $4 <> 'pending' then now() end
   where s.id = $1 and s.state = 'sending' and s.lease_owner = $2 and s.attempts = $3
  returning s.id`;

const END = `
  update staff_message as s
     set state = case when s.state = 'sending' then 'unknown' else 'cancelled' end, lease_owner = null, lease_until = null, content = null, settled_at = now(),
         code = case when s.state = 'sending' then 'lease-ended' else 'expired' end,
         reason = case when s.state = 'sending' then 'The worker stopped while it handed this over.' else coalesce('It was of no use any more. Before: ' || s.reason, 'It was of no use any more.') end
   where (s.state = 'sending' and s.lease_until < now())
      or (s.state = 'pending' and s.expires_at <= now())
  returning s.id, s.purpose, s.channel, s.state`;
