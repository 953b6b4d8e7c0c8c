import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { sha256Hex } from '../../kernel/sha256.js';
import { NOTICE_PARTS, NOTICE_TYPES, type Labels, type NoticePart, type NoticeSources, type NoticeType, type Playbook } from '../contract.js';
import { playbookFaults } from '../model/playbook.js';
import { compileNotice } from './compile-notice.js';
import { expandPieces, type Pieces } from './expand-pieces.js';
import { styleTags } from './style-tags.js';
import { TemplateFiles } from './template-files.js';
import type { NoticeTemplate, Sample, TemplateSet } from './template-set.js';

/** The ending of a part's file, `initial.email.html.hbs`, and of the shared pieces that it draws on, `layout/steps.html.hbs`. */
const FILE: Readonly<Record<NoticePart, { readonly ending: string; readonly pieces: string }>> = {
  subject: { ending: 'subject', pieces: 'subject' },
  emailHtml: { ending: 'email.html', pieces: 'html' },
  emailText: { ending: 'email.txt', pieces: 'txt' },
  sms: { ending: 'sms', pieces: 'sms' },
};
const LABEL_KEYS = [
  'locale', 'neutralGreeting', 'simulated', 'exercise', 'dataClasses',
  'touchpoints.other.named', 'touchpoints.other.unnamed', 'dates.locale', 'dates.date', 'dates.dateTime', 'dates.range',
];
const SAMPLE_KEYS = ['incident.reference', 'incident.title', 'facts.text', 'facts.dataInvolved', 'member.reference', 'member.reasons'];

/**
 * Reads `templates/`: every kind in every locale with every notice type, in four parts each, with labels, playbooks and samples.
 *
 * A locale counts as soon as it has `shared/<locale>.json`, and must then be complete for every kind.
 *
 * @param dir  The folder `templates/`.
 * @returns The set, compiled and hashed.
 * @throws Error that lists every fault as "file:line:column what is wrong": a missing file, one that does not compile, a name that no
 *   notice knows, a key that a JSON file lacks. The service must not start with it.
 */
export async function loadTemplates(dir: string): Promise<TemplateSet> {
  const files = new TemplateFiles(dir);
  const locales = (await files.names('shared')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const styles = (await files.json<Record<string, string>>('layout/styles.json')) ?? {};
  const labels = new Map<string, Labels>();
  const notices = new Map<string, NoticeTemplate>();
  for (const locale of locales) {
    const words = await files.json<Labels>(`shared/${locale}.json`, LABEL_KEYS);
    if (words) labels.set(locale, words);
    for (const notice of await loadLocale(files, locale, styles, words)) notices.set(keyOf(notice.kind, locale, notice.type), notice);
  }
  const known = locales.length === 0 ? [] : Object.keys(labels.get(locales[0]!)?.dataClasses ?? {});
  const playbooks = await forEachKind<Playbook>(files, 'playbook.json', []);
  for (const [kind, playbook] of playbooks) for (const fault of playbookFaults(playbook, kind, locales, known)) files.note(`${kind}/playbook.json`, fault);
  const samples = await forEachKind<Sample>(files, 'sample.json', [...SAMPLE_KEYS, ...locales.map((locale) => `facts.text.${locale}`)]);
  files.throwFaults();
  return {
    locales,
    labels: (locale) => found(labels, locale, 'labels'),
    notice: (kind, locale, type) => found(notices, keyOf(kind, locale, type), 'template'),
    playbook: (kind) => found(playbooks, kind, 'playbook'),
    sample: (kind) => found(samples, kind, 'sample'),
  };
}

async function loadLocale(files: TemplateFiles, locale: string, styles: Record<string, string>, words: Labels | null): Promise<readonly NoticeTemplate[]> {
  const pieces = await loadPieces(files, locale);
  const loaded: NoticeTemplate[] = [];
  for (const kind of INCIDENT_KINDS) {
    for (const type of NOTICE_TYPES) {
      const notice = await loadNotice(files, { kind, locale, type }, pieces, styles, words);
      if (notice) loaded.push(notice);
    }
  }
  return loaded;
}

/** Pieces by part: those of all locales, then those of this one, which may replace them. */
async function loadPieces(files: TemplateFiles, locale: string): Promise<Readonly<Record<NoticePart, Pieces>>> {
  const pieces: Record<NoticePart, Record<string, string>> = { subject: {}, emailHtml: {}, emailText: {}, sms: {} };
  for (const folder of ['layout', `layout/${locale}`]) {
    for (const name of await files.names(folder)) {
      const [, piece, sort] = /^([\w-]+)\.(\w+)\.hbs$/.exec(name) ?? [];
      const part = NOTICE_PARTS.find((each) => FILE[each].pieces === sort);
      const text = part && (await files.template(`${folder}/${name}`, part));
      if (part && piece && text) pieces[part][piece] = text;
    }
  }
  return pieces;
}

async function loadNotice(
  files: TemplateFiles,
  which: { readonly kind: IncidentKind; readonly locale: string; readonly type: NoticeType },
  pieces: Readonly<Record<NoticePart, Pieces>>,
  styles: Record<string, string>,
  words: Labels | null,
): Promise<NoticeTemplate | null> {
  const base = keyOf(which.kind, which.locale, which.type);
  const sources = {} as Record<NoticePart, string>;
  for (const part of NOTICE_PARTS) {
    const file = `${base}.${FILE[part].ending}.hbs`;
    const text = await files.template(file, part);
    if (text === null) continue;
    try {
      const whole = expandPieces(text, pieces[part]).trim();
      sources[part] = part === 'emailHtml' ? styleTags(whole, styles) : whole;
    } catch (error) {
      files.note(file, (error as Error).message);
    }
  }
  // Once a file or piece is known to be faulty, compiling would only say so again, for every notice that draws on it.
  return files.faulty ? null : compiledNotice(files, which, sources, words);
}

function compiledNotice(files: TemplateFiles, which: Pick<NoticeTemplate, 'kind' | 'locale' | 'type'>, sources: NoticeSources, words: Labels | null): NoticeTemplate | null {
  const compiled = compileNotice(sources);
  if (compiled.ok) return { ...which, sources, hash: templateHash(which, sources, words), compiled: compiled.value };
  for (const { part, line, column, message } of compiled.refusal) {
    files.note(`${keyOf(which.kind, which.locale, which.type)}.${FILE[part].ending}.hbs`, `with its pieces in place, ${line}:${column + 1}: ${message}`);
  }
  return null;
}

async function forEachKind<Value>(files: TemplateFiles, name: string, keys: readonly string[]): Promise<ReadonlyMap<IncidentKind, Value>> {
  const values = new Map<IncidentKind, Value>();
  for (const kind of INCIDENT_KINDS) {
    const value = await files.json<Value>(`${kind}/${name}`, keys);
    if (value) values.set(kind, value);
  }
  return values;
}

const keyOf = (kind: IncidentKind, locale: string, type: NoticeType): string => `${kind}/${locale}/${type}`;
/** SHA-256 (hex) of all that decides how a notice reads before anybody's facts: see `NoticeTemplate`. */
export const templateHash = (which: Pick<NoticeTemplate, 'kind' | 'locale' | 'type'>, sources: NoticeSources, words: Labels | null): string => sha256Hex(canonicalJson({ ...which, sources, words }));

function found<Value, Key extends string>(values: ReadonlyMap<Key, Value>, key: Key, what: string): Value {
  const value = values.get(key);
  if (value === undefined) throw new RangeError(`There is no ${what} "${key}".`);
  return value;
}
