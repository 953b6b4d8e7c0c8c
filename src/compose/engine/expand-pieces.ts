/** Shared pieces of text by name; each may draw on others. */
export type Pieces = Readonly<Record<string, string>>;

const LAYOUT = /^\s*\{\{#>\s*([\w-]+)\s*\}\}\r?\n?([\s\S]*?)\{\{\/\1\}\}\s*$/;
const INLINE = /^[ \t]*\{\{#\*inline "([\w-]+)"\}\}([\s\S]*?)\{\{\/inline\}\}[ \t]*\r?\n?/gm;
/** A piece on a line of its own takes the line with it, so that it leaves no blank one. */
const LINE = /^[ \t]*\{\{>\s*(@?[\w-]+)\s*\}\}[ \t]*\r?\n/gm;
const WITHIN = /\{\{>\s*(@?[\w-]+)\s*\}\}/g;
/** Layout, section, list: three levels are in use. */
const DEEPEST = 8;

/**
 * Puts the shared pieces of a shipped template in their places, as text, so that the result stands alone: it can be edited, hashed and
 * frozen, and a later change of the layout does not change what was approved.
 *
 * Understood is the part of Handlebars' notation that the files use: `{{> piece}}`; one layout around the whole file,
 * `{{#> layout}}…{{/layout}}`, of which `{{#*inline "title"}}…{{/inline}}` fills `{{> title}}` and the rest `{{> @partial-block}}`.
 *
 * @throws Error with the name of a piece that does not exist or contains itself.
 */
export function expandPieces(text: string, pieces: Pieces): string {
  const wrapped = LAYOUT.exec(text);
  if (!wrapped) return fill(text, pieces, 0);
  const [, layout = '', body = ''] = wrapped;
  const inlines: Record<string, string> = {};
  const rest = body.replace(INLINE, (_all, name: string, content: string) => {
    inlines[name] = content.trim();
    return '';
  });
  return fill(piece(layout, pieces), { ...pieces, ...inlines, '@partial-block': rest }, 0);
}

function fill(text: string, pieces: Pieces, depth: number): string {
  if (depth > DEEPEST) throw new Error(`pieces are nested more than ${DEEPEST} deep; one of them contains itself`);
  const inner = (name: string): string => fill(piece(name, pieces), pieces, depth + 1);
  return text.replace(LINE, (_all, name: string) => `${inner(name).trimEnd()}\n`).replace(WITHIN, (_all, name: string) => inner(name).trim());
}

function piece(name: string, pieces: Pieces): string {
  const found = Object.hasOwn(pieces, name) ? pieces[name] : undefined;
  if (found === undefined) throw new Error(`there is no piece "${name}"`);
  return found;
}
