import { type Role } from '../../kernel/actor.js';

/** What somebody may do: `everywhere` in every brand and in what belongs to none, `byBrand` in one alone. */
export interface Rights {
  readonly everywhere: readonly Role[];
  readonly byBrand: Readonly<Record<string, readonly Role[]>>;
}

/** Whether there is anything that he may not do in every brand alike. Who may do nothing anywhere is limited too: nothing opens unasked. */
export const isLimited = ({ everywhere, byBrand }: Rights): boolean => everywhere.length === 0 || Object.keys(byBrand).length > 0;

/** All roles, wherever they hold. */
export const anywhere = ({ everywhere, byBrand }: Rights): readonly Role[] => unique([...everywhere, ...Object.values(byBrand).flat()]);

export const inBrand = ({ everywhere, byBrand }: Rights, brand: string): readonly Role[] => unique([...everywhere, ...(byBrand[brand] ?? [])]);

/**
 * The brands for which somebody may do what asks for one of `needed`; null for every brand.
 *
 * @param needed  null where any role will do.
 */
export function brandsFor({ everywhere, byBrand }: Rights, needed: readonly Role[] | null): readonly string[] | null {
  const does = (roles: readonly Role[]): boolean => (needed === null ? roles.length > 0 : roles.some((role) => needed.includes(role)));
  return does(everywhere) ? null : Object.keys(byBrand).filter((brand) => does(byBrand[brand]!));
}

/** What a key may do of what its maker may: its roles, and where it is for some brands alone, there alone. */
export function rightsOfKey(maker: Rights, roles: readonly Role[], brands: readonly string[] | null): Rights {
  const kept = (held: readonly Role[]) => held.filter((role) => roles.includes(role));
  if (brands === null) return clean({ everywhere: kept(maker.everywhere), byBrand: Object.fromEntries(Object.entries(maker.byBrand).map(([brand, held]) => [brand, kept(held)])) });
  return clean({ everywhere: [], byBrand: Object.fromEntries(brands.map((brand) => [brand, kept(inBrand(maker, brand))])) });
}

const clean = ({ everywhere, byBrand }: Rights): Rights => ({ everywhere, byBrand: Object.fromEntries(Object.entries(byBrand).filter(([, roles]) => roles.length > 0)) });

const unique = (roles: readonly Role[]): readonly Role[] => [...new Set(roles)];
