import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import { careSinceOf } from './care-since.sql.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { CopyAnswer, CopyRequest, MessageState } from '../contract.js';
import { type Copyable, SAME_REQUEST_MS } from '../model/copy-request.js';

/** A member who asks, and the address at which he would be written to. */
export interface AskingMember extends Omit<Copyable, 'state' | 'expired' | 'exposure'> {
  readonly waveNo: number;
  readonly addressHash: string | null;
  readonly own: MessageState | null;
  readonly ownId: MessageId | null;
}

type Sent = Exclude<CopyAnswer, { kind: 'refused' }>;

/** Who asked for what, and the messages made of it. */
@Injectable()
export class CopyRepository {
  constructor(private readonly db: Database) {}

  async find(key: string): Promise<Sent | null> {
    return (await this.db.query<Sent>(FIND, [key]))[0] ?? null;
  }

  /** The answer to the same request, or to one for the same address a moment ago, unless nothing came of that. */
  async findOrRecent(tx: Tx, { key, notice, customer, channel, elsewhere }: CopyRequest, now: Date): Promise<Sent | null> {
    const recent = new Date(now.getTime() - SAME_REQUEST_MS);
    return (await tx.query<Sent>(FIND_OR_RECENT, [key, notice, customer, channel, recent, elsewhere?.addressHash ?? null]))[0] ?? null;
  }

  /** @returns null for whoever is not in the notice's audience. */
  async person(tx: Tx, { notice, customer, channel, elsewhere }: CopyRequest, now: Date): Promise<AskingMember | null> {
    return (await tx.query<AskingMember>(PERSON, [notice, customer, channel, elsewhere?.address ?? null, elsewhere?.addressHash ?? null, now]))[0] ?? null;
  }

  /** The ladder is done with it from the beginning. */
  async insert(tx: Tx, { notice, customer, channel }: CopyRequest, { waveNo, address, addressHash }: AskingMember, now: Date): Promise<MessageId> {
    const [row] = await tx.query<{ id: MessageId }>(INSERT, [notice, customer, channel, waveNo, tx.sealing.address(address!, customer), addressHash, now]);
    return row!.id;
  }

  async bringForward(tx: Tx, id: MessageId, now: Date): Promise<void> {
    await tx.query(BRING_FORWARD, [id, now]);
  }

  async keep(tx: Tx, { key, notice, customer, channel, elsewhere, reason, by }: CopyRequest, outcome: Sent['kind'], message: MessageId, now: Date): Promise<void> {
    await tx.query(KEEP, [key, message, notice, customer, channel, outcome, elsewhere !== null, elsewhere?.checked ?? [], tx.sealing.text(reason, key), by.kind, by.id, now]);
  }
}

const FIND = `select r.outcome as kind, r.message_id as "messageId" from copy_request as r where r.request_key = $1`;

const FIND_OR_RECENT = `
  select r.outcome as kind, r.message_id as "messageId"
    from copy_request as r
    join message as m on m.id = r.message_id
   where r.request_key = $1
      or (r.notice_id = $2 and r.customer_id = $3 and r.channel = $4 and r.asked_at > $5 and m.state not in ('bounced','failed','suppressed','cancelled')
          and case when $6::text is null then not r.to_other_address else m.address_hash = $6 end)
   order by r.request_key = $1 desc, r.asked_at desc
   limit 1`;

/** $4 and $5 are another address and its hash, or null for the one on file. Another address may be the one on file all the same. */
const PERSON = `
  with asked as (
    select a.customer_id, r.audience_id, nm.wave_no, $5::text is not null as elsewhere,
           coalesce($4::text, case $3 when 'email' then a.email else a.phone end) as address,
           coalesce($5::text, case $3 when 'email' then a.email_hash else a.phone_hash end) as address_hash,
           case $3 when 'email' then a.email_hash else a.phone_hash end as frozen_hash,
           case $3 when 'email' then c.email_hash else c.phone_hash end as hash_on_file,
           case $3 when 'email' then x.email_changed_at else x.phone_changed_at end as changed_at
      from rollout as r
      join published.audience_member as a on a.audience_id = r.audience_id and a.customer_id = $2
      left join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = a.customer_id
      left join published.customer as c on c.id = a.customer_id
      left join published.address_change as x on x.customer_id = a.customer_id
     where r.notice_id = $1
  )
  select exists (select from wave as w where w.notice_id = $1 and w.opened_at is not null) as begun,
         k.wave_no is not null as written, k.wave_no as "waveNo", k.address, k.address_hash as "addressHash",
         k.elsewhere or k.frozen_hash is not distinct from k.hash_on_file as "sameAsFrozen",
         case when k.address_hash = k.hash_on_file then k.changed_at end as "changedAt",
         coalesce((select x.reason from published.suppression as x
            join dispatch as d on d.notice_id = $1
           where x.channel = $3 and x.address_hash = k.address_hash and (x.scope = 'all' or not d.mandatory)
           order by x.since limit 1), ${careSinceOf('k.customer_id', 'k.audience_id')}) as "barredBy",
         (select count(*)::int from copy_request as r where r.customer_id = $2 and r.notice_id = $1 and r.asked_at > $6::timestamptz - interval '1 day') as "lastDay",
         o.state as own, o.id as "ownId"
    from asked as k
    left join lateral (
           select m.state, m.id from message as m
            where m.notice_id = $1 and m.channel = $3 and m.address_hash = k.address_hash and m.copy_no = 0
              for update
         ) as o on true`;

const INSERT = `
  insert into message (notice_id, exercise, customer_id, channel, wave_no, address, address_hash, due_at, asked_at, climbed_at, copy_no)
  select $1, (select r.exercise from rollout as r where r.notice_id = $1), $2, $3, $4, $5, $6, $7, $7, $7,
         1 + coalesce((select max(m.copy_no) from message as m where m.notice_id = $1 and m.channel = $3 and (m.address_hash = $6 or m.customer_id = $2)), 0)
  returning id`;

/** Held for a cap, it is free now; put off by the provider, it keeps its wait. */
const BRING_FORWARD = `
  update message
     set asked_at = $2, due_at = least(due_at, $2), retry_at = case when due_at > $2 then null else retry_at end, held_reason = case when due_at > $2 then null else held_reason end
   where id = $1 and state = 'pending'`;

const KEEP = `
  insert into copy_request (request_key, message_id, notice_id, customer_id, channel, outcome, to_other_address, checked, reason, asked_by_kind, asked_by_id, asked_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;
