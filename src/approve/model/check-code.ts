/** No vowels (no words), and nothing that is read as something else on paper or on the phone: 0 and O, 1, I and L, U and V. */
const LETTERS = '23456789BCDFGHJKMNPQRSTWXYZ';
const LENGTH = 8;

/**
 * The code by which a reader checks that a message is genuine: "K7QF-2M9D". 27^8 is 280 thousand million codes, so one can't be guessed.
 *
 * @param draw  A random whole number in [0, below), from a source that can't be foretold.
 */
export function makeCheckCode(draw: (below: number) => number): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS.charAt(draw(LETTERS.length))).join('');
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

/** A code as a reader typed it, in the form in which it is kept; null for what can't be one. */
export function readCheckCode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[\s\p{Pd}_.]/gu, '');
  const isCode = letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter));
  return isCode ? `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}` : null;
}
