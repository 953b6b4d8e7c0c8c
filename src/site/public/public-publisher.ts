import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ApprovedNotices } from '../../approve/contract.js';
import { MessageComposer } from '../../compose/contract.js';
import { type PublicNotice, PublicNotices } from '../../deliver/contract.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { KnownBrands } from '../known-brands.js';
import { PublicFiles } from './public-files.js';
import { PublicRenderer, type PublicTold } from './public-renderer.js';

const EVERY_MS = 3_000;

/**
 * Keeps the public pages as the approved plans say. Each web process makes its own files, so none depends on another; where the database
 * is away, what stands there stays.
 */
@Injectable()
export class PublicPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  /** What the files were made of last. */
  private shown: string | null = null;
  private failed = false;

  constructor(
    private readonly notices: PublicNotices,
    private readonly plans: ApprovedNotices,
    private readonly composer: MessageComposer,
    private readonly renderer: PublicRenderer,
    private readonly files: PublicFiles,
    private readonly brands: KnownBrands,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ROLE'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.ROLE === 'worker') return;
    void this.tick();
    this.timer = setInterval(() => void this.tick(), EVERY_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** One look at a time; one that fails is said once, and the next tick tries again. */
  private tick(): Promise<void> {
    this.running ??= this.look()
      .then(() => { this.failed = false; }, (error: unknown) => {
        if (!this.failed) this.log.warn({ event: 'public-page.not-looked', error });
        this.failed = true;
      })
      .finally(() => { this.running = null; });
    return this.running;
  }

  /** Makes the files anew where something has changed. */
  async look(): Promise<void> {
    await this.brands.list(); // where a page can't be shown it still says whom to call
    const notices = await this.notices.all();
    if (notices === null) return;
    const made = notices.map(({ noticeId, answeredAs, since }) => `${noticeId} ${answeredAs} ${since.getTime()}`).join();
    if (made === this.shown) return;
    const told: PublicTold[] = [];
    for (const notice of notices) told.push(...(await this.told(notice)));
    await this.files.replace(this.renderer.files(told));
    this.shown = made;
    this.log.info({ event: 'public-page.published', notices: told.length });
  }

  /** What is stored and was not signed is not shown: nobody approved it. */
  private async told({ noticeId, incidentId, since, answeredAs }: PublicNotice): Promise<readonly PublicTold[]> {
    try {
      const plan = await this.plans.plan(noticeId);
      return [{ incidentId, notice: { ...plan.notice, incident: plan.incident }, since, answeredAs, contexts: await this.composer.shared(plan, await this.plans.publicVariant(plan.notice)) }];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.error({ event: 'public-page.left-out', notice: noticeId, code: error.code });
      return [];
    }
  }
}
