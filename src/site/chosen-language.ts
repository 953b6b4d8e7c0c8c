import { z } from 'zod';
import { wordsFor, wordsIn } from './check.words.js';
import { PUBLIC_LANGUAGES, publicWords } from './public/public.words.js';

/** In a query or a form: the language that somebody chose on a page, else null. */
export const chosenLanguage = z.string().refine((lang) => PUBLIC_LANGUAGES.includes(lang)).nullable().catch(null);

/** The language that somebody chose; else the one that his browser likes best. */
export const languageFor = (chosen: string | null, acceptLanguage: string | undefined): string => (chosen === null ? wordsFor(acceptLanguage) : wordsIn(chosen)).lang;

/** Links to a page in the other languages that it speaks. */
export const inOtherLanguages = (lang: string, addressIn: (other: string) => string) =>
  PUBLIC_LANGUAGES.filter((other) => other !== lang).map((other) => ({ lang: other, label: publicWords(other).inLanguage, href: addressIn(other) }));
