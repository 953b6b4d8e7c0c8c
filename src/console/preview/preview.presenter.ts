import { type NoticeView } from '../../approve/notice.service.js';
import { type Preview, type PreviewService } from '../../approve/preview.service.js';
import { type KeptTest } from '../../approve/exercise-tests.js';
import { type TestReader } from '../../approve/test-send.service.js';
import { placeIn } from '../../declare/contract.js';
import { type SegmentedText } from '../../compose/contract.js';
import { notGsm7 } from '../../compose/model/sms-text.js';
import { type MessagesService } from '../../deliver/messages.service.js';
import { findingRows } from '../notices/preflight.presenter.js';
import { sampleAddressWords } from '../notices/sample-address.words.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { textCost } from '../page/money.js';
import { type Fault } from '../page/fault.js';
import { type Notice } from '../../approve/contract.js';
import { missingWords } from '../page/missing.words.js';
import { CHANNEL_WORDS, grouped, languageName, lawName, NOTICE_LABELS, regionName } from '../page/words.js';
import { placeName } from '../incidents/law.words.js';
import { type Scheme, SCHEMES } from './mail-scheme.js';
import { type LawCase, readerCases } from './preview-readers.js';

export interface PreviewShown {
  readonly view: NoticeView;
  readonly looking: { readonly as: string; readonly look: Scheme };
  readonly preview: Preview | { readonly refused: string };
  /** Whether the viewer may change what is known of the incident. */
  readonly mayAmend: boolean;
  readonly laws: readonly LawCase[];
  /** Others at this person's addresses. */
  readonly sharers: Awaited<ReturnType<PreviewService['sharers']>>;
  /** What left, where something has. */
  readonly proofs: Awaited<ReturnType<MessagesService['proofs']>>;
  readonly prices: SmsPrices | null;
  /** Who can get a test; `tested`: how many just did; `kept`: what those of an exercise said. */
  readonly test: { readonly readers: readonly TestReader[]; readonly kept: readonly KeptTest[]; readonly key: string; readonly tested: number | null };
  readonly faults: readonly Fault[];
}

export function previewPage({ view, looking, preview, mayAmend, laws, sharers, proofs, prices, test, faults }: PreviewShown) {
  const { notice, audience, texts } = view;
  const groups = readerCases(audience.counts, laws, Object.keys(view.preflight?.summary?.byRegion ?? {}));
  const isCase = groups.some(({ cases }) => cases.some(({ value }) => value === looking.as));
  return {
    notice, faults,
    test: test.readers.length === 0 ? null : {
      key: test.key,
      tested: test.tested,
      isExercise: notice.incident.exercise === true, zone: notice.sender.timeZone,
      kept: test.kept.map((one) => ({ ...one, label: `${one.reader}, by ${CHANNEL_WORDS[one.channel]}` })),
      places: testPlaces(notice.law),
      languages: texts.map(({ locale }) => ({ locale, label: languageName(locale) })),
      readers: test.readers.map(({ id, name, channel }) => ({ id, label: `${name}, by ${CHANNEL_WORDS[channel]}` })),
    },
    incident: { id: notice.incidentId, ...notice.incident },
    typeLabel: NOTICE_LABELS[notice.type],
    groups: groups.map(({ label, cases }) => ({ label, cases: cases.map((one) => ({ ...one, href: addressOf(notice.id, { ...looking, as: one.value }), current: one.value === looking.as })) })),
    customer: isCase ? '' : looking.as,
    look: looking.look,
    refused: 'refused' in preview ? preview.refused : null,
    shown: 'refused' in preview ? null : shownOf({ view, looking, mayAmend, sharers, proofs, prices }, preview),
  };
}

const SCHEME_WORDS: Readonly<Record<Scheme, string>> = { screen: 'As your screen is', light: 'Light', dark: 'Dark' };

const addressOf = (id: string, { as, look }: PreviewShown['looking'], part = 'preview'): string => `/notices/${id}/${part}?${new URLSearchParams({ as, look }).toString()}`;

function shownOf({ view: { notice, begun }, looking, mayAmend, sharers, proofs, prices }: Pick<PreviewShown, 'view' | 'looking' | 'mayAmend' | 'sharers' | 'proofs' | 'prices'>, preview: Preview) {
  const { reader, locale, email, sms, lacking, findings, hashes } = preview;
  const frame = addressOf(notice.id, { as: looking.as, look: looking.look }, 'preview.html');
  return {
    who: reader.name ?? 'A person without a name',
    facts: factsOf(preview),
    shared: sharedWords(reader.position, sharers),
    missing: missingWords(lacking, { locale, incident: { id: notice.incidentId, mayAmend } }),
    findings: findingRows(findings),
    locale,
    email: email && {
      ...email, frame,
      schemes: SCHEMES.map((scheme) => ({ label: SCHEME_WORDS[scheme], href: `${addressOf(notice.id, { as: looking.as, look: scheme })}#email`, current: scheme === looking.look })),
      none: reader.hasEmail ? null : 'Nothing goes out by e-mail: there is no address on file. So it would read.',
    },
    sms: sms && { ...smsShown(sms, prices, reader.numberCountry), none: reader.hasPhone ? null : 'Nothing goes out by text: there is no number on file. So it would read.' },
    page: `/notices/${notice.id}/reader-page?${new URLSearchParams({ customer: reader.customerId }).toString()}`,
    proofs: (['email', 'sms'] as const).filter((channel) => hashes[channel] !== null).map((channel) => proofOf(channel, hashes[channel]!, proofs)),
    isSample: notice.state !== 'approved',
    begun,
  };
}

/** As whom a test can be read: somebody of whom it is not known where they live, or somebody whom one of the laws binds. */
function testPlaces(law: Notice['law']) {
  const terms = law?.terms ?? [];
  return terms.length === 0 ? null : [{ value: '', label: lawName([]) }, ...terms.map(({ name, jurisdiction }) => ({ value: placeIn(jurisdiction), label: name }))];
}

function factsOf({ reader, locale, law }: Preview) {
  const reached = [reader.hasEmail ? 'e-mail' : null, reader.hasPhone ? 'SMS' : null].filter(Boolean).join(' and ') || 'nothing';
  return [
    { label: 'Customer', value: reader.reference },
    { label: 'Place in the order', value: grouped(reader.position + 1) },
    { label: 'Language', value: reader.locale === null ? `not known, written to in ${languageName(locale)}` : languageName(reader.locale) === languageName(locale) ? languageName(locale) : `${languageName(reader.locale)}, written to in ${languageName(locale)}` },
    { label: 'Lives in', value: reader.place ? placeName(reader.place) : reader.region ? regionName(reader.region) : 'not known' },
    { label: 'Law of the words', value: lawName(law.names) },
    { label: 'Can be reached by', value: reached },
    { label: 'Prefers', value: reader.preferredChannel === null ? 'nothing in particular' : CHANNEL_WORDS[reader.preferredChannel] },
  ];
}

/** One message goes to an address that several have, made for whoever comes first. */
function sharedWords(position: number, sharers: PreviewShown['sharers']): string | null {
  if (sharers.length === 0) return null;
  const [first] = sharers;
  const names = sharers.slice(0, 5).map(({ reference }) => reference).join(', ');
  const lead = `Shares an address with ${names}${sharers.length > 5 ? ' and others' : ''}. One message goes there`;
  return first!.position < position ? `${lead}: the one made for ${first!.reference}, who comes first in the order.` : `${lead}: this one.`;
}

/** The text as a phone gets it, piece by piece. @param country  Of the reader's number; null where nobody in particular reads it. */
export function smsShown({ pieces, segments, encoding, body }: SegmentedText, prices: SmsPrices | null, country: string | null) {
  const odd = encoding === 'UCS-2' ? notGsm7(body) : [];
  return {
    pieces: pieces.map((text, index) => ({ text, no: index + 1, isLast: index === pieces.length - 1 })),
    segments, encoding,
    characters: body.length,
    several: segments > 1,
    ...textCost(segments, prices, country),
    sample: sampleAddressWords(body),
    odd: odd.length > 0 ? odd.slice(0, 10).join(' ') : null,
  };
}

function proofOf(channel: 'email' | 'sms', hash: string, proofs: PreviewShown['proofs']) {
  const left = proofs.find((proof) => proof.channel === channel && proof.bodyHash !== null);
  return { label: channel === 'email' ? 'E-mail' : 'SMS', hash, left: left ? { same: left.bodyHash === hash } : null };
}
