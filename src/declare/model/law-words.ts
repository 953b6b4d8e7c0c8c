/** From when a time counts. An incident has several of them, and they differ. */
export const LAW_ANCHORS = ['discovered', 'aware', 'determined', 'classified', 'materiality-decided', 'authority-told', 'people-told'] as const;
export type LawAnchor = (typeof LAW_ANCHORS)[number];

export const LAW_UNITS = ['hours', 'calendar-days', 'business-days', 'months'] as const;
export type LawUnit = (typeof LAW_UNITS)[number];

export const LAW_RECIPIENTS = ['people', 'authority', 'attorney-general', 'market'] as const;
export type LawRecipient = (typeof LAW_RECIPIENTS)[number];

/** Laws that bind a company for what it is, wherever its customers live. */
export const LAW_REGIMES = ['hipaa', 'us-listed', 'eu-financial', 'nis2'] as const;
export type LawRegime = (typeof LAW_REGIMES)[number];

/** Ways in which the facts of a breach are rendered, where a law asks for one. */
export const CONTENT_RULES = ['eu-gdpr', 'us-ca', 'us-ma', 'us-hipaa'] as const;
export type ContentRule = (typeof CONTENT_RULES)[number];

/** Parts of the facts of which a law says that they must, or may not, be told. */
export const FACTS_PARTS = ['whatHappened', 'exposure', 'discovered', 'whatWeDo', 'whatYouCanDo', 'consequences', 'moreInformation'] as const;
export type FactsPart = (typeof FACTS_PARTS)[number];

/** What a person says of a clock. `reopened` takes the one before back. */
export const LAW_ENTRY_KINDS = ['met', 'not-applicable', 'reopened'] as const;
export type LawEntryKind = (typeof LAW_ENTRY_KINDS)[number];
