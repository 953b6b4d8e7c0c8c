import { type NoticeView } from '../../approve/notice.service.js';
import { type Glance } from '../../approve/preview.service.js';
import { lawAtSigning } from '../incidents/law.presenter.js';
import { languageName, NOTICE_LABELS, people } from '../page/words.js';
import { senderWarning } from '../settings/sender-check.presenter.js';
import { phonesReady } from '../briefing/briefing.presenter.js';
import { DID } from './notice.presenter.js';
import { type LawBoard } from '../../measure/law-clocks.service.js';
import { type PhoneForecastAnswer } from '../../measure/phone-forecast.service.js';
import { findingRows, foreseenAt, phonesBox, summaryBox } from './preflight.presenter.js';
import { precisionLines } from './precision.words.js';
import { planFacts } from './send-plan.sentences.js';
import { sampleAddressWords } from './sample-address.words.js';
import { type Fault } from '../page/fault.js';

export interface ApprovalShown {
  readonly view: NoticeView;
  readonly forecast: PhoneForecastAnswer;
  /** One for each language of the notice. */
  readonly previews: readonly { readonly locale: string; readonly preview: Glance | { readonly refused: string } }[];
  readonly law: LawBoard;
  /** What is to be said of its languages. */
  readonly notes: readonly string[];
  readonly now: Date;
  /** The viewer's; null where his browser has not said. */
  readonly viewerZone: string | null;
  readonly faults: readonly Fault[];
}

export function approvalPage({ view, forecast, previews, law, notes, now, viewerZone, faults }: ApprovalShown) {
  const { notice, audience, contributors, preflight, steps, standingHash, briefing } = view;
  const summary = preflight && !preflight.stale && preflight.summary ? summaryBox(preflight.summary) : null;
  const zone = viewerZone ?? notice.sender.timeZone;
  return {
    faults, zone, summary, notice, audience, notes,
    foreseenAt: preflight && foreseenAt(preflight, now),
    law: lawAtSigning(law, notice.policies.standing === 'statutory', now, zone),
    incident: { id: notice.incidentId, ...notice.incident },
    typeLabel: NOTICE_LABELS[notice.type],
    publicPreview: notice.policies.publicPage ? `/notices/${notice.id}/public` : null,
    phones: phonesBox(forecast),
    precision: precisionLines(notice.schedule, audience.counts.members),
    plan: planFacts(notice, audience.counts.members, zone),
    members: audience.counts.members,
    from: `${notice.sender.senderName} <${notice.sender.fromEmail}>`,
    findings: findingRows(preflight?.findings ?? [], preflight?.overrides),
    previews: previews.map(({ locale, preview }) => previewOf(notice.id, locale, preview, summary?.locales ?? [])),
    contributors: contributors.map(({ name, part, at }) => ({ name, did: DID[part], at })),
    tampered: notice.state === 'submitted' && standingHash !== notice.planHash,
    submitted: notice.state === 'submitted',
    ready: phonesReady(briefing),
    senderWarning: senderWarning(view.sender),
    mayApprove: steps.approve === null,
    barred: steps.approve,
    mayReturn: steps.return === null,
  };
}

function previewOf(id: string, locale: string, preview: Glance | { readonly refused: string }, counts: readonly { readonly name: string; readonly count: number }[]) {
  const label = languageName(locale);
  const readers = counts.find(({ name }) => name === label)?.count ?? null;
  const as = new URLSearchParams({ as: `reads-${locale}` }).toString();
  const heading = { label, readers: readers === null ? null : people(readers), htmlAddress: `/notices/${id}/preview.html?${as}`, allOfIt: `/notices/${id}/preview?${as}` };
  if ('refused' in preview) return { ...heading, who: preview.refused, email: null, sms: null, sampleLink: null };
  const { reader, email, sms } = preview;
  return { ...heading, who: `As ${reader.name ?? 'a person without a name'}, ${reader.reference}, gets it.`, email, sms, sampleLink: sms && sampleAddressWords(sms.body) };
}
