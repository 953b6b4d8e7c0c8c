import { Injectable } from '@nestjs/common';
import { ApprovedNotices, type ApprovedPlan } from '../approve/contract.js';
import { silenceOf, Templates, type Variant, variantForAll } from '../compose/contract.js';
import type { NoticeId } from '../kernel/ids.js';
import type { Spoken } from './model/greeting.js';

/** More notices than ring at once. */
const KEPT = 32;

/** @param places  Where those live who may be listening. */
type Speech = (language: 'en' | 'es', places: readonly (string | null)[]) => Spoken;

/**
 * What a notice says on the telephone: the playbook's sentence, and what happened in the words that were signed, as far as the law of the place where the caller lives lets him be
 * told. What has begun never changes, so each is loaded and verified once.
 */
@Injectable()
export class SpokenNotices {
  private readonly known = new Map<NoticeId, Promise<Speech>>();

  constructor(
    private readonly approved: ApprovedNotices,
    private readonly templates: Templates,
  ) {}

  of(notice: NoticeId): Promise<Speech> {
    const known = this.known.get(notice);
    if (known) return known;
    const loading = this.load(notice);
    this.known.set(notice, loading);
    loading.catch(() => this.known.delete(notice));
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return loading;
  }

  private async load(id: NoticeId): Promise<Speech> {
    const { notice, incident } = await this.approved.plan(id);
    const { voice } = await this.templates.playbook(incident.kind);
    return (language, places) => ({
      opening: voice[language] ?? '',
      whatHappened: toldOf(notice, variantForAll(notice.law, places), language),
      simulated: incident.simulated || incident.exercise ? this.templates.labels(language).simulated : null,
    });
  }
}

/** A correction says first what it puts right; of what happened, too, so it is silent where that is barred. */
function toldOf({ type, facts }: ApprovedPlan['notice'], variant: Variant, language: 'en' | 'es'): string {
  if (variant.omits.has('whatHappened')) return silenceOf(variant, language) ?? '';
  const text = facts.text[language];
  return (type === 'correction' ? text?.correction : undefined) ?? text?.whatHappened ?? '';
}
