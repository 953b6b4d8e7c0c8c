import type { NoticePart } from '../contract.js';

/**
 * The text with the label of a simulation at its beginning. The shipped templates print it themselves; an edited one may have lost it,
 * and nobody may take an exercise for the real thing.
 *
 * @param label  Null where the incident is real: the text stays as it is.
 */
export function withSimulatedLabel(part: NoticePart, text: string, label: string | null): string {
  if (label === null || beginning(part, text).includes(label)) return text;
  if (part === 'emailHtml') return inHtml(text, `<p><strong>${label.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</strong></p>`);
  return part === 'emailText' ? `${label}\n\n${text}` : `${label}: ${text}`;
}

/** What a reader sees first; in HTML that is whatever comes first in the body. */
function beginning(part: NoticePart, text: string): string {
  if (part !== 'emailHtml') return text.slice(0, 200);
  return (/<body[^>]*>([\s\S]*)/i.exec(text)?.[1] ?? text).replaceAll('&amp;', '&').replaceAll('&lt;', '<');
}

function inHtml(html: string, labelled: string): string {
  const body = /<body[^>]*>/i.exec(html);
  const at = body === null ? 0 : body.index + body[0].length;
  return `${html.slice(0, at)}${labelled}${html.slice(at)}`;
}
