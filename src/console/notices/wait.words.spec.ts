import { expect, it } from '@jest/globals';
import { waitWords } from './wait.words.js';

it.each([
  ['quiet hours where they live, until 11:00 (America/New_York)', 'quiet hours where they live, until 11:00 (Eastern time)'],
  ['quiet hours where they live, until 08:00 (America/Argentina/Buenos_Aires)', 'quiet hours where they live, until 08:00 (Argentina standard time)'],
  ['quiet hours where they live, until 08:00 (UTC)', 'quiet hours where they live, until 08:00 (UTC)'],
  ['quiet hours where they live, until the notice expires', 'quiet hours where they live, until the notice expires'],
  ['provider-down', 'provider down'],
  ['The provider said no (Mars/Olympus) (why)', 'The provider said no (Mars/Olympus) (why)'],
])('says of "%s": %s', (reason, words) => {
  expect(waitWords(reason)).toBe(words);
});
