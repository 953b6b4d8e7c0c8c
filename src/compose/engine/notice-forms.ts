import Handlebars from 'handlebars';
import type { Result } from '../../kernel/result.js';
import { ok } from '../../kernel/result.js';
import type { MissingNames, NoticePart, RenderContext } from '../contract.js';
import type { Recent } from '../model/recent.js';
import { labelIsFixed, withSimulatedLabel } from '../model/simulated-label.js';
import { isPlainSms } from '../model/sms-text.js';
import type { PartText } from './body-hash.js';
import type { CompiledNotice } from './compile-notice.js';
import { leavesOf, withMarks } from './leaves.js';
import { type Cut, cutAtMarks } from './marks.js';

export type PartTexts = Readonly<Partial<Record<NoticePart, PartText>>>;
/** What readers of one shape have in common in a part. */
interface Form {
  /** Null where each of them is rendered for himself. */
  cut: Cut | null;
  /** Whether one of them was rendered as well, and read the same. */
  proved: boolean;
}
export type Forms = Map<NoticePart, Form>;

export interface NoticeFormsOptions {
  readonly notice: CompiledNotice;
  /** Of a simulation; null where the incident is real. */
  readonly label: string | null;
  readonly kept: Recent<Forms>;
  /** Sets this notice and locale apart among all that are kept. */
  readonly name: string;
  /** Told of a form that did not read as what is rendered; it is never used. */
  readonly onDiffering: (part: NoticePart) => void;
}

/**
 * The texts of one notice in one locale, for any number of readers. The first of each shape is rendered; what he has in common with others
 * of his shape is kept as a form, and they fill it with their own values. Who does not fit is rendered, so nobody's text depends on it.
 */
export class NoticeForms {
  constructor(private readonly options: NoticeFormsOptions) {}

  render(context: RenderContext, parts: readonly NoticePart[]): Result<PartTexts, readonly MissingNames[]> {
    const leaves = leavesOf(context);
    if (leaves === null) return this.rendered(context, parts);
    const forms = this.options.kept.get(`${this.options.name} ${leaves.shape}`, () => new Map<NoticePart, Form>());
    return this.filled(forms, leaves.values, parts) ?? this.proving(forms, leaves.values, context, parts);
  }

  /** Null where a part has no form that is proved, or these values do not fit it. */
  private filled(forms: Forms, values: readonly string[], parts: readonly NoticePart[]): Result<PartTexts, never> | null {
    const texts: Partial<Record<NoticePart, PartText>> = {};
    for (const part of parts) {
      const form = forms.get(part);
      const text = form?.proved && form.cut ? filledIn(part, form.cut, values) : null;
      if (text === null) return null;
      texts[part] = text;
    }
    return ok(texts);
  }

  /** Renders, and by that proves the forms that are not proved yet. */
  private proving(forms: Forms, values: readonly string[], context: RenderContext, parts: readonly NoticePart[]): Result<PartTexts, readonly MissingNames[]> {
    const rendered = this.rendered(context, parts);
    if (!rendered.ok) return rendered;
    for (const part of parts) {
      const form = forms.get(part) ?? { cut: this.cut(part, context), proved: false };
      forms.set(part, form);
      if (!form.proved && form.cut) this.prove(part, form, values, rendered.value[part]!.text);
    }
    return this.filled(forms, values, parts) ?? rendered;
  }

  private prove(part: NoticePart, form: Form, values: readonly string[], text: string): void {
    const filled = filledIn(part, form.cut!, values);
    if (filled === null) return;
    form.proved = filled.text === text;
    if (form.proved) return;
    form.cut = null;
    this.options.onDiffering(part);
  }

  private cut(part: NoticePart, context: RenderContext): Cut | null {
    const marked = this.options.notice.renderMarked(withMarks(context), part);
    if (marked === null) return null;
    const { label } = this.options;
    const cut = cutAtMarks(marked);
    // A text that gets its label only now is brought into its form once more: that is left to the rendering.
    if (label !== null && (cut.slots.length === 0 ? withSimulatedLabel(part, marked, label) !== marked : !labelIsFixed(part, cut.pieces[0]!, label))) return null;
    return part === 'sms' && !cut.pieces.slice(1).every(standsAlone) ? null : cut;
  }

  private rendered(context: RenderContext, parts: readonly NoticePart[]): Result<PartTexts, readonly MissingNames[]> {
    const rendered = this.options.notice.renderParts(context, parts);
    if (!rendered.ok) return rendered;
    return ok(Object.fromEntries(parts.map((part) => [part, { text: withSimulatedLabel(part, rendered.value[part], this.options.label), filled: null }])));
  }
}

/** Added to one another, the strings share the pieces' memory: nothing is copied until somebody reads the whole. */
function filledIn(part: NoticePart, { pieces, slots }: Cut, values: readonly string[]): PartText | null {
  const own: string[] = [];
  let text = pieces[0]!;
  for (let at = 0; at < slots.length; at += 1) {
    const value = values[slots[at]!]!;
    // An SMS is brought into GSM-7 as a whole; of plain values nothing changes.
    if (part === 'sms' && !isPlainSms(value)) return null;
    const shown = part === 'emailHtml' ? Handlebars.escapeExpression(value) : value;
    own.push(shown);
    text += shown + pieces[at + 1]!;
  }
  return { text, filled: { pieces, values: own } };
}

/** What follows a plain letter must not melt into it: whatever combines lies beyond U+0300. */
const standsAlone = (piece: string): boolean => piece === '' || piece.charCodeAt(0) < 0x300;
