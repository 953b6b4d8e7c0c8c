/** What the company knows of a customer that a stranger with the link does not. */
export interface OnFile {
  readonly postalCode: string | null;
  /** E.164. */
  readonly phone: string | null;
}

/** What a reader is asked for before his page shows what is his. */
export type ProofKind = 'postal-code' | 'phone-end';

const PHONE_DIGITS = 4;
/** Wrong answers in a row of tries; after them the page waits a day, and after three such rows it stays shut. */
export const TRIES = 5;
const ROWS = 3;
const LOCK_HOURS = 24;

/** The postal code first: whoever holds the phone to which a text went knows the end of its number. Null where neither is known. */
export function proofKind({ postalCode, phone }: OnFile): ProofKind | null {
  if (comparable(postalCode ?? '').length >= 3) return 'postal-code';
  return (phone ?? '').length > PHONE_DIGITS ? 'phone-end' : null;
}

/** Blanks, hyphens and case don't matter; of a United States postal code the first five digits are enough. */
export function proves(onFile: OnFile, answer: string): boolean {
  const kind = proofKind(onFile);
  const given = comparable(answer);
  if (kind === null || given === '') return false;
  if (kind === 'phone-end') return given === onFile.phone!.slice(-PHONE_DIGITS);
  const known = comparable(onFile.postalCode!);
  const usual = /^\d{9}$/.test(known) ? known.slice(0, 5) : known;
  return given === known || given === usual || (/^\d{9}$/.test(given) && given.slice(0, 5) === known);
}

const comparable = (text: string): string => text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');

/** How a page stands after so many wrong answers in all. */
export function afterWrong(wrong: number): { readonly left: number; readonly lockHours: number | null; readonly shut: boolean } {
  const shut = wrong >= TRIES * ROWS;
  return { left: shut || wrong % TRIES === 0 ? 0 : TRIES - (wrong % TRIES), lockHours: !shut && wrong % TRIES === 0 ? LOCK_HOURS : null, shut };
}

/** Too often wrong in all: only a person helps now. */
export const isShut = (wrong: number): boolean => wrong >= TRIES * ROWS;
