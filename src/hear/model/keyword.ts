type Locale = 'en' | 'es';
type Asked = 'stop' | 'start' | 'help' | 'not-me';

/** What a text to us asks for. `locale` is the language of the word itself, where it has one of ours. */
export interface Keyword {
  readonly kind: Asked | 'other';
  readonly locale: Locale | null;
}

/**
 * The words by what they ask for and by language. Every locale of the templates has a row in each.
 *
 * @source stop, en: 47 CFR 64.1200(a)(10) (stop, quit, end, revoke, opt out, cancel, unsubscribe) and Twilio's default opt-out words
 *   (stopall, optout). start and help, en: Twilio's default opt-in and help words. "yes" lifts an opt-out there, so it must lift ours: two
 *   lists that disagree would leave the person in neither. es: what operators in Spain and Latin America publish for their short codes
 *   (BAJA, ALTO, CANCELAR, SALIR; ALTA; AYUDA), with the other forms of these verbs that people write.
 *   not-me: answers that say a number has changed hands; the caller knows of it from then on (47 CFR 64.1200(m), reassigned numbers).
 */
const WORDS: Readonly<Record<Asked, Readonly<Record<Locale, readonly string[]>>>> = {
  stop: {
    en: ['stop', 'quit', 'end', 'revoke', 'opt out', 'opt-out', 'optout', 'cancel', 'unsubscribe', 'stopall', 'stop all'],
    es: ['alto', 'parar', 'pare', 'baja', 'dar de baja', 'darme de baja', 'cancelar', 'detener', 'salir', 'terminar', 'anular', 'fin', 'basta', 'no mas'],
  },
  start: { en: ['start', 'unstop', 'yes'], es: ['iniciar', 'comenzar', 'empezar', 'reanudar', 'alta'] },
  help: { en: ['help', 'info'], es: ['ayuda', 'informacion'] },
  'not-me': {
    en: ['wrong', 'wrong number', 'wrong person', 'not me', "it's not me", 'this is not me', "this isn't me", 'not my number'],
    es: ['equivocado', 'numero equivocado', 'persona equivocada', 'no soy yo', 'este no soy yo', 'no es mi numero'],
  },
};

const BY_WORD: ReadonlyMap<string, Keyword> = new Map(
  Object.entries(WORDS).flatMap(([kind, byLocale]) =>
    Object.entries(byLocale).flatMap(([locale, words]) => words.map((word): [string, Keyword] => [word, { kind: kind as Asked, locale: locale as Locale }])),
  ),
);

const OTHER: Keyword = { kind: 'other', locale: null };
const EDGES = /^[\s"'“”‘’«»¡¿.(]+|[\s"'“”‘’«»!?.,;:…)]+$/gu;

/** A text without what people put around it: case, accents, quotation marks, punctuation at its ends. */
export const plainOf = (body: string): string =>
  body.normalize('NFKD').replace(/\p{Mn}+/gu, '').toLowerCase().replace(EDGES, '').replace(/[‘’]/g, "'").replace(/\s+/g, ' ');

/**
 * Reads a keyword. Only the whole message counts, in any case, with or without accents, quotation marks and punctuation around
 * it: "Stop." stops, "please don't stop" does nothing.
 *
 * @param optOutType  Twilio's own verdict (STOP, START, HELP), sent where Advanced Opt-Out is on; it knows words that were set up there.
 */
export function keywordOf(body: string, optOutType: string | null = null): Keyword {
  const read = BY_WORD.get(plainOf(body)) ?? OTHER;
  const told = optOutType?.toLowerCase();
  return told === 'stop' || told === 'start' || told === 'help' ? { kind: told, locale: read.locale } : read;
}

// Single words alone, in English alone: "opt out" and ALTO get nothing from Twilio.
const TWILIOS_OWN: Readonly<Partial<Record<Asked, readonly string[]>>> = {
  stop: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'],
  start: ['start', 'yes', 'unstop'],
};

/**
 * Whether the sender of this text has had his confirmation from Twilio or the carrier, so that ours would be a second one. HELP is not
 * among it: what Twilio answers there names no company and no way to check.
 *
 * @param text  `to`: the number that the text came to. Twilio answers by itself on every number but a short code (at most six digits).
 * @source Twilio, "Support for opt-out keywords" and "Customizing HELP and STOP messages".
 */
export function isAnsweredByTwilio(text: { readonly body: string; readonly to: string; readonly optOutType: string | null }): boolean {
  if (text.optOutType !== null) return true;
  const plain = plainOf(text.body);
  return !/^\+?\d{3,6}$/.test(text.to.trim()) && Object.values(TWILIOS_OWN).some((words) => words.includes(plain));
}
