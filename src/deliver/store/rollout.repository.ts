import { Injectable } from '@nestjs/common';
import type { AudienceId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { SOMEBODY_WAITS } from './correction.sql.js';
import { MAY_LEAVE } from './epoch.repository.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { PhonePace, WaveStratum } from '../../approve/contract.js';
import type { Trip } from '../model/storm-brake.js';
import type { PlannedWave, SliceStarts, WavePeople } from '../model/wave-plan.js';

/** What is on record of a start, before the first message of it can exist. */
export interface NewRollout {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly audienceId: AudienceId;
  readonly planHash: string;
  readonly algorithm: string;
  readonly seed: string;
  readonly members: number;
  /** Of the people, those who are told after all others; null where nobody is. */
  readonly latePercent: number | null;
  /** By number. */
  readonly strata: readonly WaveStratum[];
  readonly waves: readonly PlannedWave[];
  /** By stratum and step, when each wave opens whatever the phones say; null with `phones`. */
  readonly latest: readonly (readonly Date[])[] | null;
  readonly phones: PhonePace | null;
  readonly waveGapMinutes: number;
  /** Channels that may not be used outside the allowed hours of a stratum. */
  readonly quietChannels: readonly string[];
  /** When the data lay open: an address that was changed then is not used. */
  readonly exposure: { readonly from: string; readonly until: string } | null;
  readonly breachedMailDomains: readonly string[];
  readonly channels: string;
  readonly unknownEmail: string;
  readonly mandatory: boolean;
  /** Business minutes without a receipt after which the next channel is tried; null without a ladder. */
  readonly noReceiptMinutes: number | null;
  readonly expiresAt: Date;
  readonly startedBy: string;
  readonly at: Date;
  /** How many people go first; 0 for none. */
  readonly canary: number;
  readonly plannedMessages: number;
  /** Why it starts held. */
  readonly trip: Trip | null;
}

/** A notice as people call it: "Notice 2 (update)". */
export interface NamedNotice {
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
}

@Injectable()
export class RolloutRepository {
  constructor(private readonly db: Database) {}

  /**
   * For each stratum the draw of the member at the start of each slice, and one more than the last draw at the end. Positions follow
   * the draw (`FreezeRepository`), so the slices of a whole audience are a few looks into an index. A large stratum has its share in each of those: the order
   * is random, and a slice of 250 or more is equal to within a tenth or so. Only small strata are counted out; sorting all of a million took 7 s.
   */
  async cuts(audience: AudienceId, strata: readonly WaveStratum[], members: number, { numerators, denominator }: SliceStarts): Promise<readonly (readonly number[])[]> {
    const isSmall = ({ members: people }: WaveStratum) => strata.length > 1 && people < SURELY_EQUAL * numerators.length;
    const whole = strata.every(isSmall) ? [] : (await this.db.query<{ draw: number }>(CUTS, [audience, members, numerators, denominator])).map(({ draw }) => draw);
    const small = strata.flatMap((stratum, number) => (isSmall(stratum) ? [number] : []));
    if (small.length === 0) return strata.map(() => whole);
    const { zoneSets, numbers } = assigned(strata);
    const rows = await this.db.query<{ stratum: number; draw: number }>(CUTS_OF_STRATA, [audience, zoneSets, numbers, numerators, small, denominator]);
    return strata.map((stratum, number) => (isSmall(stratum) ? rows.filter((row) => row.stratum === number).map(({ draw }) => draw) : whole));
  }

  /** How many people each wave has, by number, where several strata share the draws: one look at every member, by his stratum and draw. Waves without anybody are left out. */
  peopleOf(audience: AudienceId, strata: readonly Pick<WaveStratum, 'zoneSets'>[], waves: readonly Pick<PlannedWave, 'waveNo' | 'stratum' | 'drawFrom'>[]): Promise<readonly WavePeople[]> {
    const { zoneSets, numbers } = assigned(strata);
    return this.db.query<WavePeople>(PEOPLE_OF_WAVES, [audience, zoneSets, numbers, waves.map(({ waveNo }) => waveNo), waves.map(({ stratum }) => stratum), waves.map(({ drawFrom }) => drawFrom)]);
  }

  /**
   * Holds the notice still until the transaction ends: what is withdrawn at the same moment is either not started, or its
   * withdrawal is refused because it was.
   */
  async stillApproved(tx: Tx, notice: NoticeId, planHash: string): Promise<boolean> {
    return (await tx.query(LOCK_APPROVED, [notice, planHash])).length === 1;
  }

  /**
   * Whether what was approved may start: not while law enforcement holds it or its incident, where nothing may leave, nor where it was approved before the database was put back, since
   * it may have been sent meanwhile and must be signed again.
   */
  async mayStart(notice: NoticeId): Promise<boolean> {
    return (await this.db.query(`select from published.notice as n where n.id = $1 and ${SIGNED_HERE} and ${NOT_HELD}`, [notice])).length === 1;
  }

  /** @returns false where the notice has been started before; then nothing is changed. */
  async start(tx: Tx, rollout: NewRollout): Promise<boolean> {
    const { noticeId, audienceId, planHash, algorithm, seed, waves, members, latePercent, at } = rollout;
    const created = await tx.query(INSERT_ROLLOUT, [noticeId, audienceId, planHash, algorithm, seed, waves.length, members, at, latePercent]);
    if (created.length === 0) return false;
    await this.keepStrata(tx, rollout);
    const column = <Key extends keyof PlannedWave>(key: Key) => waves.map((wave) => wave[key]);
    await tx.query(INSERT_WAVES, [noticeId, column('waveNo'), column('stratum'), column('step'), column('drawFrom'), column('drawUntil'), column('plannedAt'), column('late'),
      waves.map(({ stratum, step }) => rollout.latest?.[stratum]?.[step] ?? null)]);
    const { incidentId, channels, unknownEmail, mandatory, noReceiptMinutes, expiresAt, startedBy, canary, plannedMessages, trip } = rollout;
    await tx.query(INSERT_DISPATCH, [
      noticeId, incidentId, channels, unknownEmail, mandatory, expiresAt, startedBy, at, canary, plannedMessages, trip?.brake ?? null, trip?.reason ?? null, noReceiptMinutes, audienceId, rollout.quietChannels,
      rollout.exposure?.from ?? null, rollout.exposure?.until ?? null, rollout.breachedMailDomains,
    ]);
    if (rollout.phones) await tx.query(INSERT_PACE, [noticeId, JSON.stringify(rollout.phones), at]);
    return true;
  }

  private async keepStrata(tx: Tx, { noticeId, strata, waveGapMinutes }: NewRollout): Promise<void> {
    await tx.query(INSERT_STRATA, [noticeId, JSON.stringify(strata.map((stratum, number) => ({ ...stratum, number }))), waveGapMinutes]);
    if (strata.length === 1) return; // whoever is in no other stratum is in the first
    const { zoneSets, numbers } = assigned(strata);
    await tx.query(INSERT_ZONES, [noticeId, zoneSets, numbers]);
  }

  /** What is corrected goes out no further. @returns whose notice that is; null where nobody is told by it any more, or it does not run. */
  async pauseCorrected(tx: Tx, notice: NoticeId, reason: string, at: Date): Promise<NamedNotice | null> {
    return (await tx.query<NamedNotice>(PAUSE_CORRECTED, [notice, reason, at]))[0] ?? null;
  }

  /** @returns Whose notice it is; null where this plan's refusal is on record already. */
  async refuse(tx: Tx, notice: NoticeId, code: string, at: Date): Promise<NamedNotice | null> {
    return (await tx.query<NamedNotice>(INSERT_REFUSAL, [notice, code, at]))[0] ?? null;
  }
}

/** Sets of zones beside the number of the stratum that each is in. */
const assigned = (strata: readonly Pick<WaveStratum, 'zoneSets'>[]): { zoneSets: readonly number[]; numbers: readonly number[] } => ({
  zoneSets: strata.flatMap((stratum) => stratum.zoneSets),
  numbers: strata.flatMap((stratum, number) => stratum.zoneSets.map(() => number)),
});

/** People in a slice from which on a random share of the whole is as good as counting. */
const SURELY_EQUAL = 250;

const CUTS = `
  select m.draw
    from unnest($3::bigint[]) as s (numerator)
    join published.audience_member as m on m.audience_id = $1 and m.position = (s.numerator * $2::bigint / $4::bigint)::int
  union all
  select m.draw + 1 from published.audience_member as m where m.audience_id = $1 and m.position = $2::int - 1
  order by 1`;

/** Inside a stratum the order is the same, and has to be counted. */
const CUTS_OF_STRATA = `
  with drawn as materialized (
    select x.stratum, x.draw, row_number() over (partition by x.stratum order by x.draw) - 1 as place
      from (select coalesce(z.stratum, 0) as stratum, m.draw
              from published.audience_member as m
              left join unnest($2::int[], $3::int[]) as z (zone_set, stratum) on z.zone_set = m.zone_set
             where m.audience_id = $1 and coalesce(z.stratum, 0) = any ($5::int[])) as x
  ),
  size as (
    select d.stratum, count(*) as members, max(d.draw) + 1 as ends from drawn as d group by d.stratum
  ),
  start as (
    select s.stratum, k.numerator * s.members / $6::bigint as place from size as s cross join unnest($4::bigint[]) as k (numerator)
  )
  select d.stratum, d.draw from start as s join drawn as d on d.stratum = s.stratum and d.place = s.place
  union all
  select s.stratum, s.ends from size as s
  order by 1, 2`;

/** The waves of a stratum follow each other without a gap, so a draw is in the last that begins at or before it. */
const PEOPLE_OF_WAVES = `
  with sliced as (
    select w.stratum, array_agg(w.draw_from order by w.draw_from) as starts, array_agg(w.wave_no order by w.draw_from) as waves
      from unnest($4::int[], $5::int[], $6::int[]) as w (wave_no, stratum, draw_from)
     group by w.stratum
  )
  select s.waves[width_bucket(m.draw, s.starts)] as "waveNo", count(*)::int as members
    from published.audience_member as m
    left join unnest($2::int[], $3::int[]) as z (zone_set, stratum) on z.zone_set = m.zone_set
    join sliced as s on s.stratum = coalesce(z.stratum, 0)
   where m.audience_id = $1 and m.draw >= s.starts[1]
   group by 1
   order by 1`;

const SIGNED_HERE = `
  ${MAY_LEAVE} and n.approved_at > (select coalesce(e.approvals_after, '-infinity') from database_epoch as e)`;

const NOT_HELD = `not exists (select from published.held_notice as h where h.notice_id = n.id)`;

const LOCK_APPROVED = `
  select n.id from published.notice as n where n.id = $1 and n.state = 'approved' and n.plan_hash = $2 and ${SIGNED_HERE} and ${NOT_HELD} for share of n`;

const INSERT_ROLLOUT = `
  insert into rollout (notice_id, audience_id, plan_hash, algorithm, seed, wave_count, members, created_at, late_percent)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (notice_id) do nothing
  returning notice_id`;

const INSERT_WAVES = `
  insert into wave (notice_id, wave_no, stratum, step, draw_from, draw_until, planned_at, late, latest_at)
  select $1, w.wave_no, w.stratum, w.step, w.draw_from, w.draw_until, w.planned_at, w.late, case when w.latest_at is not null then greatest(w.latest_at, w.planned_at) end
    from unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::timestamptz[], $8::boolean[], $9::timestamptz[]) as w (wave_no, stratum, step, draw_from, draw_until, planned_at, late, latest_at)`;

/** Somebody has to have looked at the phones before the first wave; who does not within a minute holds nothing up. */
const INSERT_PACE = `
  insert into dispatch_pace (notice_id, policy, state, people_per_minute, changed_at, valid_until) values ($1, $2, 'unseen', 0, $3, now() + interval '1 minute')`;

/** Without allowed hours in the plan there are no others: every hour is one. */
const INSERT_STRATA = `
  insert into rollout_stratum (notice_id, stratum, zones, local_zone, members, wave_gap, allowed)
  select $1, s.number, s.zones, s."localZone", s.members, $3 * interval '1 minute',
         case when jsonb_typeof(s.allowed) = 'array'
              then coalesce((select range_agg(tstzrange((a ->> 'from')::timestamptz, (a ->> 'until')::timestamptz)) from jsonb_array_elements(s.allowed) as a), '{}')
              else '{(,)}' end
    from jsonb_to_recordset($2::jsonb) as s (number int, zones text[], "localZone" text, members int, allowed jsonb)`;

const INSERT_ZONES = `
  insert into rollout_zone (notice_id, zone_set, stratum)
  select $1, z.zone_set, z.stratum from unnest($2::int[], $3::int[]) as z (zone_set, stratum)`;

/** Those who go first are the first of the random order in the first wave; with somebody, his whole household. */
const INSERT_DISPATCH = `
  with first_wave as (
    select w.wave_no, w.stratum, w.draw_from, w.draw_until from wave as w where w.notice_id = $1 order by w.planned_at, w.wave_no limit 1
  ),
  lead as (
    select m.position, m.draw
      from published.audience_member as m
      left join rollout_zone as z on z.notice_id = $1 and z.zone_set = m.zone_set
     where m.audience_id = $14 and coalesce(z.stratum, 0) = (select f.stratum from first_wave as f)
       and m.draw >= (select f.draw_from from first_wave as f) and m.draw < (select f.draw_until from first_wave as f)
     order by m.position
     limit $9::int
  ),
  canary as (
    select max(l.draw) + 1 as until, max(l.position) as last, count(*) as people from lead as l having count(*) > 0
  )
  insert into dispatch (notice_id, incident_id, state, channels, unknown_email, mandatory, expires_at, changed_by, changed_at, planned_messages, brake, reason,
                        canary_wave, canary_until, canary_last, canary_people, no_receipt_minutes, quiet_channels, exposed, breached_domains)
  select $1, $2, case when $11::text is null then 'running' else 'paused' end, $3, $4, $5, $6, case when $11::text is null then $7 else 'storm-brake' end, $8,
         $10::int, $11, $12, case when c.people > 0 then (select f.wave_no from first_wave as f) end, c.until, c.last, c.people, $13, $15,
         case when $16::timestamptz is not null then tstzrange($16, $17) end, $18::text[]
    from (select 1) as one
    left join canary as c on true`;

const PAUSE_CORRECTED = `
  with paused as (
    update dispatch as d
       set state = 'paused', generation = d.generation + 1, brake = null, changed_by = 'system', reason = $2, changed_at = $3
     where d.notice_id = $1 and d.state = 'running' and ${SOMEBODY_WAITS('$1')}
    returning d.notice_id
  )
  select n.incident_id as "incidentId", n.number, n.type from paused as p join published.notice as n on n.id = p.notice_id`;

const INSERT_REFUSAL = `
  with refused as (
    insert into rollout_refusal (notice_id, plan_hash, code, refused_at)
    select n.id, coalesce(n.plan_hash, ''), $2, $3 from published.notice as n where n.id = $1
    on conflict (notice_id, plan_hash) do nothing
    returning notice_id
  )
  select n.incident_id as "incidentId", n.number, n.type from refused as r join published.notice as n on n.id = r.notice_id`;
