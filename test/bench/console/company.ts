import { ROLES } from '../../../src/kernel/actor.js';
import { randomToken, tokenHash } from '../../../src/platform/auth/tokens.js';
import { FixedClock } from '../../../src/platform/clock/clock.js';
import type { Database, Transactions } from '../../../src/platform/database/transactions.js';
import { EmailGatewayOfTest, SmsGatewayOfTest } from '../../support/deliver-ports.js';
import { APPROVED_AT, DeliverBuilder } from '../../support/deliver.builder.js';
import { deliverParts } from '../../support/deliver.parts.js';
import { fillLedger, unguarded } from '../ledger-fill.js';

/** How much there is of everything. */
export interface CompanySize {
  readonly members: number;
  readonly calls: number;
  readonly events: number;
  /** Besides the large one. */
  readonly incidents: number;
}

const CUSTOMERS = `
  insert into customer (reference, first_name, last_name, locale, country, email, email_hash)
  select 'C' || n, 'Ana', 'Lopez', 'en', 'US', 'm' || n || '@mail.example', md5(n::text) || md5((-n)::text) from generate_series(0, $1::int - 1) as n`;
/** Half of them by members, over six hours from the first wave on. */
const PHONE_CALLS = `
  insert into inbound_call (source, call_id, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, customer_id, match_method, reason_tag, tags)
  select 'bench', 'call-' || n, 'main', a.at, a.at + interval '30 seconds', a.at + interval '5 minutes', 'answered', 30, 270, case when n % 2 = 0 then n + 1 end, case when n % 2 = 0 then 'number' else 'none' end,
         case n % 3 when 0 then 'card data' when 1 then 'delivery' end, case n % 5 when 0 then '{angry}'::text[] else '{}' end
    from generate_series(1, $1::int) as n cross join lateral (select $2::timestamptz + n * interval '6 hours' / $1::int as at) as a`;
const RECORD = `
  insert into audit_event (at, actor_kind, actor_id, action, subject_kind, subject_id, incident_id)
  select $2::timestamptz + n * interval '100 milliseconds', 'person', $3, 'customer.viewed', 'customer', n::text, case when n % 200 = 0 then $4::uuid end from generate_series(1, $1::int) as n`;

/** An incident whose notice has gone to a tenth of its people, one that waits for approval, and all around them. @returns every page, and who looks at it. */
export async function company(db: Database, transactions: Transactions, { members, calls, events, incidents }: CompanySize) {
  const build = new DeliverBuilder(db, transactions);
  await db.query(CUSTOMERS, [members]);
  const { notice, audience } = await fillLedger(db, transactions, members, 10);
  const clock = new FixedClock(APPROVED_AT);
  const parts = deliverParts({ db, transactions, clock, email: new EmailGatewayOfTest(), sms: new SmsGatewayOfTest() });
  await parts.rollouts.startDue();
  await parts.writer.writeAll();
  await unguarded(transactions, `update message set state = 'sent', begun_at = $1, handed_over_at = $1 where id % 10 = 0`, [APPROVED_AT]);
  // No channel reaches some: their addresses are dead, or they have none.
  await unguarded(transactions, `update message set state = 'bounced', code = '5.1.1' where id % 50 = 1`, []);
  await unguarded(transactions, `update notice_member set barred = 'unreachable', barred_reason = 'no-address', email_message_id = null, sms_message_id = null where customer_id % 100 = 7`, []);
  await parts.counts.keepWarm(); // as the worker's job does
  const [{ incident } = { incident: '' }] = await db.query<{ incident: string }>(`select incident_id as incident from notice where id = $1`, [notice]);
  const draft = await build.notice({ after: notice, members: 0, type: 'update' });
  await unguarded(transactions, `update notice set state = 'submitted', approved_at = null, expires_at = null where id = $1`, [draft]);
  for (let n = 0; n < incidents; n += 1) await build.notice({ members: 3 });
  const person = await build.person(...ROLES);
  await db.query(PHONE_CALLS, [calls, APPROVED_AT]);
  await unguarded(transactions, RECORD, [events, APPROVED_AT, person.id, incident]);
  const token = randomToken();
  await db.query(`insert into session (token_hash, person_id, csrf_token, expires_at) values ($1, $2, $3, now() + interval '1 day')`, [tokenHash(token), person.id, randomToken()]);
  const [{ customer } = { customer: '' }] = await db.query<{ customer: string }>(`select max(id)::text as customer from customer where reference = 'C10'`);
  const [of, told, waits] = [`/incidents/${incident}`, `/notices/${notice}`, `/notices/${draft}`];
  return { cookie: `fw_session=${token}`, addresses: {
    incidents: '/incidents', 'incidents, all': '/incidents?state=all', declare: '/incidents/new', 'declare, a kind': '/incidents/new?kind=data-breach', incident: of, law: `${of}/law`, 'incident, edit': `${of}/edit`,
    room: `${of}/room`, 'room, wall': `${of}/room?wall=1`, calls: `${of}/calls`, report: `${of}/report`, 'call reasons': `${of}/call-reasons`, 'audience, rule': `${of}/audience`, 'audience, frozen': `/audiences/${audience}`,
    notice: told, 'notice, progress': `${told}/progress`, briefing: `${told}/briefing`, letters: `${told}/letters`, preview: `${told}/preview`, 'preview, not sent': `${waits}/preview`, 'in doubt, of it': `${told}/unknown`,
    'notice, submitted': waits, approve: `${waits}/approve`, desk: '/desk', 'desk, search': '/desk?find=m10%40mail.example', 'desk, a customer': `/desk/customers/${customer}`,
    imports: '/imports', 'contact centre': '/contact-centre', 'in doubt': '/doubts', health: '/operations', phones: '/settings/phones', 'who speaks': '/settings/brands', audit: '/audit', 'audit, one incident': '/audit?incident=INC-0001', people: '/people',
  } };
}
