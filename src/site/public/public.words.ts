/** Every word of the public pages that is no notice's and on no reader's own page, in the languages that the site speaks. */
export interface PublicWords {
  readonly lang: string;
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly latest: (date: string) => string;
  readonly isSettled: string;
  readonly nextUpdate: (when: string) => string;
  readonly callUs: (phone: string, hours: string) => string;
  readonly forEverybody: string;
  readonly updates: string;
  readonly correctedSince: string;
  readonly feed: string;
  readonly all: string;
  readonly affected: string;
  readonly genuine: string;
  readonly genuineHow: (checkAddress: string) => string;
  readonly inLanguage: string;
}

const EN: PublicWords = {
  lang: 'en',
  title: 'What we have told our customers',
  lead: 'Here you can read what we told our customers when something went wrong, and how it ended.',
  none: 'There is nothing to read here at the moment.',
  latest: (date) => `Last news: ${date}`,
  isSettled: 'settled',
  nextUpdate: (when) => `We will write more here by ${when}.`,
  callUs: (phone, hours) => `Call us on ${phone} (${hours}).`,
  forEverybody: 'This page is for everybody. We write to the people whom it concerns.',
  updates: 'What we said before',
  correctedSince: 'What we said then has been corrected since.',
  feed: 'Follow this page (Atom feed)',
  all: 'Everything that we have told our customers',
  affected: 'Am I affected?',
  genuine: 'Did you get a message?',
  genuineHow: (checkAddress) => `To see whether a message is from us, type ${checkAddress} into your browser and enter the code from it.`,
  inLanguage: 'English',
};

const ES: PublicWords = {
  lang: 'es',
  title: 'Lo que hemos contado a nuestros clientes',
  lead: 'Aquí puede leer lo que contamos a nuestros clientes cuando algo salió mal, y en qué quedó.',
  none: 'Ahora no hay nada que leer aquí.',
  latest: (date) => `Última noticia: ${date}`,
  isSettled: 'resuelto',
  nextUpdate: (when) => `Habrá noticias aquí a más tardar el ${when}.`,
  callUs: (phone, hours) => `Llámenos al ${phone} (${hours}).`,
  forEverybody: 'Esta página es para todos. A las personas afectadas les escribimos nosotros.',
  updates: 'Lo que dijimos antes',
  correctedSince: 'Lo que dijimos entonces se corrigió después.',
  feed: 'Seguir esta página (canal Atom)',
  all: 'Todo lo que hemos contado a nuestros clientes',
  affected: '¿Me afecta?',
  genuine: '¿Recibió un mensaje?',
  genuineHow: (checkAddress) => `Para ver si un mensaje es nuestro, escriba ${checkAddress} en su navegador y ponga el código del mensaje.`,
  inLanguage: 'Español',
};

const LANGUAGES: ReadonlyMap<string, PublicWords> = new Map([['en', EN], ['es', ES]]);

/** What the site speaks by itself: its list is there in these, whatever is on it. */
export const PUBLIC_LANGUAGES = [...LANGUAGES.keys()];

/** By the language of the tag, as all words of the site; English where it is not spoken here. */
export const publicWords = (tag: string): PublicWords => LANGUAGES.get(tag.toLowerCase().split('-')[0]!) ?? EN;
