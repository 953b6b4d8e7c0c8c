import type { Brand } from '../../declare/contract.js';
import { languageOf } from './replies.js';

/** What a caller hears, and the number that is dialled after it; null hangs up. */
export interface Greeting {
  readonly language: 'en-US' | 'es-US';
  readonly words: string;
  readonly dial: string | null;
}

type Company = Pick<Brand, 'name' | 'website' | 'defaultLocale'>;

const WORDS: Readonly<Record<'en' | 'es', { readonly on: (brand: Company) => string; readonly off: (brand: Company) => string }>> = {
  en: {
    on: ({ name }) => `Thank you for calling ${name}. One moment please, we are connecting you.`,
    off: ({ name, website }) => `Thank you for calling ${name}. Nobody can take your call on this line. Please look at ${website}, where you also find how to reach us. Goodbye.`,
  },
  es: {
    on: ({ name }) => `Gracias por llamar a ${name}. Un momento, por favor: le estamos comunicando.`,
    off: ({ name, website }) => `Gracias por llamar a ${name}. En esta línea nadie puede atender su llamada. Consulte ${website}, donde también verá cómo contactarnos. Adiós.`,
  },
};

/**
 * The same words for everyone: whoever holds a phone learns nothing from it about the person it belongs to.
 *
 * @param contactCentre  E.164, or null where the company has none or it is the very number that was called.
 */
export function greetingFor(brand: Company, customerLocale: string | null, contactCentre: string | null): Greeting {
  const language = languageOf(customerLocale, brand.defaultLocale);
  const words = WORDS[language][contactCentre ? 'on' : 'off'](brand);
  return { language: `${language}-US`, words, dial: contactCentre };
}
