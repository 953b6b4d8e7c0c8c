/** What a text to us asks for. `locale` is the language of the word itself, where it has one of ours. */
export interface Keyword {
  readonly kind: 'stop' | 'start' | 'help' | 'other';
  readonly locale: 'en' | 'es' | null;
}

// English: what United States carriers and Twilio treat as an opt-out, with its common spellings. Spanish: what people write for it.
const WORDS: Readonly<Record<'stop' | 'start' | 'help', { readonly en: readonly string[]; readonly es: readonly string[] }>> = {
  stop: {
    en: ['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'opt-out'],
    es: ['alto', 'parar', 'pare', 'cancelar', 'baja', 'dar de baja', 'detener', 'salir'],
  },
  // "yes" lifts an opt-out at Twilio, so it must lift ours: two lists that disagree would leave the person in neither.
  start: { en: ['start', 'unstop', 'yes'], es: ['iniciar', 'comenzar', 'alta'] },
  help: { en: ['help', 'info'], es: ['ayuda', 'informacion'] },
};

const BY_WORD: ReadonlyMap<string, Keyword> = new Map(
  Object.entries(WORDS).flatMap(([kind, byLocale]) =>
    Object.entries(byLocale).flatMap(([locale, words]) =>
      words.map((word): [string, Keyword] => [word, { kind: kind as Keyword['kind'], locale: locale as 'en' | 'es' }]),
    ),
  ),
);

const OTHER: Keyword = { kind: 'other', locale: null };
const EDGES = /^[\s"'“”‘’«»¡¿.(]+|[\s"'“”‘’«»!?.,;:…)]+$/gu;

/**
 * Reads a keyword. Only the whole message counts, in any case, with or without accents, quotation marks and punctuation around
 * it: "Stop." stops, "please don't stop" does nothing.
 *
 * @param optOutType  Twilio's own verdict (STOP, START, HELP), sent where Advanced Opt-Out is on; it knows words that were set up there.
 */
export function keywordOf(body: string, optOutType: string | null = null): Keyword {
  const plain = body.normalize('NFKD').replace(/\p{Mn}+/gu, '').toLowerCase().replace(EDGES, '').replace(/\s+/g, ' ');
  const read = BY_WORD.get(plain) ?? OTHER;
  const told = optOutType?.toLowerCase();
  return told === 'stop' || told === 'start' || told === 'help' ? { kind: told, locale: read.locale } : read;
}
