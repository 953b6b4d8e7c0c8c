import { type Playbook } from '../../compose/contract.js';
import { type Brand, type Incident, type IncidentKind, SEVERITIES } from '../../declare/contract.js';
import { type Fault } from '../page/fault.js';
import { Form, localInput } from '../page/form.js';
import { KINDS, languageName, SEVERITY_LABELS } from '../page/words.js';

/** Sentences of one language, as its fields show them. */
const SENTENCES = ['whatHappened', 'whatWeDo', 'consequences', 'moreInformation', 'correction'] as const;
type LanguageFields = Readonly<Record<(typeof SENTENCES)[number] | 'whatYouCanDo', string>>;

/** What the fields of the form hold; times as `datetime-local` shows them in the zone of the page. */
export interface IncidentFields {
  /** The one that the editor has seen; it stays so when somebody else was quicker. */
  readonly revision: string;
  readonly title: string;
  readonly severity: string;
  readonly brandId: string;
  /** 'yes' or 'no'; only asked when it is declared. */
  /** By which clocks the times are. */
  readonly timesIn: string;
  readonly exercise: string;
  /** 'everybody' or 'some'; only asked when it is declared, with the reason and the people where it is 'some'. */
  readonly seenBy: string;
  readonly restrictReason: string;
  readonly viewers: readonly string[];
  readonly discoveredAt: string;
  readonly exposureFrom: string;
  readonly exposureUntil: string;
  readonly pressReportedAt: string;
  readonly nextUpdateAt: string;
  readonly dataInvolved: readonly string[];
  /** One on each line. */
  readonly breachedMailDomains: string;
  readonly text: Readonly<Record<string, LanguageFields>>;
}

const NO_WORDS: LanguageFields = { whatHappened: '', whatWeDo: '', consequences: '', moreInformation: '', correction: '', whatYouCanDo: '' };

const EVERYBODY = { seenBy: 'everybody', restrictReason: '', viewers: [] } as const;

/** A new incident, with what its playbook proposes. */
export function proposedFields(playbook: Playbook, brand: Brand | undefined, locales: readonly string[], now: Date, zone: string, exercise = false): IncidentFields {
  return {
    timesIn: zone,
    exercise: exercise ? 'yes' : 'no', revision: '', title: '', severity: playbook.severity, brandId: brand?.id ?? '', discoveredAt: localInput(now, zone), exposureFrom: '', exposureUntil: '', pressReportedAt: '', nextUpdateAt: '',
    dataInvolved: playbook.dataClasses, breachedMailDomains: '', ...EVERYBODY,
    text: Object.fromEntries(locales.map((locale) => [locale, { ...NO_WORDS, whatYouCanDo: (playbook.advice[locale] ?? []).join('\n') }])),
  };
}

export function knownFields(incident: Incident, locales: readonly string[], zone: string): IncidentFields {
  const { facts } = incident;
  const languages = new Set([...locales, ...Object.keys(facts.text)]);
  return {
    timesIn: zone,
    exercise: incident.exercise ? 'yes' : 'no', revision: String(incident.revision), title: incident.title, severity: incident.severity, brandId: incident.brandId,
    discoveredAt: localInput(incident.discoveredAt, zone), exposureFrom: localInput(incident.happenedFrom, zone), exposureUntil: localInput(incident.happenedUntil, zone),
    pressReportedAt: localInput(incident.pressReportedAt, zone), nextUpdateAt: localInput(facts.nextUpdateAt, zone), dataInvolved: facts.dataInvolved,
    breachedMailDomains: (facts.breachedMailDomains ?? []).join('\n'), ...EVERYBODY,
    text: Object.fromEntries([...languages].map((locale) => [locale, { ...NO_WORDS, ...facts.text[locale], whatYouCanDo: (facts.text[locale]?.whatYouCanDo ?? []).join('\n') }])),
  };
}

/** As they were typed, to be shown again beside what is wrong with them. */
export function typedFields(form: Form, locales: readonly string[], zone: string): IncidentFields {
  const text = (name: string) => form.text(name);
  return {
    timesIn: form.zone(zone),
    exercise: text('exercise') === 'yes' ? 'yes' : 'no', revision: text('revision'), title: text('title'), severity: text('severity'), brandId: text('brandId'), discoveredAt: text('discoveredAt'), exposureFrom: text('exposureFrom'), exposureUntil: text('exposureUntil'),
    pressReportedAt: text('pressReportedAt'), nextUpdateAt: text('nextUpdateAt'), dataInvolved: form.all('dataInvolved'), breachedMailDomains: form.lines('breachedMailDomains').join('\n'),
    seenBy: text('seenBy') === 'some' ? 'some' : 'everybody', restrictReason: text('restrictReason'), viewers: form.all('viewers'),
    text: Object.fromEntries(locales.map((locale) => [locale, languageFields(form, locale)])),
  };
}

function languageFields(form: Form, locale: string): LanguageFields {
  const sentences = Object.fromEntries(SENTENCES.map((name) => [name, form.text(`${name}-${locale}`)])) as Record<(typeof SENTENCES)[number], string>;
  return { ...sentences, whatYouCanDo: form.lines(`whatYouCanDo-${locale}`).join('\n') };
}

/**
 * What the form declares, for the schema of `declare` to check. A language whose two leading sentences are both empty is not sent: the
 * steps alone come from the playbook.
 */
export function declaredContent(form: Form, locales: readonly string[], zone: string) {
  const [happenedFrom, happenedUntil] = [form.instant('exposureFrom', 'The time it began', zone), form.instant('exposureUntil', 'The time it ended', zone)];
  const written = locales.map((locale) => [locale, languageFields(form, locale)] as const).filter(([, words]) => words.whatHappened !== '' || words.whatWeDo !== '');
  return {
    title: form.text('title'),
    severity: form.text('severity'),
    happenedFrom: iso(happenedFrom),
    happenedUntil: iso(happenedUntil),
    discoveredAt: iso(form.instant('discoveredAt', 'The time of discovery', zone)),
    pressReportedAt: iso(form.instant('pressReportedAt', 'The time of the press report', zone)),
    facts: {
      text: Object.fromEntries(written.map(([locale, words]) => [locale, factsText(words)])),
      dataInvolved: form.all('dataInvolved'),
      exposure: happenedFrom && happenedUntil ? { from: happenedFrom.toISOString(), until: happenedUntil.toISOString() } : null,
      breachedMailDomains: form.lines('breachedMailDomains'),
      nextUpdateAt: iso(form.instant('nextUpdateAt', 'The next update', zone)),
    },
  };
}

/** When it happened, as far as it can be read. */
export const proposedContent = (form: Form, zone: string) => ({ happenedFrom: form.instant('exposureFrom', 'The time it began', zone), happenedUntil: form.instant('exposureUntil', 'The time it ended', zone) });

/** Who may see it from the first moment on, as `declare` takes it; nothing where everybody may. */
export const declaredViewers = (form: Form) =>
  form.text('seenBy') === 'some' ? { restricted: { reason: form.text('restrictReason'), people: form.all('viewers').map((personId) => ({ personId })) } } : {};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function factsText({ whatHappened, whatWeDo, whatYouCanDo, ...optional }: LanguageFields) {
  const given = Object.fromEntries(Object.entries(optional).filter(([, sentence]) => sentence !== ''));
  return { whatHappened, whatWeDo, whatYouCanDo: whatYouCanDo.split('\n').filter((step) => step !== ''), ...given };
}

export interface FormPage {
  readonly kind: IncidentKind;
  /** null for a new one. */
  readonly incident: Incident | null;
  readonly fields: IncidentFields;
  readonly brands: readonly Brand[];
  readonly playbook: Playbook;
  /** Labels by code of every class of data that there is. */
  readonly dataClasses: Readonly<Record<string, string>>;
  /** Whom one can let see it; only asked when it is declared. */
  readonly people?: readonly { readonly id: string; readonly name: string }[];
  readonly faults: readonly Fault[];
}

export function incidentFormPage({ kind, incident, fields, brands, playbook, dataClasses, people = [], faults }: FormPage) {
  const choice = (code: string) => ({ code, label: dataClasses[code] ?? code, checked: fields.dataInvolved.includes(code) });
  const usual = new Set([...playbook.dataClasses, ...fields.dataInvolved]);
  return {
    kind, zone: fields.timesIn, faults,
    kindLabel: KINDS[kind].label,
    incident: incident && { id: incident.id, reference: incident.reference },
    isBreach: kind === 'data-breach',
    action: incident ? `/incidents/${incident.id}/edit` : '/incidents/new/what',
    values: fields,
    people: people.map((one) => ({ ...one, checked: fields.viewers.includes(one.id) })),
    severities: SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value], selected: value === fields.severity })),
    severalBrands: brands.length > 1,
    brands: brands.map(({ id, name, domain }) => ({ id, name, domain, selected: id === fields.brandId })),
    usualData: [...usual].map(choice),
    otherData: Object.keys(dataClasses).filter((code) => !usual.has(code)).map(choice),
    languages: Object.entries(fields.text).map(([locale, words]) => ({ locale, label: languageName(locale), ...words })),
  };
}
