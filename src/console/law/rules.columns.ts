import { type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, type LawRows } from '../../declare/contract.js';
import { reviewerOf } from '../../declare/law-filter.js';
import { serviceName, termsName } from '../../declare/law.service.js';
import { type Columns } from '../list/list-files.js';

type LawRow = { readonly about: 'time'; readonly row: KnownLawRule } | { readonly about: 'words'; readonly row: KnownContentTerms } | { readonly about: 'service'; readonly row: KnownServiceTerms };

/** One after the other, in one file: what is about something else stays empty. */
export const lawRows = ({ rules, terms, service }: LawRows): readonly LawRow[] => [
  ...rules.map((row) => ({ about: 'time' as const, row })), ...terms.map((row) => ({ about: 'words' as const, row })), ...service.map((row) => ({ about: 'service' as const, row })),
];

type Cell = string | number | null | undefined;
const ofTime = (cell: (row: KnownLawRule) => Cell) => (one: LawRow): Cell => (one.about === 'time' ? cell(one.row) : null);
const ofWords = (cell: (row: KnownContentTerms) => Cell) => (one: LawRow): Cell => (one.about === 'words' ? cell(one.row) : null);
const ofService = (cell: (row: KnownServiceTerms) => Cell) => (one: LawRow): Cell => (one.about === 'service' ? cell(one.row) : null);

/** `id`: by which a row is reviewed. */
export const LAW_COLUMNS: Columns<LawRow> = {
  about: ({ about }) => about,
  id: (one) => (one.about === 'time' ? one.row.id : one.about === 'words' ? termsName(one.row) : serviceName(one.row)),
  title: (one) => (one.about === 'time' ? one.row.title : one.row.name),
  citation: (one) => (one.about === 'time' ? null : one.row.citation),
  jurisdiction: ({ row }) => row.jurisdiction,
  kinds: (one) => (one.about === 'time' ? one.row.trigger.kinds : one.row.kinds).join(' '),
  regime: (one) => (one.about === 'time' ? one.row.trigger.regime : one.row.regime),
  residents: ofTime(({ trigger }) => trigger.residents), trigger: ofTime(({ trigger }) => trigger.words), clock_anchor: ofTime(({ anchor }) => anchor), offset: ofTime(({ offset }) => offset), unit: ofTime(({ unit }) => unit),
  recipient: ofTime(({ recipient }) => recipient), content_rule: ofTime(({ contentRule }) => contentRule), effective_from: ofTime(({ effectiveFrom }) => effectiveFrom), effective_until: ofTime(({ effectiveUntil }) => effectiveUntil),
  headings: ofWords(({ headings }) => headings['en']?.join(' | ')), asks: ofWords(({ asks }) => asks.join(' ')), asks_if_known: ofWords(({ asksIfKnown }) => asksIfKnown.join(' ')), omits: ofWords(({ omits }) => omits.join(' ')),
  rights: ofWords(({ rights }) => rights.map(({ text }) => text['en']).join(' | ')), look_at: ofWords(({ lookAt }) => lookAt.join(' | ')),
  electronic: ofService(({ electronic }) => electronic), electronic_words: ofService(({ electronicWords }) => electronicWords), substitute_when: ofService(({ substitute }) => substitute.when), substitute_steps: ofService(({ substitute }) => substitute.steps.map(({ words }) => words).join(' | ')),
  source_url: ({ row }) => row.sourceUrl, reviewed_by: ({ row }) => reviewerOf(row) ?? 'unreviewed', certainty: ({ row }) => row.certainty,
};
