import type { Variant } from '../../compose/contract.js';

/** People to whom a notice reads alike because the same laws bind them. */
export interface LawCount {
  /** "us-ma", "us-ca+us-hipaa"; "general" where no law asks for anything. */
  readonly variant: string;
  /** The laws, as people say them. */
  readonly names: readonly string[];
  readonly people: number;
  /** By the place where they live, as laws count it; '' where it is not known. */
  readonly places: Readonly<Record<string, number>>;
  /** What the laws ask besides and no program sees. */
  readonly lookAt: readonly string[];
}

/** Counts members by the laws that bind them. */
export class LawTally {
  private readonly counts = new Map<string, { readonly variant: Variant; readonly places: Map<string, number> }>();

  add(variant: Variant, place: string | null): void {
    const known = this.counts.get(variant.id) ?? { variant, places: new Map<string, number>() };
    this.counts.set(variant.id, known);
    known.places.set(place ?? '', (known.places.get(place ?? '') ?? 0) + 1);
  }

  /** Most people first. */
  counted(): readonly LawCount[] {
    return [...this.counts.values()]
      .map(({ variant: { id, terms }, places }): LawCount => ({
        variant: id, names: terms.map(({ name }) => name), people: [...places.values()].reduce((sum, count) => sum + count, 0), places: Object.fromEntries(places),
        lookAt: [...new Set(terms.flatMap(({ name, lookAt }) => lookAt.map((what) => `${name}: ${what}`)))],
      }))
      .sort((a, b) => b.people - a.people || a.variant.localeCompare(b.variant, 'en'));
  }
}
