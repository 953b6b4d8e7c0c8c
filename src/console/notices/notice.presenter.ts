import { type NoticeTexts } from '../../approve/contract.js';
import { DEFAULT_LADDER } from '../../approve/model/ladder-policy.js';
import { USUAL_PACE } from '../../approve/model/phone-pace.js';
import { type NoticeView } from '../../approve/notice.service.js';
import { type Glance, type Preview } from '../../approve/preview.service.js';
import { type Progress } from '../../deliver/progress.service.js';
import { type Fault } from '../page/fault.js';
import { localInput } from '../page/form.js';
import { missingWords } from '../page/missing.words.js';
import { grouped, languageName, NOTICE_LABELS } from '../page/words.js';
import { senderWarning } from '../settings/sender-check.presenter.js';
import { phonesReady } from '../briefing/briefing.presenter.js';
import { stateTag } from './notice-state.js';
import { isOver } from './progress.presenter.js';
import { findingRows, phonesBox, preflightBox } from './preflight.presenter.js';
import { type PhoneForecastAnswer } from '../../measure/phone-forecast.service.js';
import { precisionLines } from './precision.words.js';
import { CHANNEL_CHOICES, STANDING_CHOICES, planFacts, standingSentence, UNKNOWN_CHOICES } from './send-plan.sentences.js';

/** Through whose eyes the reader looks, as the address of the page names it. */
export interface Looking {
  readonly as: string;
  readonly locale: string;
}

export interface NoticeShown {
  readonly view: NoticeView;
  /** What it will bring to the phones; null once it has begun. */
  readonly forecast: PhoneForecastAnswer | null;
  readonly progress: Progress | null;
  /** The fragment, rendered; '' where the notice has not begun. */
  readonly progressHtml: string;
  /** Nothing in it will change by itself: nobody need ask for it again. */
  readonly isSettled: boolean;
  readonly looking: Looking;
  readonly preview: Preview | Glance | { readonly refused: string } | null;
  /** Whether the viewer may change what is known of the incident. */
  readonly mayAmend: boolean;
  /** The incident knows more than the notice tells. */
  readonly incidentMovedOn: boolean;
  /** What is to be said of its languages. */
  readonly notes: readonly string[];
  /** The viewer's; null where his browser has not said. */
  readonly viewerZone: string | null;
  /** What was typed and not taken. */
  readonly typed: NoticeTexts | null;
  readonly typedSchedule: Readonly<Record<string, string>> | null;
  readonly faults: readonly Fault[];
}

export function noticePage({ view, viewerZone, forecast, progress, progressHtml, isSettled, looking, preview, mayAmend, incidentMovedOn, notes, typed, typedSchedule, faults }: NoticeShown) {
  const { notice, texts, audience, steps, contributors, decisions, preflight, begun, briefing } = view;
  const zone = viewerZone ?? notice.sender.timeZone;
  const text = typed ?? texts.find(({ locale }) => locale === looking.locale) ?? texts[0]!;
  const tag = stateTag(notice.state, progress);
  return {
    zone, timesIn: typedSchedule?.['timesIn'] || zone, faults, begun, progressHtml, mayAmend, incidentMovedOn, notes,
    settled: isSettled,
    over: progress !== null && isOver(progress),
    incident: { id: notice.incidentId, ...notice.incident },
    notice,
    publicPreview: notice.policies.publicPage ? `/notices/${notice.id}/public` : null,
    typeLabel: NOTICE_LABELS[notice.type],
    tag,
    beginning: notice.state === 'approved' && !begun ? beginningBox(notice) : null,
    verdict: refusalOfLatest(view),
    isOpen: steps.edit === null,
    voids: notice.state === 'submitted' || notice.state === 'approved' ? notice.state : null,
    languages: texts.map(({ locale }) => ({ label: languageName(locale), current: locale === text.locale, href: addressOf(notice.id, { ...looking, locale }) })),
    text,
    previewAs: previewChoices(looking.as, texts),
    looking,
    preview: preview && previewBox(preview, { ...notice, mayAmend }, new URLSearchParams({ as: looking.as }).toString()),
    audience,
    members: audience.counts.members,
    schedule: typedSchedule ?? {
      startAt: localInput(notice.schedule.startAt, zone), waves: String(notice.schedule.waves), waveIntervalMinutes: String(notice.schedule.waveIntervalMinutes),
      expiresAfterHours: String(notice.schedule.expiresAfterHours), canary: String(notice.schedule.canary ?? 0), latePercent: String(notice.schedule.lateGroup?.percent ?? ''), lateAfterHours: String(notice.schedule.lateGroup?.afterHours ?? ''), noReceiptMinutes: ladderMinutes(notice.policies), quietOverride: notice.policies.quietHours?.overrideReason ?? '', ...typedPace(notice.policies),
      publicPage: notice.policies.publicPage ? 'on' : '', standing: notice.policies.standing ?? 'early-warning',
    },
    standingChoices: STANDING_CHOICES.map((choice) => ({ ...choice, selected: choice.value === (typedSchedule?.['standing'] ?? notice.policies.standing ?? 'early-warning') })),
    channelChoices: CHANNEL_CHOICES.map((choice) => ({ ...choice, selected: choice.value === (typedSchedule?.['channels'] ?? notice.policies.channels) })),
    unknownChoices: UNKNOWN_CHOICES.map((choice) => ({ ...choice, selected: choice.value === (typedSchedule?.['unknownEmail'] ?? notice.policies.unknownEmail) })),
    quietHours: notice.policies.quietHours ?? null,
    precision: precisionLines(notice.schedule, audience.counts.members),
    plan: [...planFacts(notice, audience.counts.members, zone, begunOf(progress)), { label: 'To the law', text: standingSentence(notice.policies) }],
    preflight: preflightBox(preflight, notice.id, begun),
    phones: phonesBox(forecast),
    ready: phonesReady(briefing),
    senderWarning: senderWarning(view.sender),
    checking: preflight?.state === 'queued' || preflight?.state === 'running',
    mayCheck: steps.preflight === null && !begun,
    maySubmit: steps.submit === null,
    mayDecide: steps.approve === null || steps.return === null,
    mayWithdraw: steps.withdraw === null && !begun,
    contributors: contributors.map(({ name, part, at }) => ({ name, did: DID[part], at })),
    decisions: decisions.map(({ name, decision, reason, decidedAt, breakGlass }) => ({ name, decision, reason, breakGlass, at: decidedAt })),
  };
}

/** What left when, of a notice that has begun. */
const begunOf = (progress: Progress | null) => progress && { ...progress.handOver, isOver: isOver(progress), hadFirst: progress.canary !== null };

/** As the form has it; what would be usual where the waves go by no phones, so that the box alone is to be ticked. */
function typedPace({ phones }: NoticeView['notice']['policies']): Readonly<Record<string, string>> {
  const { agents, handleSeconds, targetHoldSeconds, limitHoldSeconds, callsPerThousand, tellWithinHours } = phones ?? USUAL_PACE;
  return {
    phones: phones ? 'on' : '', agents: agents?.toString() ?? '', handleSeconds: String(handleSeconds), targetHoldSeconds: String(targetHoldSeconds),
    limitHoldSeconds: String(limitHoldSeconds), callsPerThousand: callsPerThousand?.toString() ?? '', tellWithinHours: tellWithinHours?.toString() ?? '',
  };
}

/** As the form has it: empty where the other channel is not tried. */
const ladderMinutes = ({ channels, ladder }: NoticeView['notice']['policies']): string => (channels === 'preferred' && ladder === null ? '' : String((ladder ?? DEFAULT_LADDER).noReceiptMinutes));

/** Approved, and nothing has left yet. */
export const beginningBox = ({ schedule, sender, approvedAt }: NoticeView['notice']) => ({ approvedAt, startAt: schedule.startAt, zone: sender.timeZone });

export const DID = { author: 'drafted it', editor: 'edited it', audience: 'chose the people', submitter: 'submitted it' } as const;

const addressOf = (id: string, { as, locale }: Looking): string => `/notices/${id}?${new URLSearchParams({ locale, as }).toString()}`;

/** Why it came back, as long as it was not submitted again. */
function refusalOfLatest({ notice, decisions }: NoticeView) {
  const last = decisions.at(-1);
  return (notice.state === 'returned' || notice.state === 'rejected') && last ? { who: last.name, what: notice.state, reason: last.reason } : null;
}

function previewChoices(as: string, texts: readonly NoticeTexts[]) {
  const choices = [
    { value: 'first', label: 'the first to be told' },
    { value: 'longest-name', label: 'the person with the longest name' },
    { value: 'no-phone', label: 'somebody without a phone number' },
    { value: 'no-email', label: 'somebody without an e-mail address' },
    { value: 'no-name', label: 'somebody without a name' },
    ...texts.map(({ locale }) => ({ value: `reads-${locale}`, label: `somebody who reads ${languageName(locale)}` })),
  ];
  const known = choices.some(({ value }) => value === as);
  return [...choices, ...(known ? [] : [{ value: as, label: `customer ${as}` }])].map((choice) => ({ ...choice, selected: choice.value === as }));
}

/** Nothing is asked of words that nobody can change any more. */
const WORDS_ALONE: Pick<Preview, 'findings' | 'faults'> = { findings: [], faults: {} };

function previewBox(preview: Preview | Glance | { readonly refused: string }, { id, incidentId, mayAmend }: Pick<NoticeView['notice'], 'id' | 'incidentId'> & { readonly mayAmend: boolean }, as: string) {
  const [htmlAddress, allOfIt] = [`/notices/${id}/preview.html?${as}`, `/notices/${id}/preview?${as}`];
  if ('refused' in preview) return { refused: preview.refused, who: null, missing: [], email: null, sms: null, findings: [], htmlAddress, allOfIt };
  const { reader, locale, email, sms, lacking } = preview;
  const { findings, faults } = 'findings' in preview ? preview : WORDS_ALONE;
  const broken = Object.values(faults).flat().map(({ part, line, column, message }) => `${part}, line ${line}, column ${column + 1}: ${message}`);
  const channels = [reader.hasEmail ? 'e-mail' : null, reader.hasPhone ? 'SMS' : null].filter(Boolean).join(' and ') || 'nothing';
  return {
    refused: broken.length > 0 ? broken.join('; ') : null,
    who: `${reader.name ?? 'Without a name'}, ${reader.reference}, number ${grouped(reader.position + 1)} in the order; reads ${languageName(locale)}; can be reached by ${channels}.`,
    missing: missingWords(lacking, { locale, incident: { id: incidentId, mayAmend } }),
    email, sms, htmlAddress, allOfIt,
    findings: findingRows(findings),
  };
}
