import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import { PageTokens, SAMPLE_TOKEN } from '../kernel/page-token.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { derivedKey } from '../platform/http/seal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type Finding, MessageComposer, PAGE_TOKENS, type Labels, type MessagePlan, type NoticeSources, type OpenPlan, type SharedContext, type TemplateFault, type Variant } from './contract.js';
import { newWorkshop, type PageOf, PlanComposer } from './engine/plan-composer.js';
import { faultsOf } from './engine/trial.js';
import { noticeInput, sharedContext } from './model/build-context.js';
import { lintShared } from './model/lint-shared.js';
import { pagesBeside } from './model/page-address.js';
import { Recent } from './model/recent.js';
import { TemplateVersionRepository } from './store/template-version.repository.js';

/** Notices under way at once, with room for those that agents look up. A plan takes some 100 kB. */
const PLANS_KEPT = 64;
/** What is looked at before it is signed, by its authors and approvers; never at the cost of what is sent. */
const DRAFTS_KEPT = 16;
const LABELS_KEPT = 256;

@Injectable()
export class MessageComposerService extends MessageComposer {
  private readonly plans = new Recent<Promise<OpenPlan>>(PLANS_KEPT);
  private readonly drafts = new Recent<Promise<OpenPlan>>(DRAFTS_KEPT);
  private readonly labels = new Recent<Promise<Labels>>(LABELS_KEPT);
  private readonly workshop = newWorkshop((notice, locale, part) => this.log.warn({ event: 'compose.form-differs', notice, locale, part }));
  private readonly tokens: PageTokens;

  constructor(
    private readonly versions: TemplateVersionRepository,
    @Inject(SURROUNDINGS) { secretKey }: Pick<Surroundings, 'secretKey'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    this.tokens = new PageTokens(derivedKey(secretKey, PAGE_TOKENS));
  }

  check(sources: NoticeSources): readonly TemplateFault[] {
    return faultsOf(sources);
  }

  async open(plan: MessagePlan, draftHash?: string): Promise<OpenPlan> {
    const key = plan.planHash ?? draftHash;
    if (key === undefined) return this.compile(plan);
    // Two who ask at once wait for one compilation; one that failed is not kept.
    const kept = plan.planHash === null ? this.drafts : this.plans;
    const opening = kept.get(key, () => this.compile(plan));
    opening.catch(() => kept.drop(key));
    return opening;
  }

  async lintShared(plan: MessagePlan, variant: Variant): Promise<readonly Finding[]> {
    return (await this.shared(plan, variant)).flatMap((shared) => lintShared(variant, plan.notice, shared));
  }

  async shared(plan: MessagePlan, variant: Variant): Promise<readonly SharedContext[]> {
    const contexts = await Promise.all(plan.texts.map(async ({ templateHash }) => sharedContext(noticeInput(plan, await this.labelsOf(templateHash), variant))));
    return contexts.flatMap((context) => (context.ok ? [context.value] : []));
  }

  private async compile(plan: MessagePlan): Promise<OpenPlan> {
    const hashes = plan.texts.map(({ templateHash }) => templateHash);
    const labels = await Promise.all(hashes.map(async (hash) => [hash, await this.labelsOf(hash)] as const));
    const opened = PlanComposer.compile(plan, new Map(labels), this.pagesOf(plan), this.workshop);
    if (opened.ok) return opened.value;
    throw new DomainError('unprocessable', 'template-faults', 'The texts of this notice do not compile.', { faults: opened.refusal });
  }

  /** A plan that is still being written shows where a page would be, and gives nobody's away. */
  private pagesOf({ planHash, notice }: MessagePlan): PageOf {
    const base = pagesBeside(notice.sender.checkAddress);
    if (base === null) return () => null;
    if (planHash === null) return () => base + SAMPLE_TOKEN;
    return ({ customerId }) => base + this.tokens.of({ checkCode: notice.checkCode, customerId });
  }

  private labelsOf(hash: string): Promise<Labels> {
    const reading = this.labels.get(hash, async () => {
      const found = (await this.versions.labels([hash])).get(hash);
      if (found) return found;
      throw new DomainError('not-found', 'template-version-not-found', `There is no template version ${hash}.`, { hash });
    });
    reading.catch(() => this.labels.drop(hash));
    return reading;
  }
}
