/** What the provider says of a text when asked, in its own words. */
export interface ProviderStatus {
  readonly status: string;
  readonly code: string | null;
  /** Nothing more will come. */
  readonly final: boolean;
}

/** `gone`: the provider does not know the text any more. */
export type StatusAnswer = { readonly kind: 'status' } & ProviderStatus | { readonly kind: 'gone' } | { readonly kind: 'unreached' };

/** What is kept of an answer: how often there was no final word, and real seconds until the next question; null is never. */
export interface InquiryChange {
  readonly asks: number;
  readonly nextSeconds: number | null;
}

const FIRST_PAUSE_SECONDS = 60;
/** The pauses are 1, 4, 16, 64, 256 and 1,024 minutes: past the day after which no provider has more to say. */
const MOST_ASKS = 7;

/**
 * @param asks  Earlier answers without a final word.
 */
export function afterInquiry(answer: StatusAnswer, asks: number): InquiryChange {
  if (answer.kind === 'gone') return { asks: asks + 1, nextSeconds: null };
  // What is final comes into the ledger as a receipt; the question stays open in case it does not.
  if (answer.kind === 'unreached' || answer.final) return { asks, nextSeconds: FIRST_PAUSE_SECONDS };
  return asks + 1 >= MOST_ASKS ? { asks: asks + 1, nextSeconds: null } : { asks: asks + 1, nextSeconds: FIRST_PAUSE_SECONDS * 4 ** asks };
}
