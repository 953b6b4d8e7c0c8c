import { CALL_OUTCOMES, type CallOutcome } from '../contract.js';

// What contact centres' exports say, beside our own words.
const USUAL: Readonly<Record<string, CallOutcome>> = {
  agent: 'answered', handled: 'answered', connected: 'answered', completed: 'answered',
  abandon: 'abandoned', hangup: 'abandoned', 'hung up': 'abandoned', 'no answer': 'abandoned', missed: 'abandoned', cancelled: 'abandoned', canceled: 'abandoned',
  error: 'failed', ivr: 'self-served', contained: 'self-served', 'self served': 'self-served', 'self service': 'self-served',
};

const plain = (word: string): string => word.trim().toLowerCase().replace(/[\s_-]+/g, ' ');
const BY_WORD: ReadonlyMap<string, CallOutcome> = new Map([...CALL_OUTCOMES.map((outcome) => [plain(outcome), outcome] as const), ...Object.entries(USUAL)]);

/**
 * @param word  As it stands in the file; null where it stands nowhere.
 * @param own  The file's words, as the importer was told: they go before ours, and null leaves the row out.
 * @returns The outcome, that nothing is said of it, that the row is left out, or why the word can't be read. No word is guessed at.
 */
export function outcomeOf(word: string | null, own: Readonly<Record<string, CallOutcome | null>>): CallOutcome | 'unsaid' | 'left-out' | { readonly reason: string } {
  if (word === null) return 'unsaid';
  const key = Object.keys(own).find((one) => plain(one) === plain(word));
  if (key !== undefined) return own[key] ?? 'left-out';
  return BY_WORD.get(plain(word)) ?? { reason: `"${word.slice(0, 40)}" is no outcome that is known: say by the option "outcomes" what it means (${CALL_OUTCOMES.join(', ')}, or null to leave such calls out).` };
}
