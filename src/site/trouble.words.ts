/** What a reader is told where a page can't be shown, in the languages that the site speaks. */
export interface TroubleWords {
  readonly lang: string;
  /** No such address. */
  readonly none: readonly [heading: string, sentence: string];
  /** The service itself is at fault, or its database is away. */
  readonly away: readonly [heading: string, sentence: string];
  readonly tooMany: readonly [heading: string, sentence: string];
  /** Anything else that was refused. */
  readonly refused: readonly [heading: string, sentence: string];
  readonly again: string;
  readonly told: string;
}

const EN: TroubleWords = {
  lang: 'en',
  none: ['There is no such page', 'Check that you typed the whole address, as it stands in the message.'],
  away: ['This page does not work just now', 'The fault is ours. You did nothing wrong. Please try again in a few minutes. If you sent us something just now, check that it is there.'],
  tooMany: ['Please wait a minute', 'There were too many tries from your internet connection. Others may use it too. Wait a minute, then open the page again.'],
  refused: ['That did not work', 'Open the page again. If what you sent is not there, send it once more.'],
  again: 'Open the page again',
  told: 'What we have told our customers',
};

const ES: TroubleWords = {
  lang: 'es',
  none: ['Esta página no existe', 'Compruebe que escribió la dirección completa, como está en el mensaje.'],
  away: ['Esta página no funciona en este momento', 'El fallo es nuestro. Usted no hizo nada mal. Vuelva a probar en unos minutos. Si acaba de enviarnos algo, compruebe que está.'],
  tooMany: ['Espere un minuto', 'Hubo demasiados intentos desde su conexión a internet. Puede que otras personas también la usen. Espere un minuto y vuelva a abrir la página.'],
  refused: ['No funcionó', 'Vuelva a abrir la página. Si lo que envió no está, envíelo otra vez.'],
  again: 'Volver a abrir la página',
  told: 'Lo que hemos contado a nuestros clientes',
};

export const troubleWords = (lang: string): TroubleWords => (lang === 'es' ? ES : EN);

/** By the status of the answer. */
export function troubleFor(words: TroubleWords, status: number): readonly [heading: string, sentence: string] {
  if (status === 404 || status === 410) return words.none;
  if (status === 429) return words.tooMany;
  return status >= 500 ? words.away : words.refused;
}
