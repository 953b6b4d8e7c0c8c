import { Injectable } from '@nestjs/common';
import { isMissing } from '../../approve/model/briefing.js';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { NoticeService, type NoticeView } from '../../approve/notice.service.js';
import { type Incident } from '../../declare/contract.js';
import { MessagesService } from '../../deliver/messages.service.js';
import { brandsOf, sightOf } from '../../kernel/actor.js';
import { Alerts, MAY_ACKNOWLEDGE } from '../../platform/alerts/alerts.js';
import { Clock } from '../../platform/clock/clock.js';
import { mayDo, type Viewer } from '../page/viewer.js';
import { grouped, NOTICE_LABELS } from '../page/words.js';
import { clocksOf } from './clocks.js';
import { type ListedIncident } from './incident.presenter.js';

/** One thing that somebody is waited for, as a link in words. */
export interface Waiting {
  readonly href: string;
  readonly label: string;
}

const MOST_NOTICES = 20;
const LOOKED_AT = 100;

/** What waits for the viewer, and for nobody else. */
@Injectable()
export class WaitingDesk {
  constructor(
    private readonly notices: NoticeService,
    private readonly messages: MessagesService,
    private readonly alerts: Alerts,
    private readonly glass: BreakGlassService,
    private readonly clock: Clock,
  ) {}

  /** @param open  The open incidents that the page shows, with their clocks. */
  async of(viewer: Viewer, open: readonly ListedIncident[]): Promise<readonly Waiting[]> {
    const [glass, notices, doubts, alerts] = await Promise.all([this.glassFor(viewer), this.noticesFor(viewer), this.doubtsFor(viewer), this.alertsFor(viewer)]);
    return [...glass, ...notices, ...(mayDo(viewer, 'author', 'commander') ? overdue(open, this.clock.now()) : []), ...doubts, ...alerts];
  }

  /** Submitted ones that the viewer may decide, or whose briefing he gives to his agents, and returned ones that he may change. */
  private async noticesFor(viewer: Viewer): Promise<readonly Waiting[]> {
    if (!mayDo(viewer, 'approver', 'legal', 'author', 'commander', 'ops')) return [];
    const [submitted, returned] = await Promise.all([this.notices.inState(viewer.actor, 'submitted'), this.notices.inState(viewer.actor, 'returned')]);
    const views = await Promise.all([...submitted, ...returned].slice(0, MOST_NOTICES).map(({ id }) => this.notices.view(viewer.actor, id)));
    return views.flatMap((view) => linksOf(view, viewer));
  }

  /** The second word of an administrator, and a look at what two of them did. */
  private async glassFor(viewer: Viewer): Promise<readonly Waiting[]> {
    const { toConfirm, toReview } = await this.glass.waitingFor(viewer.actor);
    return [
      ...toConfirm.map(({ noticeId, incident, number, requestedByName }) => ({ href: `/notices/${noticeId}/approve`, label: `${incident}: ${requestedByName} wants to approve notice ${number} without an approver, and needs a second administrator within ten minutes` })),
      ...toReview.map(({ noticeId, incident, number }) => ({ href: `/notices/${noticeId}`, label: `${incident}: notice ${number} was approved without an approver (break-glass). Look it over` })),
    ];
  }

  private async doubtsFor(viewer: Viewer): Promise<readonly Waiting[]> {
    if (!mayDo(viewer, 'commander', 'ops') || brandsOf(viewer.actor)) return []; // theirs is a page of every brand
    const { items, next } = await this.messages.everyUnknown(viewer.actor, undefined, LOOKED_AT);
    const count = items.filter(({ waitsForPerson }) => waitsForPerson).length;
    return count === 0 ? [] : [{ href: '/doubts', label: `${next === null ? '' : 'at least '}${grouped(count)} ${count === 1 ? 'message waits' : 'messages wait'} for your word: were they taken or not?` }];
  }

  private async alertsFor(viewer: Viewer): Promise<readonly Waiting[]> {
    if (!mayDo(viewer, ...MAY_ACKNOWLEDGE) || brandsOf(viewer.actor)) return [];
    const open = (await this.alerts.list({ live: true, limit: LOOKED_AT, sight: sightOf(viewer.actor) })).filter(({ state }) => state === 'open');
    const [count, about] = [open.length, open.every(({ incidentId }) => incidentId === null) ? ' about the service' : ''];
    return count === 0 ? [] : [{ href: '/operations', label: `${grouped(count)} ${count === 1 ? 'alert' : 'alerts'}${about} that nobody has looked at` }];
  }
}

function linksOf({ notice: { id, state, type, incident }, audience, steps, briefing }: NoticeView, viewer: Viewer): readonly Waiting[] {
  const [reference, label] = [incident.reference, NOTICE_LABELS[type]];
  if (state === 'returned') return steps.edit === null ? [{ href: `/notices/${id}`, label: `${reference}: the ${label} came back and waits for changes` }] : [];
  const toBrief = mayDo(viewer, 'ops') && isMissing(briefing.state);
  const toDecide = steps.approve === null || (steps.return === null && mayDo(viewer, 'legal'));
  return [
    ...(toBrief ? [{ href: `/notices/${id}/briefing`, label: `${reference}: do your agents have the briefing of the ${label}?` }] : []),
    ...(toDecide ? [{ href: `/notices/${id}/approve`, label: `${reference}: approve the ${label} to ${grouped(audience.counts.members)} people?` }] : []),
  ];
}

/** Promises to customers that were not kept. */
function overdue(open: readonly ListedIncident[], now: Date): readonly Waiting[] {
  const link = ({ id, reference }: Incident, words: string): Waiting => ({ href: `/incidents/${id}`, label: `${reference}: ${words}` });
  return open.flatMap(({ incident, notices, law }) => clocksOf(incident, notices, now, law).flatMap(({ label, distance, isOverdue }) => (isOverdue ? [link(incident, `${label.charAt(0).toLowerCase()}${label.slice(1)} is ${distance}`)] : [])));
}
