/** Up to here a cell stands beside its label on a phone, beyond it below: signs of its text. */
const BESIDE = 40;
/** A word that would be cut beside a label: an address, say. */
const LONGEST_WORD = 22;
/** A longer label would be three lines or more beside one line of its cell: the cell stands below it. */
const LONGEST_LABEL = 28;
const LONG_WORD = new RegExp(`\\S{${LONGEST_WORD + 1}}`);
/** Parts that want the whole width. */
const BROAD = /<(?:form|ul|ol|dl|div|details|p|pre|textarea|select|fieldset)\b/;
/** A table of so many columns at most, all but the first of figures, is looked at: it may fit a phone as it is. */
const FEW_FIGURES = 4;
/** Signs of text in a row of the narrowest phone's card, and what the gaps of a column take of them. */
const PHONE_SIGNS = 32;
const GAP_SIGNS = 2;

const TABLE = /<table\b[^>]*>[^]*?<\/table>/g;
const HEAD = /^<table\b([^>]*)>\s*<thead>\s*<tr>([^]*?)<\/tr>\s*<\/thead>/;
const HEAD_CELL = /<th\b([^>]*)>([^]*?)<\/th>/g;
const ROW_OR_CELL = /<(tbody|tfoot|tr)\b([^>]*)>|<(td|th)\b([^>]*)>([^]*?)<\/\3>/g;
/** What can't be told apart by the number of its column, and what asks to stay as it is. */
const KEEPS_ITS_FORM = /\s(?:col|row)span=|^<table\b[^>]*\sdata-kept\b|^.[^]*<table\b/;
const CLASSES = /\sclass="([^"]*)"/;

interface Column {
  readonly label: string;
  readonly isFigure: boolean;
}

/**
 * Makes tables readable on a phone: below 40rem the style sheet turns each row of `table.stack` into a card, so every cell is given the words
 * of its column as `data-label`, `data-long` where it is too long to stand beside them, and the role that its element loses with its form.
 * A table stays as it is that has no head of one row, whose cells span, that says `data-kept`, or that fits a phone anyway: two columns, or
 * a few with short figures alone. Of our own views, in which no value holds a raw "<" or ">" and no table stands in another.
 *
 * @param html  A page or a part of one that holds its tables whole.
 */
export const withStackedTables = (html: string): string => (html.includes('<thead') ? html.replaceAll(TABLE, stacked) : html);

function stacked(table: string): string {
  const head = HEAD.exec(table);
  if (head === null || head[2]!.includes('<tr') || KEEPS_ITS_FORM.test(table)) return table;
  const [whole, attributes, cells] = head as unknown as [string, string, string];
  const columns = [...cells.matchAll(HEAD_CELL)].map(([, given, words]): Column => ({ label: wordsOf(words!), isFigure: isFigure(given!) }));
  if (columns.length <= 2 || (columns.length <= FEW_FIGURES && columns.slice(1).every((column) => column.isFigure) && fits(columns, table.slice(whole.length)))) return table;
  return `<table${withClass(attributes)} role=table><thead role=rowgroup><tr role=row>${cells.replaceAll(HEAD_CELL, '<th$1 role=columnheader>$2</th>')}</tr></thead>${rowsOf(table.slice(whole.length), columns)}`;
}

/** Heads and figures never break; the words of the first column do. */
function fits(columns: readonly Column[], body: string): boolean {
  const widths = columns.map(({ label }) => label.length);
  let at = 0;
  for (const [, part, , , , content] of body.matchAll(ROW_OR_CELL)) {
    const words = part === undefined ? shown(content!) : '';
    if (part === undefined) widths[at] = Math.max(widths[at] ?? 0, ...(at === 0 ? words.split(' ') : [words]).map((word) => word.length));
    at = part === undefined ? at + 1 : 0;
  }
  return widths.reduce((sum, width) => sum + width + GAP_SIGNS, 0) <= PHONE_SIGNS;
}

function rowsOf(body: string, columns: readonly Column[]): string {
  let at = 0;
  return body.replaceAll(ROW_OR_CELL, (_found, part: string | undefined, given: string, cell: string, attributes: string, content: string) => {
    if (part !== undefined) {
      at = 0;
      return `<${part}${given} role=${part === 'tr' ? 'row' : 'rowgroup'}>`;
    }
    const isFirst = at === 0;
    return labelled(cell, attributes, content, columns[at++]?.label ?? '', isFirst);
  });
}

/** The first cell is its card's title, unless it is a bare figure, which says nothing without its label. */
function labelled(cell: string, attributes: string, content: string, label: string, isFirst: boolean): string {
  const kept = /^\s*$/.test(content) ? '' : content;
  const named = label === '' || kept === '' || (isFirst && !isFigure(attributes)) ? '' : ` data-label=${quoted(label)}${isLong(kept) || label.replaceAll('&quot;', '"').length > LONGEST_LABEL ? ' data-long' : ''}`;
  return `<${cell}${attributes} role=${cell === 'th' ? 'rowheader' : 'cell'}${named}>${kept}</${cell}>`;
}

function isLong(content: string): boolean {
  if (content.length <= LONGEST_WORD) return false;
  const words = wordsOf(content);
  return words.length > BESIDE || LONG_WORD.test(words) || BROAD.test(content);
}
/** Some hundreds of cells on a page: quotes that nothing asks for are kilobytes. */
const quoted = (label: string): string => (/^[A-Za-z0-9-]+$/.test(label) ? label : `"${label}"`);
const isFigure = (attributes: string): boolean => /\bnum\b/.test(CLASSES.exec(attributes)?.[1] ?? '');
const withClass = (attributes: string): string => (CLASSES.test(attributes) ? attributes.replace(CLASSES, ' class="$1 stack"') : `${attributes} class="stack"`);
/** What only a screen reader says takes no room, and would be a label that nobody sees the sense of. */
const wordsOf = (head: string): string => shown(head.replaceAll(/<span class="hidden">[^]*?<\/span>/g, '')).replaceAll('"', '&quot;');
const shown = (html: string): string => html.replaceAll(/<[^<>]*>/g, '').replaceAll(/\s+/g, ' ').trim();
