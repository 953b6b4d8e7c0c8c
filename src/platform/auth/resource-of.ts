/** A thing that an address names. `kind` is the word before its id. */
export interface Named {
  readonly kind: string;
  readonly param: string;
}

/** The words that `published.brand_of` knows the brand of, and `customers`, who can be of several. */
const KINDS = ['brands', 'incidents', 'notices', 'audiences', 'lists', 'messages', 'postal-files', 'alerts', 'imports', 'customers'] as const;

/** Things that may belong to no brand: then they are there for whoever has roles in every brand. */
export const MAY_HAVE_NO_BRAND: readonly string[] = ['alerts', 'imports'];

/** What a second id in an address names, by its name. */
const FURTHER: Readonly<Record<string, (typeof KINDS)[number]>> = { other: 'audiences', file: 'postal-files' };

/**
 * The things that a route is about, that of its first id before all others: "/api/v1/notices/:id/approve" is about a notice. Empty where it names none that belongs
 * to a brand; then only who has his role in every brand gets in, unless the route says that it asks for brands itself.
 *
 * @param route  As it was registered.
 */
export function resourcesOf(route: string): readonly Named[] {
  const first = firstOf(route);
  if (!first) return [];
  const further = [...route.matchAll(/:(\w+)/g)].flatMap(([, param]) => (param !== undefined && param !== first.param && FURTHER[param] ? [{ kind: FURTHER[param], param }] : []));
  return [first, ...further];
}

function firstOf(route: string): Named | null {
  const [, kind, param] = /^\/(?:api\/v1\/)?(?:settings\/(?=brands\/)|operations\/|desk\/)?([a-z-]+)\/:(\w+)(?:\/|$)/.exec(route) ?? [];
  // The texts of a brand go by the brand's name.
  if (kind === 'templates' && param) return { kind: 'brands', param };
  return kind && param && KINDS.some((known) => known === kind) ? { kind, param } : null;
}
