import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { PageAssets } from '../../platform/pages/page-assets.js';
import { PageRenderer } from '../../platform/pages/page-renderer.js';
import { type Banner, bannerOf } from './banner.js';
import { type Fault, markFaults } from './fault.js';
import { menuOf, navOf } from './nav.js';
import { withStackedTables } from './stacked-tables.js';
import { type Viewer } from './viewer.js';
import { ROLE_LABELS } from './words.js';

/** Milliseconds from which on two clocks are two. */
const APART_MS = 60_000;

type Data = Readonly<Record<string, unknown>>;

/** Pages of the console: a view inside the layout, with what the layout shows of the viewer and of the service. */
@Injectable()
export class ConsolePages {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly assets: PageAssets,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** A whole page for someone who is signed in; `wall` has nothing around it. */
  page(viewer: Viewer, view: string, title: string, data: Data, layout: 'console' | 'wall' = 'console'): string {
    const { actor, csrf, path, exercise = null } = viewer;
    const person = actor.kind === 'system' ? null : { name: actor.name, roles: actor.roles.map((role) => ROLE_LABELS[role]) };
    const menu = menuOf(navOf(actor, path, this.surroundings.captureUrl !== null));
    const html = this.renderer.render(`console/${view}`, { ...data, page: { ...this.frame(exercise === null ? title : `EXERCISE · ${title}`), exercise, ...menu, person, csrf, scripts: data['scripts'], ...this.clocks(), zone: this.zone } }, layout, viewer.zone);
    return markFaults(withStackedTables(html), faultsIn(data));
  }

  /** A page for anybody: sign-in, and what went wrong. */
  plain(view: string, title: string, data: Data, scripts: readonly string[] = []): string {
    const html = this.renderer.render(`console/${view}`, { ...data, page: { ...this.frame(`${title} · Firstword`), lang: 'en', scripts } }, 'plain');
    return markFaults(html, faultsIn(data));
  }

  /** A part of a page, which the browser asks for again and again; without a viewer it is for everybody, and the browser turns its times. */
  fragment(view: string, data: Data, viewer: Viewer | null = null): string {
    return markFaults(withStackedTables(this.renderer.render(`console/${view}`, data, null, viewer?.zone)), faultsIn(data));
  }

  banner(): Banner | null {
    const { mailIsCaptured, smsIsCaptured } = this.surroundings;
    return bannerOf({ simulated: this.settings.SIMULATION, speed: this.clock.speed, mailIsCaptured, smsIsCaptured });
  }

  /** The zone of pages that belong to no brand. */
  get zone(): string {
    return this.settings.COMPANY_TIME_ZONE;
  }

  /** Business time, and the machine's own where that is another: jobs, sign-ins and alerts go by the latter. */
  private clocks(): { readonly now: Date; readonly machineNow: Date | null } {
    const [now, machineNow] = [this.clock.now(), new Date()];
    return { now, machineNow: Math.abs(now.getTime() - machineNow.getTime()) > APART_MS ? machineNow : null };
  }

  private frame(title: string) {
    return { title, assets: this.assets.version, banner: this.banner() };
  }
}

const faultsIn = (data: Data): readonly Fault[] => (Array.isArray(data['faults']) ? (data['faults'] as readonly Fault[]) : []);
