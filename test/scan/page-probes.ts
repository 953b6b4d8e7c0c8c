import { isAsked, type Probe, type Visitor } from './ask.js';

const STARTS = ['/', '/incidents', '/incidents/new', '/desk', '/customers', '/imports', '/contact-centre', '/templates', '/playbooks', '/doubts', '/operations', '/settings/phones', '/settings/brands', '/settings/alerts', '/settings/webhooks', '/law', '/audit', '/outbox', '/check', '/affected', '/status'];
/** So many pages of one shape say what another would. */
const OF_A_SHAPE = 2;

/** Pages of the console and of customers, with every form on them: a walk from the entrances along their links, of bounded length. */
export async function pageProbes({ base, cookie }: Visitor, mostPages: number): Promise<Probe[]> {
  const [queue, shapes, probes] = [[...STARTS], new Map<string, number>(), new Map<string, Probe>()];
  for (let pages = 0; pages < mostPages; ) {
    const path = queue.shift();
    if (path === undefined) break;
    const shape = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#').replace(/\d+/g, '#').replace(/=[^&]*/g, '=');
    const seen = shapes.get(shape) ?? 0;
    if (seen >= OF_A_SHAPE || !isAsked(path)) continue;
    shapes.set(shape, seen + 1);
    const answer = await fetch(base + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
    const type = answer.headers.get('content-type') ?? '';
    if (answer.headers.has('location')) queue.push(local(answer.headers.get('location')!, path, base) ?? '/');
    if (!type.includes('html')) continue;
    pages += 1;
    const html = await answer.text();
    if (seen === 0) probes.set(shape, { method: 'GET', path: marked(path), headers: { cookie }, body: null });
    for (const [, href] of html.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)) {
      const next = local(unescaped(href!), path, base);
      if (next !== null) queue.push(next);
    }
    for (const form of formsIn(html, path, base)) if (isAsked(form.path)) probes.set(`${form.method} ${form.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#').replace(/=[^&]*/g, '=')}`, { ...form, headers: { cookie, ...form.headers } });
  }
  return [...probes.values()];
}

/** A path of our own, with its query; null for any other. */
function local(href: string, from: string, base: string): string | null {
  if (!URL.canParse(href, base + from)) return null;
  const url = new URL(href, base + from);
  return url.origin === base && url.pathname !== '/metrics' ? url.pathname + url.search : null;
}

/** Ids in a path are what comes from outside; with a query, its values are. */
const marked = (path: string): string => (path.includes('?') ? path : path.replace(/([0-9a-f]{8}-[0-9a-f-]{27})/g, '$1*'));

function formsIn(html: string, from: string, base: string): Probe[] {
  return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].flatMap(([, head, inside]): Probe[] => {
    const action = local(unescaped(attribute(head!, 'action') ?? from), from, base);
    if (action === null) return [];
    const fields = new URLSearchParams(
      [...inside!.matchAll(/<(?:input|textarea|select|button)\b([^>]*)>/g)].flatMap(([, field]) => {
        const name = attribute(field!, 'name');
        return name === null || attribute(field!, 'type') === 'file' ? [] : [[unescaped(name), unescaped(attribute(field!, 'value') || 'a')] as [string, string]];
      }),
    ).toString();
    if ((attribute(head!, 'method') ?? 'get').toLowerCase() === 'get') return [{ method: 'GET', path: fields ? `${action.split('?')[0]}?${fields}` : action, headers: {}, body: null }];
    return [{ method: 'POST', path: action, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: fields }];
  });
}

const attribute = (tag: string, name: string): string | null => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? null;
const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#x3D;', '=');
