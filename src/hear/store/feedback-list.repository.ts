import { Injectable } from '@nestjs/common';
import type { NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { FeedbackFilter, FeedbackTally, GivenFeedback } from '../contract.js';

@Injectable()
export class FeedbackListRepository {
  constructor(private readonly db: Database) {}

  /** Newest first. @param before  The id of the last one of the page above. */
  list(notice: NoticeId, { said, locale, wave, hasWords }: FeedbackFilter, before: string | null, limit: number): Promise<readonly GivenFeedback[]> {
    return this.db.query<GivenFeedback>(LIST, [notice, before, limit, said, locale, wave, hasWords]);
  }

  async tally(notice: NoticeId): Promise<FeedbackTally> {
    return (await this.db.query<FeedbackTally>(TALLY, [notice]))[0]!;
  }
}

/** What a mark by text says is what the figures take it for. */
const SAID = `case when f.answer = 'yes' or f.score >= 4 then 'yes' when f.answer = 'partly' or f.score = 3 then 'partly' else 'no' end`;

const TALLY = `
  select count(*) filter (where ${SAID} = 'yes')::int as yes, count(*) filter (where ${SAID} = 'partly')::int as partly, count(*) filter (where ${SAID} = 'no')::int as no,
         count(f.words)::int as "withWords", count(f.recommend)::int as "withRecommend",
         (select coalesce(min(w.wave_no), 0)::int from published.wave as w where w.notice_id = $1) as "firstWave",
         (select coalesce(max(w.wave_no), 0)::int from published.wave as w where w.notice_id = $1) as "lastWave"
    from feedback as f
   where f.notice_id = $1`;

const LIST = `
  select f.id, f.channel, f.answer, f.score, ${SAID} as said, f.recommend, f.words, f.answered_at as "answeredAt", m.locale, o.wave_no as wave
    from feedback as f
    join published.notice as n on n.id = f.notice_id
    left join published.audience_member as m on m.audience_id = n.audience_id and m.customer_id = f.customer_id
    left join lateral (select x.wave_no from published.member_outcome as x where x.notice_id = f.notice_id and x.customer_id = f.customer_id) as o on true
   where f.notice_id = $1 and ($2::bigint is null or f.id < $2)
     and ($4::text is null or ${SAID} = $4)
     and ($5::text is null or m.locale = $5 or m.locale like $5 || '-%')
     and ($6::int is null or o.wave_no = $6)
     and ($7::boolean is null or (f.words is not null) = $7)
   order by f.id desc
   limit $3`;
