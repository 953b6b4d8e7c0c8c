/** A kind of number that opens something to whoever reads it in full. */
export interface NumberKind {
  readonly rule: 'card-number' | 'government-number' | 'account-number';
  readonly name: string;
  readonly source: string;
  readonly pattern: RegExp;
  /** Whether what has the form passes the check that such numbers have. */
  readonly real: (found: string) => boolean;
}

/** What has the form of a kind; `real` where it passes the kind's check too. Kinds without a check take the form for it. */
export interface FoundNumber {
  readonly kind: NumberKind;
  readonly found: string;
  readonly real: boolean;
}

export const NUMBER_KINDS: readonly NumberKind[] = [
  { rule: 'card-number', name: 'a card number', source: 'PCI DSS 4.0, 3.4.1; ISO/IEC 7812', pattern: /(?<![\d+.])\d(?:[ -]?\d){12,18}(?!\d)/g, real: isCard },
  // US Social Security and taxpayer numbers: 000, 666, 00 and 0000 are never issued (SSA, POMS RM 10201.035).
  { rule: 'government-number', name: 'a US Social Security number', source: 'NIST SP 800-122', pattern: /(?<![\d-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g, real: () => true },
  { rule: 'government-number', name: 'a Spanish DNI or NIE', source: 'Real Decreto 1553/2005', pattern: /\b(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]\b/g, real: isSpanishId },
  { rule: 'government-number', name: 'a Mexican CURP', source: 'RENAPO, Instructivo normativo de la CURP', pattern: /\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b/g, real: () => true },
  { rule: 'government-number', name: 'a British National Insurance number', source: 'HMRC, NIM39110', pattern: /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g, real: () => true },
  { rule: 'account-number', name: 'a bank account number (IBAN)', source: 'ISO 13616', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, real: isIban },
];

/** Everything in the text that has the form of such a number, kind by kind. */
export const numbersIn = (text: string): readonly FoundNumber[] =>
  NUMBER_KINDS.flatMap((kind) => [...text.matchAll(kind.pattern)].map(([found]) => ({ kind, found, real: kind.real(found) })));

/** Length and first digits of the networks in use, and the check digit (ISO/IEC 7812, Luhn). */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  return /^(?:[3-6]|2[2-7])/.test(digits) && !/^(\d)\1+$/.test(digits) && luhn(digits);
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** The letter is the number's rest by 23 (Real Decreto 1553/2005). */
function isSpanishId(found: string): boolean {
  const plain = found.replaceAll('-', '');
  const number = Number(plain.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2'));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === plain.at(-1);
}

/** ISO 13616: the first four characters go to the end, letters count from 10, the whole leaves 1 by 97. */
function isIban(found: string): boolean {
  const plain = found.replaceAll(' ', '');
  const turned = plain.slice(4) + plain.slice(0, 4);
  const rest = [...turned].reduce((sum, sign) => Number(`${sum}${Number.parseInt(sign, 36)}`) % 97, 0);
  return plain.length >= 15 && rest === 1;
}
