import { Injectable } from '@nestjs/common';
import { type NoticeTexts } from '../../approve/contract.js';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { NEXT } from '../../approve/model/notice-state.js';
import { NoticeHoldService } from '../../approve/notice-hold.service.js';
import { NoticeService, type NoticeView } from '../../approve/notice.service.js';
import { type StandingPlan } from '../../approve/plan.service.js';
import { type Glance, type Preview, PreviewService } from '../../approve/preview.service.js';
import { Templates } from '../../compose/contract.js';
import { HOLDERS, type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { type Progress } from '../../deliver/progress.service.js';
import { ProvidersService } from '../../deliver/providers.service.js';
import { PhoneForecastService } from '../../measure/phone-forecast.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type NoticeId } from '../../kernel/ids.js';
import { Clock } from '../../platform/clock/clock.js';
import { LARGE } from '../../platform/figures/large.js';
import { ConsolePages } from '../page/console-pages.js';
import { mayDo, type Viewer } from '../page/viewer.js';
import { NOTICE_LABELS } from '../page/words.js';
import { glassShown } from './glass.presenter.js';
import { languageNotes } from './language.notes.js';
import { LAW_READERS } from '../incidents/law.words.js';
import { holdBox, type TypedHold } from './notice-hold.presenter.js';
import { beginningBox, type Looking, noticePage } from './notice.presenter.js';
import { previewAs } from '../preview/preview-readers.js';
import { channelsUnderWay, isOver, progressFragment } from './progress.presenter.js';
import { LatestFigures } from './latest-figures.js';
import { type Fault } from '../page/fault.js';

/** What the page shows besides the notice: what was typed and not taken, and why. */
export interface Extras {
  readonly typed?: NoticeTexts;
  readonly typedSchedule?: Readonly<Record<string, string>>;
  readonly typedHold?: TypedHold;
  readonly faults?: readonly Fault[];
}

/** Puts the pages of one notice together from the steps that know it. */
@Injectable()
export class NoticePages {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly previews: PreviewService,
    private readonly incidents: IncidentService,
    private readonly dispatches: DispatchService,
    private readonly figures: LatestFigures,
    private readonly providers: ProvidersService,
    private readonly forecasts: PhoneForecastService,
    private readonly templates: Templates,
    private readonly glass: BreakGlassService,
    private readonly holds: NoticeHoldService,
    private readonly clock: Clock,
  ) {}

  async notice(viewer: Viewer, id: NoticeId, looking: Looking, { typed, typedSchedule, typedHold, faults = [] }: Extras = {}): Promise<string> {
    const plan = await this.notices.standing(id);
    const view = await this.notices.view(viewer.actor, plan);
    const [progress, preview, incident, forecast, glasses, hold] = await Promise.all([this.progressOf(view), this.shownAs(viewer, view, plan, looking.as), this.incidents.get(view.notice.incidentId), view.begun ? null : this.forecasts.of(id), this.glass.of(id), this.holdOf(viewer, view, typedHold ?? null)]);
    const isOpen = view.steps.edit === null && !view.begun;
    const { html: progressHtml, isSettled } = progress ? await this.fragment(viewer, view, progress) : { html: '', isSettled: false };
    const shown = {
      view, viewerZone: viewer.zone, mayAmend: mayDo(viewer, 'commander'), forecast, progress, progressHtml, isSettled, looking, preview, faults, typed: typed ?? null, typedSchedule: typedSchedule ?? null,
      incidentMovedOn: incident.revision > view.notice.incidentRevision && isOpen, notes: isOpen ? await this.notes(view, incident) : [],
    };
    return this.pages.page(viewer, 'notice', `${incident.reference}: ${NOTICE_LABELS[view.notice.type]}`, { ...noticePage(shown), ...(mayDo(viewer, 'admin') && view.notice.state === 'submitted' ? { mayDecide: true } : {}), glass: glassShown(glasses, this.clock.now(), viewer, 'notice'), ...hold });
  }

  private async holdOf(viewer: Viewer, { notice }: NoticeView, typed: TypedHold | null) {
    const [holds, standing] = await Promise.all([this.holds.of(notice.id), this.holds.standing([notice.id])]);
    return holdBox({ holds, heldBack: standing.get(notice.id) ?? null, mayHold: mayDo(viewer, ...HOLDERS), holdDetails: mayDo(viewer, ...LAW_READERS), isLiving: NEXT[notice.state].length > 0, typed });
  }

  /** What is to be said of its languages, to whoever writes it and to whoever signs it. */
  async notes(view: Pick<NoticeView, 'notice' | 'texts' | 'audience'>, incident?: Incident): Promise<readonly string[]> {
    const { kind, brandId } = incident ?? (await this.incidents.get(view.notice.incidentId));
    return languageNotes(view, await this.templates.forKind(kind, view.notice.type, view.texts.map(({ locale }) => locale), view.notice.sender.defaultLocale, brandId));
  }

  /** Findings are for whoever can still mend the words: what is signed or was sent is shown as it is, without going through its words once more. */
  private shownAs(viewer: Viewer, { steps }: NoticeView, plan: StandingPlan, as: string): Promise<Preview | Glance | { readonly refused: string }> {
    return steps.edit === null ? this.preview(viewer, plan, as) : this.glance(viewer, plan, as);
  }

  /** What this reader gets, or in words why nothing can be shown. */
  async preview(viewer: Viewer, of: NoticeId | StandingPlan, as: string): Promise<Preview | { readonly refused: string }> {
    return orRefused(this.previews.preview(viewer.actor, of, previewAs(as)));
  }

  /** The same without what a look at the words alone needs not: findings, and the hashes of what would leave. */
  async glance(viewer: Viewer, of: NoticeId | StandingPlan, as: string): Promise<Glance | { readonly refused: string }> {
    return orRefused(this.previews.glance(viewer.actor, of, previewAs(as)));
  }

  /** The part of the page that the browser asks for again, and whether that is still worth it. */
  async progress(viewer: Viewer, id: NoticeId, faults: readonly Fault[] = []): Promise<{ readonly html: string; readonly final: boolean }> {
    const notice = await this.notices.get(id);
    const progress = await this.dispatches.progress(id);
    const { html, isSettled } = await this.fragment(viewer, { notice }, progress, faults);
    return { html, final: isSettled };
  }

  /** What stands in place of the progress until there is one. */
  async beginning(viewer: Viewer, id: NoticeId): Promise<{ readonly html: string; readonly waits: boolean }> {
    const { notice, begun } = await this.notices.view(viewer.actor, id);
    return { html: this.pages.fragment('beginning', beginningBox(notice), viewer), waits: notice.state === 'approved' && !begun };
  }

  private async progressOf({ notice, begun }: NoticeView): Promise<Progress | null> {
    return begun ? this.dispatches.progress(notice.id) : null;
  }

  /** `isSettled`: nothing in it will change by itself. */
  private async fragment(viewer: Viewer, { notice }: Pick<NoticeView, 'notice'>, progress: Progress, faults: readonly Fault[] = []): Promise<{ readonly html: string; readonly isSettled: boolean }> {
    const [{ value: measured, isCurrent }, troubles] = await Promise.all([this.figures.known(notice.id, isOver(progress), progress.sum.members >= LARGE), this.providers.troubles(channelsUnderWay(progress))]);
    const shown = { noticeId: notice.id, incidentId: notice.incidentId, isFollowUp: notice.type !== 'initial', progress, measured, troubles, maySteer: mayDo(viewer, 'commander', 'ops'), mayRelease: mayDo(viewer, 'commander'), mayLetters: mayDo(viewer, 'commander', 'ops', 'auditor'), csrf: viewer.csrf, zone: notice.sender.timeZone, faults };
    return { html: this.pages.fragment('progress', progressFragment(shown), viewer), isSettled: isOver(progress) && isCurrent };
  }
}

async function orRefused<Shown>(look: Promise<Shown>): Promise<Shown | { readonly refused: string }> {
  try {
    return await look;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { refused: error.code === 'member-not-found' ? 'There is nobody like that among the people of this notice.' : error.message };
  }
}
