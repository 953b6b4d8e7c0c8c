import { Injectable } from '@nestjs/common';
import { ApprovedNotices } from '../approve/contract.js';
import { Templates } from '../compose/contract.js';
import type { NoticeId } from '../kernel/ids.js';
import type { Spoken } from './model/greeting.js';

/** More notices than ring at once. */
const KEPT = 32;

type Speech = (language: 'en' | 'es') => Spoken;

/**
 * What a notice says on the telephone: the playbook's sentence, and what happened in the words that were signed. What has begun never
 * changes, so each is loaded and verified once.
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
    return (language) => ({
      opening: voice[language] ?? '',
      // A correction says first what it puts right.
      whatHappened: (notice.type === 'correction' ? notice.facts.text[language]?.correction : undefined) ?? notice.facts.text[language]?.whatHappened ?? '',
      simulated: incident.simulated || incident.exercise ? this.templates.labels(language).simulated : null,
    });
  }
}
