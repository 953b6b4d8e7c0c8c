/** What an agent can ask a caller for. What the breach has laid open proves nothing. */
export const IDENTITY_CHECKS = ['reference', 'postal-code', 'date-of-birth', 'last-purchase', 'called-back'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** Data classes of which any makes the answer known to whoever has the data. Calling back the number on file needs the telephone, not the number. */
const KNOWN_BY: Readonly<Record<IdentityCheck, readonly string[]>> = {
  reference: ['communications'], 'postal-code': ['postal-address'], 'date-of-birth': ['date-of-birth'], 'last-purchase': ['order-history', 'payment-history'], 'called-back': [],
};

/** Two different answers, since one alone is easily guessed. */
const FEWEST_CHECKS = 2;

/** @param exposed  Codes of the data of this person that are involved. @returns The checks that prove something here. */
export function checksThatProve(exposed: readonly string[]): readonly IdentityCheck[] {
  return IDENTITY_CHECKS.filter((check) => !KNOWN_BY[check].some((code) => exposed.includes(code)));
}

/** @returns Why what was checked is not enough; null where it is. */
export function checkFault(checked: readonly IdentityCheck[], exposed: readonly string[]): 'too-few' | 'exposed' | null {
  const different = [...new Set(checked)];
  if (different.length < FEWEST_CHECKS) return 'too-few';
  const proving = checksThatProve(exposed);
  return different.every((check) => proving.includes(check)) ? null : 'exposed';
}
