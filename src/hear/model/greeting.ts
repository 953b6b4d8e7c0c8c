import type { Brand } from '../../declare/contract.js';
import { languageOf } from './replies.js';

export type VoiceLanguage = 'en-US' | 'es-US';

/** What a caller hears, and what comes after it: a key that he presses, a number that is dialled, or the end. */
export interface Greeting {
  readonly language: VoiceLanguage;
  readonly words: string;
  readonly then: { readonly kind: 'keys'; readonly step: MenuStep } | { readonly kind: 'dial'; readonly number: string } | { readonly kind: 'end' };
}

/** `first`: after the notice's words, who presses nothing is put through. `served`: after a key, who presses nothing is done. */
export type MenuStep = 'first' | 'served';

type Company = Pick<Brand, 'name' | 'website' | 'defaultLocale'>;

/** What may be said aloud of the newest notice to this caller. */
export interface Spoken {
  /** The playbook's sentence for the telephone. */
  readonly opening: string;
  /** What happened, as the notice says it to everybody. */
  readonly whatHappened: string;
  /** "SIMULATION – …"; null where it is real. */
  readonly simulated: string | null;
}

interface Words {
  readonly on: (brand: Company) => string;
  readonly off: (brand: Company) => string;
  readonly hello: (brand: Company) => string;
  readonly keys: string;
  readonly served: string;
  readonly refused: string;
  readonly connecting: string;
  readonly goodbye: string;
}

const WORDS: Readonly<Record<'en' | 'es', Words>> = {
  en: {
    on: ({ name }) => `Thank you for calling ${name}. One moment please, we are connecting you.`,
    off: ({ name, website }) => `Thank you for calling ${name}. Nobody can take your call on this line. Please look at ${website}, where you also find how to reach us. Goodbye.`,
    hello: ({ name }) => `Thank you for calling ${name}.`,
    keys: 'To get our message again as a text to your number, press 1. By e-mail, press 2. To speak with a person, press 0 or stay on the line.',
    served: 'Thank you, it is on its way. To speak with a person, press 0. Otherwise you can hang up.',
    refused: 'We can not send it that way now. One moment please, we are connecting you with a person.',
    connecting: 'One moment please, we are connecting you.',
    goodbye: 'Thank you for calling. Goodbye.',
  },
  es: {
    on: ({ name }) => `Gracias por llamar a ${name}. Un momento, por favor: le estamos comunicando.`,
    off: ({ name, website }) => `Gracias por llamar a ${name}. En esta línea nadie puede atender su llamada. Consulte ${website}, donde también verá cómo contactarnos. Adiós.`,
    hello: ({ name }) => `Gracias por llamar a ${name}.`,
    keys: 'Para recibir otra vez nuestro mensaje en su teléfono, pulse 1. Por correo electrónico, pulse 2. Para hablar con una persona, pulse 0 o espere en la línea.',
    served: 'Gracias, ya va en camino. Para hablar con una persona, pulse 0. Si no, puede colgar.',
    refused: 'Ahora no podemos enviarlo así. Un momento, por favor: le comunicamos con una persona.',
    connecting: 'Un momento, por favor: le estamos comunicando.',
    goodbye: 'Gracias por llamar. Adiós.',
  },
};

/** Two sentences are heard out; the rest is in the message and with the agent. */
const MOST_SPOKEN = 300;

/**
 * For whoever is in no notice, and whoever nobody knows: the same words, from which nothing is learnt about the person whose phone it is.
 *
 * @param contactCentre  E.164, or null where the company has none or it is the very number that was called.
 */
export function greetingFor(brand: Company, customerLocale: string | null, contactCentre: string | null): Greeting {
  const language = languageOf(customerLocale, brand.defaultLocale);
  return { language: `${language}-US`, words: WORDS[language][contactCentre ? 'on' : 'off'](brand), then: dialOr(contactCentre) };
}

/** For somebody whom a notice concerns, told yet or not: what it says to everybody, and nothing of what is his. */
export function noticeGreeting(brand: Company, customerLocale: string | null, spoken: (language: 'en' | 'es') => Spoken): Greeting {
  const language = languageOf(customerLocale, brand.defaultLocale);
  const { opening, whatHappened, simulated } = spoken(language);
  const { hello, keys } = WORDS[language];
  return { language: `${language}-US`, words: [simulated && `${simulated}.`, hello(brand), opening, heardOut(whatHappened), keys].filter(Boolean).join(' '), then: { kind: 'keys', step: 'first' } };
}

/** After a key. `served`: what was asked for is on its way; `refused`: it can't be sent, so a person helps. */
export function menuAnswer(brand: Company, customerLocale: string | null, answer: 'served' | 'refused' | 'connect' | 'done', contactCentre: string | null): Greeting {
  const language = languageOf(customerLocale, brand.defaultLocale);
  const words = WORDS[language];
  const said = (text: string, then: Greeting['then']): Greeting => ({ language: `${language}-US`, words: text, then });
  if (answer === 'served') return said(words.served, { kind: 'keys', step: 'served' });
  if (answer === 'done') return said(words.goodbye, { kind: 'end' });
  if (!contactCentre) return said(words.off(brand), { kind: 'end' });
  return said(answer === 'refused' ? words.refused : words.connecting, dialOr(contactCentre));
}

const dialOr = (number: string | null): Greeting['then'] => (number ? { kind: 'dial', number } : { kind: 'end' });

/** Whole sentences, as many as are heard out; the first in any case. */
function heardOut(text: string): string {
  const sentences = text.replace(/\s+/g, ' ').trim().split(/(?<=[.!?]) /);
  let spoken = sentences[0] ?? '';
  for (const next of sentences.slice(1)) {
    if (spoken.length + 1 + next.length > MOST_SPOKEN) break;
    spoken += ` ${next}`;
  }
  return spoken.slice(0, 2 * MOST_SPOKEN);
}
