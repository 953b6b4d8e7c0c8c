import type { OutgoingEmail } from './gateways.js';

interface Sender {
  readonly name: string;
  readonly address: string;
  readonly replyTo: string;
}

/** A mail to one of the company's own people. Nothing in it is counted as opened or clicked, and no machine should answer it. */
export function staffMail(id: string, { to, subject, text, html }: { readonly to: string; readonly subject: string; readonly text: string; readonly html: string | null }, sender: Sender, purpose: string): OutgoingEmail {
  return {
    messageId: `<staff.${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    from: { name: sender.name, address: sender.address }, replyTo: sender.replyTo, to, subject, text, html: html ?? htmlOf(text),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'X-Firstword-Purpose': purpose },
  };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

/** Paragraphs and line breaks as they were typed; addresses of pages become links. */
export function htmlOf(text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/).map((paragraph) => `<p>${linked(escaped(paragraph)).replaceAll('\n', '<br>')}</p>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Firstword</title></head><body>${paragraphs.join('\n')}</body></html>`;
}

const linked = (html: string): string => html.replace(/https?:\/\/[^\s<]+[^\s<.,;:!?)]/g, (address) => `<a href="${address}">${address}</a>`);
