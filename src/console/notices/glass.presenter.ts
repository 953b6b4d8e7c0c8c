import { type BreakGlass, glassState, mayReviewGlass } from '../../approve/model/break-glass.js';
import { GLASS_REVIEWERS } from '../../approve/model/who-may.js';
import { mayDo, type Viewer } from '../page/viewer.js';

/** One time that administrators asked to pass over the approvers, as a red box. */
export interface GlassShown {
  readonly id: string;
  /** "notice 2"; null on the notice's own page. */
  readonly of: string | null;
  readonly says: string;
  readonly at: Date;
  readonly first: string;
  readonly reason: string;
  readonly second: string | null;
  readonly confirmReason: string | null;
  readonly reviewed: string | null;
  readonly waits: string | null;
  /** Where the viewer sends what he found; null where it is not his to look it over. */
  readonly review: string | null;
}

/**
 * Those that were used, and one that waits for its second word.
 *
 * @param viewer  null where all who look see the same.
 * @param where  `notice`: of its own page.
 */
export function glassShown(glasses: readonly BreakGlass[], now: Date, viewer: Viewer | null, where: 'notice' | 'incident'): readonly GlassShown[] {
  return glasses.filter((one) => glassState(one, now) !== 'expired').map((one) => {
    const { id, noticeId, number, requestedByName, reason, requestedAt, confirmedByName, confirmReason, confirmedAt, reviewedByName, verdict, review, reviewedAt } = one;
    const mayReview = where === 'notice' && viewer?.actor.kind === 'person' && mayDo(viewer, ...GLASS_REVIEWERS) && mayReviewGlass(one, viewer.actor.id);
    return {
      id, of: where === 'notice' ? null : `notice ${number}`, at: confirmedAt ?? requestedAt,
      says: confirmedAt ? 'Two administrators approved it without an approver,' : 'An administrator wants to approve it without an approver; nothing goes out unless another one confirms within ten minutes. Asked',
      first: requestedByName, reason, second: confirmedByName, confirmReason,
      reviewed: reviewedAt ? `${reviewedByName!} looked it over and found that it was ${verdict!}: “${review!}”.` : null,
      waits: confirmedAt && !reviewedAt ? 'Somebody who was neither of the two still has to look it over.' : null,
      review: mayReview ? `/notices/${noticeId}/break-glass/${id}/review` : null,
    };
  });
}

/** What an administrator can do on the page of an approval; null where it is not his to do. */
export interface GlassForm {
  readonly action: string;
  readonly lead: string;
  readonly button: string;
  readonly confirm: string;
}

/** @param handIn  Whether the viewer had a hand in the notice. */
export function glassForm(viewer: Viewer, { id, state, planHash }: { readonly id: string; readonly state: string; readonly planHash: string | null }, handIn: boolean, glasses: readonly BreakGlass[], now: Date): GlassForm | null {
  const { actor } = viewer;
  if (actor.kind !== 'person' || !mayDo(viewer, 'admin') || state !== 'submitted' || handIn) return null;
  const waiting = glasses.findLast((one) => one.planHash === planHash && glassState(one, now) === 'waiting');
  if (!waiting) {
    return {
      action: `/notices/${id}/break-glass`, button: 'Ask for it', confirm: 'Everybody who has a role is told. Ask for it?',
      lead: 'Two administrators can approve it together, within ten minutes of each other. Yours is the first word: everybody is told, and another administrator has to add his.',
    };
  }
  if (waiting.requestedBy === actor.id) return null;
  return { action: `/notices/${id}/break-glass/confirm`, button: `Approve it together with ${waiting.requestedByName}`, confirm: 'It goes out as planned, without an approver. Approve it?', lead: 'With your word it is approved, and goes out as planned. Everybody is told.' };
}
