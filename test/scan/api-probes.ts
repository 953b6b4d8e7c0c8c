import fc from 'fast-check';
import { fitting, type Schema } from '../support/fuzz.js';
import { isAsked, type Probe, type Visitor } from './ask.js';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const SEED = 20_260_316;
const UUID = '018f4b7a-0000-7000-8000-000000000000';

/** One request for each operation of the API's description, with what the demo has in the place of its names. */
export async function apiProbes(visitor: Visitor): Promise<Probe[]> {
  const api = (await (await fetch(`${visitor.base}/api/openapi.json`)).json()) as Api;
  const known = await namesIn(visitor);
  const made = (schema: Schema | undefined): unknown => fc.sample(fitting(schema ?? {}, api.components.schemas), { numRuns: 1, seed: SEED })[0];
  return Object.entries(api.paths).filter(([path]) => path.startsWith('/api/v1/') && isAsked(path)).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Probe => {
      const filled = path.split('/').map((part, index, all) => (part.startsWith('{') ? `${known[part] ?? known[all[index - 1] ?? ''] ?? UUID}*` : part)).join('/');
      const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name, schema }) => `${name}=${encodeURIComponent(written(made(schema)))}`).join('&');
      const content = operation.requestBody?.content ?? {};
      const body = content['application/json'] ? JSON.stringify(made(content['application/json'].schema)) : Object.keys(content).length > 0 ? 'reference,email\nC-1,jo@mail.example\n' : null;
      const type = content['application/json'] ? 'application/json' : 'text/csv';
      return { method: method.toUpperCase(), path: query ? `${filled}?${query}` : filled, headers: { authorization: `Bearer ${visitor.key}`, ...(body === null ? {} : { 'content-type': type }) }, body };
    }),
  );
}

const written = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'a'));

/** By the word before a name in an address, or by the name itself. */
async function namesIn({ base, key }: Visitor): Promise<Record<string, string>> {
  const get = async <Body>(path: string): Promise<Body> => (await (await fetch(base + path, { headers: { authorization: `Bearer ${key}` } })).json()) as Body;
  type Items = { items: { id: string }[] };
  const first = async (path: string): Promise<string> => (await get<Partial<Items>>(path)).items?.[0]?.id ?? UUID;
  const incidents = await first('/api/v1/incidents');
  const [notices, audiences, brands] = await Promise.all([first(`/api/v1/incidents/${incidents}/notices`), first(`/api/v1/incidents/${incidents}/audiences`), first('/api/v1/brands')]);
  const messages = await first(`/api/v1/notices/${notices}/messages?limit=1`);
  const customers = (await get<{ items?: { customerId: string }[] }>(`/api/v1/notices/${notices}/members?limit=1`)).items?.[0]?.customerId ?? '1';
  return { incidents, notices, audiences, brands, customers, messages, '{brand}': brands, '{kind}': 'data-breach', '{type}': 'initial', '{locale}': 'en', '{other}': audiences, '{revision}': '1', '{version}': '0', '{date}': '2026-02-16' };
}
