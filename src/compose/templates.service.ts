import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { INCIDENT_KINDS, type IncidentFacts, type IncidentKind } from '../declare/contract.js';
import { NOTICE_TYPES, Templates, type ByLocale, type Labels, type NoticeSources, type NoticeType, type Playbook, type TemplateVersion } from './contract.js';
import { loadTemplates, templateHash } from './engine/load-templates.js';
import type { NoticeTemplate, Sample, TemplateSet } from './engine/template-set.js';
import { chooseLocale } from './model/choose-locale.js';
import { aboutName, needsTranslation, SHIPPED } from './model/wording.js';
import { TemplateVersionRepository } from './store/template-version.repository.js';
import { type WordingInUse, WordingRepository } from './store/wording.repository.js';
import { projectPath } from '../platform/config/project-path.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';

/**
 * The texts that came with the service, read, checked and kept at start, before any door opens; and over them the company's own, asked for
 * each time, so that no instance drafts from yesterday's.
 */
@Injectable()
export class TemplatesService extends Templates implements OnModuleInit {
  private set: TemplateSet | null = null;

  constructor(
    private readonly transactions: Transactions,
    private readonly versions: TemplateVersionRepository,
    private readonly wordings: WordingRepository,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  /** @throws Error that lists every fault of the files: the service must not start with them. */
  async onModuleInit(): Promise<void> {
    await this.load(projectPath('templates'));
  }

  async load(folder: string): Promise<void> {
    const set = await loadTemplates(folder);
    const all = INCIDENT_KINDS.flatMap((kind) => set.locales.flatMap((locale) => NOTICE_TYPES.map((type) => set.notice(kind, locale, type))));
    const added = await this.transactions.run((tx) => this.versions.keep(tx, all.map((notice) => ({ ...asVersion(notice), labels: set.labels(notice.locale) }))));
    this.set = set;
    this.log.info({ event: 'templates.loaded', versions: all.length, new: added, locales: set.locales });
  }

  locales(): readonly string[] {
    return this.loaded().locales;
  }

  async forKind(kind: IncidentKind, type: NoticeType, wishes: readonly string[], fallback: string, brandId?: string): Promise<readonly TemplateVersion[]> {
    const set = this.loaded();
    const source = chooseLocale(fallback, set.locales, fallback);
    const wanted = new Set([...wishes.map((wish) => chooseLocale(wish, set.locales, fallback)), source]);
    const locales = set.locales.filter((locale) => wanted.has(locale));
    if (brandId === undefined) return locales.map((locale) => asVersion(set.notice(kind, locale, type)));
    const nameIn = (locale: string): string => aboutName({ of: 'template', brandId, kind, type, locale });
    const own = new Map((await this.wordings.inUse<NoticeSources>(locales.map(nameIn))).map((wording) => [wording.about, wording]));
    const sourceMadeAt = own.get(nameIn(source))?.madeAt ?? null;
    const versions = locales.map((locale) => {
      const wording = own.get(nameIn(locale));
      const version = wording ? this.ownVersion(kind, type, locale, wording) : asVersion(set.notice(kind, locale, type));
      return { ...version, needsTranslation: locale !== source && needsTranslation(wording?.madeAt ?? null, sourceMadeAt) };
    });
    await this.keep(versions.filter(({ version }) => version !== SHIPPED));
    return versions;
  }

  async playbook(kind: IncidentKind): Promise<Playbook> {
    const [own] = await this.wordings.inUse<Playbook>([aboutName({ of: 'playbook', kind })]);
    return own?.content ?? this.shippedPlaybook(kind);
  }

  kindTitle(kind: IncidentKind): ByLocale<string> {
    return this.shippedPlaybook(kind).title;
  }

  exampleFacts(kind: IncidentKind): IncidentFacts {
    return this.sample(kind).facts;
  }

  labels(locale: string): Labels {
    return this.loaded().labels(locale);
  }

  /** As it lies in `templates/`, whatever the company has written since. @throws RangeError for a locale that is not among `locales()` */
  shipped(kind: IncidentKind, type: NoticeType, locale: string): TemplateVersion {
    return asVersion(this.loaded().notice(kind, locale, type));
  }

  shippedPlaybook(kind: IncidentKind): Playbook {
    return this.loaded().playbook(kind);
  }

  sample(kind: IncidentKind): Sample {
    return this.loaded().sample(kind);
  }

  /** With the labels of today: those of the day on which it was written may lack a data class that came since. */
  private ownVersion(kind: IncidentKind, type: NoticeType, locale: string, { version, content: sources }: WordingInUse<NoticeSources>): TemplateVersion {
    return { hash: templateHash({ kind, locale, type }, sources, this.labels(locale)), kind, type, locale, sources, version, needsTranslation: false };
  }

  private async keep(versions: readonly TemplateVersion[]): Promise<void> {
    if (versions.length === 0) return;
    await this.transactions.run((tx) => this.versions.keep(tx, versions.map((version) => ({ ...version, labels: this.labels(version.locale) }))));
  }

  private loaded(): TemplateSet {
    if (this.set === null) throw new Error('The templates are read when the module starts; nobody may ask before.');
    return this.set;
  }
}

const asVersion = ({ hash, kind, type, locale, sources }: NoticeTemplate): TemplateVersion => ({ hash, kind, type, locale, sources, version: SHIPPED, needsTranslation: false });
