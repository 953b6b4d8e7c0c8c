import Handlebars from 'handlebars';
import { isRightToLeft } from '../model/writing-direction.js';
import { holdsMark } from './marks.js';

/** Block helpers that a template may use; each takes exactly one name. */
export const BLOCK_HELPERS: ReadonlySet<string> = new Set(['if', 'unless', 'each']);
/** Helpers that print; each takes exactly one name. `lines` makes HTML, so it is for that part alone. */
export const PRINT_HELPERS: ReadonlySet<string> = new Set(['lines', 'dir', 'number']);

/** An instance of its own, so that nothing registered elsewhere in the process reaches the notices, or the other way round. */
export function createHandlebars(): typeof Handlebars {
  const instance = Handlebars.create();
  for (const name of ['with', 'lookup', 'log']) instance.unregisterHelper(name);
  instance.registerHelper('lines', (text: unknown) => new Handlebars.SafeString(linesAsHtml(String(text))));
  instance.registerHelper('dir', (locale: unknown, options: HelperOptions) => direction(String(seen(locale, options))));
  instance.registerHelper('number', (index: unknown, options: HelperOptions) => Number(seen(index, options)) + 1);
  return instance;
}

/** Thrown where a helper would look into a mark: what it makes of the value can't be known from that. */
export class LooksIntoMark extends Error {}

type HelperOptions = { readonly data?: { readonly [MARKED]?: boolean } };
/** A name under which a template can't ask for it. */
const MARKED = 'marked values';
/** Data for a rendering with marks in the place of values. */
export const WITH_MARKS = { [MARKED]: true };

function seen(value: unknown, { data }: HelperOptions): unknown {
  if (data?.[MARKED] && typeof value === 'string' && holdsMark(value)) throw new LooksIntoMark();
  return value;
}

/** Text as HTML, with the writer's own line breaks kept: `white-space: pre-line` does not hold in Outlook. */
function linesAsHtml(text: string): string {
  return Handlebars.escapeExpression(text.trim()).replace(/\r?\n/g, '<br>\n');
}

function direction(locale: string): 'ltr' | 'rtl' {
  return isRightToLeft(locale) ? 'rtl' : 'ltr';
}
