import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { AnswerCounts, FeedbackCounts } from '../model/feedback.js';

export type CountedFeedback = Omit<FeedbackCounts, 'waves'> & {
  readonly algorithm: string;
  readonly waveCount: number;
  /** When the last wave had been told; null while one waits. */
  readonly allToldAt: Date | null;
  readonly early: AnswerCounts;
  readonly late: AnswerCounts;
};

@Injectable()
export class FeedbackRepository {
  constructor(private readonly db: Database) {}

  /** Whoever was told by a notice was asked by it. Null where it has not begun to go out. */
  async counts(notice: NoticeId, hours: number, now: Date): Promise<CountedFeedback | null> {
    const [row] = await this.db.query<CountedFeedback>(COUNTS, [notice, hours, now]);
    return row ?? null;
  }
}

const tally = (where: string): string =>
  `json_build_object('asked', count(*) filter (where ${where}), 'answered', count(*) filter (where ${where} and o.answered), 'served', count(*) filter (where ${where} and o.served))`;
const during = (where: string): string =>
  `json_build_object('asked', count(*) filter (where ${where}), 'answered', count(*) filter (where ${where} and o.in_time), 'served', count(*) filter (where ${where} and o.in_time and o.served))`;

/**
 * Waves are halved by when they were told, each stratum by itself: only inside one is the order random. Answers of both halves count from the moment at
 * which the last wave had been told, so that the incident is as old for the one as for the other.
 */
const COUNTS = `
  with rollout as (
    select r.notice_id, r.algorithm, i.declared_at, count(w.wave_no)::int as waves,
           case when bool_and(w.handed_over_at is not null) then max(w.handed_over_at) end as all_told_at
      from published.rollout as r
      join published.incident as i on i.id = r.incident_id
      join published.wave as w on w.notice_id = r.notice_id
     where r.notice_id = $1
     group by r.notice_id, r.algorithm, i.declared_at
  ),
  halves as (
    select w.wave_no, 2 * row_number() over (partition by w.stratum order by w.wave_no) <= count(*) over (partition by w.stratum) as early,
           count(*) over (partition by w.stratum) > 1 as compared
      from published.wave as w
     where w.notice_id = $1
  ),
  told as materialized (
    select o.customer_id, o.wave_no, o.told_at from published.member_outcome as o where o.notice_id = $1 and o.told_at <= $3
  ),
  callers as (
    select c.customer_id, min(c.offered_at) as called_at
      from rollout as r
      join published.inbound_call as c on c.offered_at >= r.declared_at and c.offered_at <= $3
      join told as t on t.customer_id = c.customer_id
     group by c.customer_id
  ),
  outcome as (
    select t.customer_id, h.early, h.compared, f.customer_id is not null as answered, coalesce(f.answer = 'yes' or f.score >= 4, false) as served,
           f.answer = 'partly' or f.score = 3 as partly, f.answer = 'no' or f.score <= 2 as no, f.channel = 'sms' as by_text, f.recommend,
           c.called_at is null or date_trunc('second', t.told_at) < date_trunc('second', c.called_at) as told_first,   -- as the first word has it: a tie is a call first
           coalesce(f.answered_at >= r.all_told_at and f.answered_at < r.all_told_at + make_interval(hours => $2::int), false) as in_time
      from told as t
      cross join rollout as r
      left join halves as h on h.wave_no = t.wave_no
      left join published.feedback as f on f.notice_id = r.notice_id and f.customer_id = t.customer_id and f.answered_at <= $3
      left join callers as c on c.customer_id = t.customer_id
  )
  select r.algorithm, r.waves as "waveCount", r.all_told_at as "allToldAt", x.*
    from rollout as r
   cross join (
     select json_build_object('asked', count(*), 'answered', count(*) filter (where o.answered), 'served', count(*) filter (where o.served),
              'partly', count(*) filter (where o.partly), 'no', count(*) filter (where o.no), 'byText', count(*) filter (where o.by_text)) as all,
            ${tally('o.told_first')} as "toldFirst", ${tally('not o.told_first')} as "calledFirst",
            ${during('o.early and o.compared')} as early, ${during('not o.early and o.compared')} as late,
            (select array_agg((select count(*)::int from outcome as o where o.recommend = m) order by m) from generate_series(0, 10) as m) as recommend
       from outcome as o
   ) as x`;
