import type { TemplateAbout } from './model/wording.js';
import type { TemplateStanding } from './template-library.service.js';

/** `draft`: waits for review. `returned`: sent back. `lags`: needs translation. `own`: written here. `came`: as it came with the service. */
export const TEMPLATE_STATES = ['draft', 'returned', 'lags', 'own', 'came'] as const;

/** Which texts are wanted; what is absent narrows nothing. */
export interface TemplateFilter {
  readonly brand?: string | undefined;
  readonly kind?: TemplateAbout['kind'] | undefined;
  readonly type?: TemplateAbout['type'] | undefined;
  readonly locale?: string | undefined;
  readonly state?: (typeof TEMPLATE_STATES)[number] | undefined;
}

export const isWantedTemplate = ({ brand, kind, type, locale, state }: TemplateFilter) => (one: TemplateStanding): boolean =>
  (brand === undefined || one.about.brandId === brand) && (kind === undefined || one.about.kind === kind) && (type === undefined || one.about.type === type) && (locale === undefined || one.about.locale === locale)
  && (state === undefined || isIn(one, state));

function isIn({ newest, state, needsTranslation }: TemplateStanding, wanted: (typeof TEMPLATE_STATES)[number]): boolean {
  if (wanted === 'lags') return needsTranslation;
  if (wanted === 'own' || wanted === 'came') return (newest !== null) === (wanted === 'own');
  return state === wanted;
}
