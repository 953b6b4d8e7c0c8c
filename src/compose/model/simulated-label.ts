import type { NoticePart } from '../contract.js';
import { htmlToText } from './html-text.js';

/** Within so many characters from its beginning a reader has seen the label; in HTML most of them are markup. */
const SOON = 400;
const SOON_IN_HTML = 4_000;

/** What stands at the very top of every part of a notice about an incident that is not real; null where it is. */
export function unrealLabel(
  incident: { readonly simulated: boolean; readonly exercise?: boolean | undefined },
  labels: { readonly simulated: string; readonly exercise?: string | undefined },
): string | null {
  if (incident.exercise) return labels.exercise ?? labels.simulated;
  return incident.simulated ? labels.simulated : null;
}

/**
 * The text with the label of a simulation at its beginning. The shipped templates print it themselves; an edited one may have lost it,
 * and nobody may take an exercise for the real thing.
 *
 * @param label  Null where the incident is real: the text stays as it is.
 */
export function withSimulatedLabel(part: NoticePart, text: string, label: string | null): string {
  if (label === null || says(part, text, label)) return text;
  if (part === 'emailHtml') return inHtml(text, `<p><strong>${label.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</strong></p>`);
  return part === 'emailText' ? `${label}\n\n${text}` : `${label}: ${text}`;
}

/**
 * Whether a text that begins so has the label wherever it goes on, so that `withSimulatedLabel` leaves it as it is.
 *
 * @param beginning  Of the finished part.
 */
export function labelIsFixed(part: NoticePart, beginning: string, label: string): boolean {
  if (part !== 'emailHtml') return says(part, beginning, label);
  const body = bodyAt(beginning);
  return body > 0 && beginning.slice(body, body + SOON_IN_HTML).includes(label);
}

/** By its letters alone: dashes and accents have other forms in an SMS, and quotes in HTML. */
function says(part: NoticePart, text: string, label: string): boolean {
  const beginning = part === 'emailHtml' ? text.slice(bodyAt(text), bodyAt(text) + SOON_IN_HTML) : text.slice(0, SOON);
  if (beginning.includes(label)) return true;
  return letters(part === 'emailHtml' ? htmlToText(beginning) : beginning).slice(0, SOON).includes(letters(label));
}

const letters = (text: string): string => text.normalize('NFD').toLowerCase().replace(/[^\p{L}]/gu, '');

function inHtml(html: string, labelled: string): string {
  const at = bodyAt(html);
  return `${html.slice(0, at)}${labelled}${html.slice(at)}`;
}

function bodyAt(html: string): number {
  const body = /<body[^>]*>/i.exec(html);
  return body === null ? 0 : body.index + body[0].length;
}
