/** A name as a template writes it: `../brand.name` is one up, then `brand`, `name`. */
export interface NamePath {
  readonly up: number;
  readonly parts: readonly string[];
  /** `@index` and the like, which the loop itself provides. */
  readonly position: boolean;
  readonly node: hbs.AST.PathExpression;
}

/** What a template does with a name, in the order in which it does it; branches are followed as a member's values decide. */
export type Need =
  | { readonly kind: 'print'; readonly path: NamePath }
  | { readonly kind: 'if'; readonly path: NamePath; readonly body: readonly Need[]; readonly otherwise: readonly Need[] }
  | { readonly kind: 'each'; readonly path: NamePath; readonly body: readonly Need[]; readonly otherwise: readonly Need[] };
