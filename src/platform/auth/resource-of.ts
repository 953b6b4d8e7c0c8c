/** A thing that an address names. `kind` is the word before its id. */
export interface Named {
  readonly kind: string;
  readonly param: string;
}

/** The words that `published.brand_of` knows the brand of. */
const KINDS = ['brands', 'incidents', 'notices', 'audiences', 'lists', 'messages', 'postal-files'] as const;

/**
 * The thing that a route is about, by its first id: "/api/v1/notices/:id/approve" is about a notice. Null where it names none that belongs
 * to a brand; then only who has his role in every brand gets in, unless the route says that it asks for brands itself.
 *
 * @param route  As it was registered.
 */
export function resourceOf(route: string): Named | null {
  const [, kind, param] = /^\/(?:api\/v1\/|settings\/)?([a-z-]+)\/:(\w+)(?:\/|$)/.exec(route) ?? [];
  // The texts of a brand go by the brand's name.
  if (kind === 'templates' && param) return { kind: 'brands', param };
  return kind && param && KINDS.some((known) => known === kind) ? { kind, param } : null;
}
