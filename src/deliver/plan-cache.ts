import { Injectable } from '@nestjs/common';
import { type ApprovedPlan, ApprovedNotices } from '../approve/contract.js';
import { MessageComposer, type OpenPlan } from '../compose/contract.js';
import { type NoticeId } from '../kernel/ids.js';

export interface SendablePlan {
  readonly plan: ApprovedPlan;
  readonly texts: OpenPlan;
}

/** More notices than are ever sent at once. */
const KEPT = 32;

/** Signed plans with their texts compiled. A plan that has started never changes, so each is loaded and verified once. */
@Injectable()
export class PlanCache {
  private readonly plans = new Map<NoticeId, Promise<SendablePlan>>();

  constructor(
    private readonly approved: ApprovedNotices,
    private readonly composer: MessageComposer,
  ) {}

  /** @throws what the ports throw; a failed load is tried again the next time. */
  get(notice: NoticeId): Promise<SendablePlan> {
    const known = this.plans.get(notice);
    if (known) return known;
    const loading = this.load(notice);
    this.plans.set(notice, loading);
    loading.catch(() => this.plans.delete(notice));
    if (this.plans.size > KEPT) this.plans.delete(this.plans.keys().next().value!);
    return loading;
  }

  private async load(notice: NoticeId): Promise<SendablePlan> {
    const plan = await this.approved.plan(notice);
    return { plan, texts: await this.composer.open(plan) };
  }
}
