/** A field that stands beside another only while something is wrong with that. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** What is wrong with one field of a form, by the field's id: the sentence stands beside it, and in the summary above as a link to it. */
export class FieldFault {
  constructor(
    readonly sentence: string,
    readonly field: string,
    /** What one of it has to be chosen, beside the field. */
    readonly choice: Choice | null = null,
  ) {}

  toString(): string {
    return this.sentence;
  }
}

/** What is wrong with what was sent, in a sentence; of the whole of it where it names no field. */
export type Fault = string | FieldFault;

const fieldOf = (fault: Fault): string | null => (typeof fault === 'string' ? null : fault.field);

/**
 * Puts each fault beside its field in a rendered page: `aria-invalid`, the sentence before the field and tied to it, and a link from the summary.
 * What has no field on this page stays in the summary alone. Everything is looked for in tags of our own views, in which no value holds a raw ">".
 */
export function markFaults(html: string, faults: readonly Fault[]): string {
  const byField = Map.groupBy(faults.filter((fault) => typeof fault !== 'string'), ({ field }) => field);
  return [...byField].reduce((page, [field, found]) => markField(page, field, found), html);
}

function markField(html: string, field: string, faults: readonly FieldFault[]): string {
  const id = `id="${field}"`;
  const tag = new RegExp(`<(?:input|select|textarea|fieldset)\\b(?=[^>]*\\s${escapedPattern(id)})[^>]*>`).exec(html);
  if (tag === null) return html;
  const note = `<p class="fault" id="${field}-fault">${faults.map(({ sentence }) => escapedText(sentence)).join(' ')}</p>`;
  const isGroup = tag[0].startsWith('<fieldset');
  const marked = isGroup ? tied(tag[0], field) + afterLegend(html, tag.index + tag[0].length, note) : note + tied(tag[0], field).replace(/\/?>$/, ' aria-invalid="true">') + faults.map(({ choice }) => (choice ? choiceField(choice) : '')).join('');
  const [before, rest] = [html.slice(0, tag.index), html.slice(isGroup ? legendEnd(html, tag.index + tag[0].length) : tag.index + tag[0].length)];
  return linked(before, field, faults) + marked + rest;
}

function choiceField({ name, label, options }: Choice): string {
  const shown = options.map((option) => `<option value="${escapedText(option.value)}">${escapedText(option.label)}</option>`).join('');
  return `<label for="${name}">${escapedText(label)}</label><select id="${name}" name="${name}"><option value=""></option>${shown}</select>`;
}

/** The words before a group's first field: its legend has to come first. */
const afterLegend = (html: string, from: number, note: string): string => html.slice(from, legendEnd(html, from)) + note;

function legendEnd(html: string, from: number): number {
  const end = html.indexOf('</legend>', from);
  return end < 0 ? from : end + '</legend>'.length;
}

function tied(tag: string, field: string): string {
  const described = /\saria-describedby="([^"]*)"/.exec(tag);
  return described ? tag.replace(described[0], ` aria-describedby="${described[1]!} ${field}-fault"`) : tag.replace(/\/?>$/, ` aria-describedby="${field}-fault">`);
}

/** The summary stands before every field. */
const linked = (html: string, field: string, faults: readonly FieldFault[]): string =>
  faults.reduce((page, { sentence }) => page.replace(`<li>${escapedText(sentence)}</li>`, () => `<li><a href="#${field}">${escapedText(sentence)}</a></li>`), html);

const escapedPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;', '`': '&#x60;', '=': '&#x3D;' };
/** As Handlebars writes it. */
const escapedText = (text: string): string => text.replaceAll(/[&<>"'`=]/g, (sign) => ESCAPES[sign]!);

/** Faults that are told once however often they were found. */
export const once = (faults: readonly Fault[]): readonly Fault[] => [...new Map(faults.map((fault) => [`${fieldOf(fault) ?? ''} ${String(fault)}`, fault])).values()];
