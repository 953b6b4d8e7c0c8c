import { firstWordBar } from '../../approve/model/first-word.js';
import { type AudienceService } from '../../audience/audience.service.js';
import { type FrozenAudience, type Member } from '../../audience/contract.js';
import { ruleSchema } from '../../audience/model/rule.js';
import { type Labels } from '../../compose/contract.js';
import { type Incident } from '../../declare/contract.js';
import { shownRule } from '../declare/check.presenter.js';
import { type KnownNotice } from '../incidents/known-notice.js';
import { placeName } from '../incidents/law.words.js';
import { stateTag } from '../notices/notice-state.js';
import { ranked } from '../notices/preflight.presenter.js';
import { toldOf } from '../notices/sum-bar.js';
import { languageName, NOTICE_LABELS } from '../page/words.js';
import { person, reachedBy, reasonsOf } from './audience.presenter.js';
import { rowsOf } from './rows-of-rule.js';

export interface FrozenShown {
  readonly audience: FrozenAudience;
  readonly incident: Pick<Incident, 'id' | 'reference' | 'title'>;
  /** A page of them, in their random order. */
  readonly members: readonly Member[];
  readonly labels: Labels;
  readonly zone: string;
  /** By what they were found. */
  readonly record: Pick<Awaited<ReturnType<AudienceService['list']>>[number], 'rule' | 'listId' | 'combine' | 'without' | 'toldByNoticeId'>;
  /** The notices to this audience, in order of their numbers. */
  readonly notices: readonly KnownNotice[];
  readonly mayDraft: boolean;
  /** Whether the viewer may open the pages of customers. */
  readonly mayOpen: boolean;
  readonly now: Date;
}

/** Who is in a frozen audience, by what they were found, and what they have been written. */
export function frozenPage({ audience, incident, members, labels, zone, record, notices, mayDraft, mayOpen, now }: FrozenShown) {
  const [first, last] = [members[0], members.at(-1)];
  const { members: all, email, sms, unreachable } = audience.counts;
  return {
    audience, incident, zone, mayOpen,
    notices: notices.map((known) => noticeRow(known, mayDraft)),
    mayDraft: mayDraft && !notices.some((known) => isFirstWord(known, now)),
    // Of those without either a few count as suppressed (a minor, say): so many have both at least.
    someBoth: email + sms + unreachable > all,
    found: foundBy(record, zone),
    locales: ranked(audience.counts.byLocale).map(([locale, count]) => ({ name: languageName(locale), count })),
    span: first && last ? { from: first.position + 1, until: last.position + 1 } : null,
    members: members.map((member) => ({
      ...person(member), customerId: member.customerId, lives: member.place === null ? (member.region ?? '') : placeName(member.place), position: member.position + 1,
      ...reasonsOf(member.reasons, labels), reach: reachedBy(member.email !== null, member.phone !== null),
    })),
  };
}

/** Whether it stands in the way of another first word to the same people. */
const isFirstWord = ({ notice, progress }: KnownNotice, now: Date): boolean =>
  notice.type === 'initial' && firstWordBar({ number: notice.number, state: notice.state, expiresAt: notice.expiresAt, sending: progress?.dispatch.state ?? null }, now) !== null;

/** What these people were told by a notice, or will be; and where it has reached somebody and goes out no more, that they can hear the next. */
function noticeRow({ notice, progress }: KnownNotice, mayDraft: boolean) {
  const told = progress ? toldOf(progress.sum) : 0;
  return {
    id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type], tag: stateTag(notice.state, progress), told,
    sent: progress?.handOver.firstAt ? progress.handOver : null,
    mayFollow: mayDraft && told > 0 && progress?.dispatch.state !== 'running',
  };
}

/** The rule in words, and what stood beside it. */
function foundBy({ rule, listId, combine, without, toldByNoticeId }: FrozenShown['record'], zone: string) {
  return {
    // What was frozen by a rule that is none by today's terms is shown as it was written.
    rule: rule && shownRule({ rows: ruleSchema.safeParse(rule).success ? rowsOf(rule, zone) : null, json: JSON.stringify(rule, null, 2), zone }),
    list: listId !== null, isBoth: combine === 'intersection', besides: without, told: toldByNoticeId,
  };
}
