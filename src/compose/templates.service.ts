import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { INCIDENT_KINDS, type IncidentKind } from '../declare/contract.js';
import { NOTICE_TYPES, Templates, type Labels, type NoticeType, type Playbook, type TemplateVersion } from './contract.js';
import { loadTemplates } from './engine/load-templates.js';
import type { NoticeTemplate, TemplateSet } from './engine/template-set.js';
import { chooseLocale } from './model/choose-locale.js';
import { TemplateVersionRepository } from './store/template-version.repository.js';
import { projectPath } from '../platform/config/project-path.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';

/** The shipped texts: read, checked and kept at start, before any door opens. */
@Injectable()
export class TemplatesService extends Templates implements OnModuleInit {
  private set: TemplateSet | null = null;

  constructor(
    private readonly transactions: Transactions,
    private readonly versions: TemplateVersionRepository,
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

  forKind(kind: IncidentKind, type: NoticeType, wishes: readonly string[], fallback: string): readonly TemplateVersion[] {
    const set = this.loaded();
    const wanted = new Set([...wishes, fallback].map((wish) => chooseLocale(wish, set.locales, fallback)));
    return set.locales.filter((locale) => wanted.has(locale)).map((locale) => asVersion(set.notice(kind, locale, type)));
  }

  playbook(kind: IncidentKind): Playbook {
    return this.loaded().playbook(kind);
  }

  labels(locale: string): Labels {
    return this.loaded().labels(locale);
  }

  private loaded(): TemplateSet {
    if (this.set === null) throw new Error('The templates are read when the module starts; nobody may ask before.');
    return this.set;
  }
}

const asVersion = ({ hash, kind, type, locale, sources }: NoticeTemplate): TemplateVersion => ({ hash, kind, type, locale, sources });
