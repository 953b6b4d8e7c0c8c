import { expect, it } from '@jest/globals';
import { chooseLocale } from './choose-locale.js';

it.each([
  ['es', ['en', 'es'], 'es'],
  ['es-MX', ['en', 'es'], 'es'],
  ['ES_mx', ['en', 'es'], 'es'],
  ['es-MX', ['es', 'es-MX'], 'es-MX'],
  ['es-419-x', ['es', 'es-419'], 'es-419'],
  ['es', ['en', 'es-MX'], 'es-MX'],
  ['pt-BR', ['en', 'es'], 'en'],
  [null, ['en', 'es'], 'en'],
  ['', ['es'], 'en'],
  ['est', ['en', 'es'], 'en'],
])('writes to %s in one of %j: %s', (wish, available, chosen) => {
  expect(chooseLocale(wish, available, 'en')).toBe(chosen);
});
