import { describe, expect, it } from '@jest/globals';
import { greetingFor, menuAnswer, noticeGreeting } from './greeting.js';

const brand = { name: 'Northwind', website: 'northwind.example', defaultLocale: 'en' };
const CENTRE = '+12065550100';
const spoken = (more = {}) => () => ({ opening: 'We write about a breach.', whatHappened: 'Someone copied card data. It happened in March.', simulated: null, ...more });

it('greets in the caller\'s language and dials the contact centre', () => {
  expect(greetingFor(brand, 'es-MX', CENTRE)).toEqual({
    language: 'es-US', words: 'Gracias por llamar a Northwind. Un momento, por favor: le estamos comunicando.', then: { kind: 'dial', number: CENTRE },
  });
});

it('sends to the website where there is nobody to dial', () => {
  expect(greetingFor(brand, null, null)).toMatchObject({ language: 'en-US', words: expect.stringContaining('northwind.example'), then: { kind: 'end' } });
});

describe('whom a notice concerns', () => {
  it('hears what it says to everybody, and the keys', () => {
    expect(noticeGreeting(brand, null, spoken())).toEqual({
      language: 'en-US',
      words: 'Thank you for calling Northwind. We write about a breach. Someone copied card data. It happened in March. To get our message again as a text to your number, press 1. By e-mail, press 2. To speak with a person, press 0 or stay on the line.',
      then: { kind: 'keys', step: 'first' },
    });
  });

  it('hears whole sentences that can be heard out, and that it is a simulation', () => {
    const { words } = noticeGreeting(brand, 'es', spoken({ whatHappened: `Uno. ${'Dos y más. '.repeat(60)}`, simulated: 'SIMULACIÓN' }));
    expect(words.startsWith('SIMULACIÓN. Gracias por llamar a Northwind. We write about a breach. Uno. Dos y más.')).toBe(true);
    expect(words).toMatch(/Dos y más\. Para recibir otra vez/);
    expect(words.length).toBeLessThan(700);
  });

  it.each([
    ['served', CENTRE, 'it is on its way', { kind: 'keys', step: 'served' }],
    ['refused', CENTRE, 'connecting you with a person', { kind: 'dial', number: CENTRE }],
    ['connect', CENTRE, 'connecting you', { kind: 'dial', number: CENTRE }],
    ['connect', null, 'Nobody can take your call', { kind: 'end' }],
    ['done', CENTRE, 'Goodbye', { kind: 'end' }],
  ] as const)('and pressed a key (%s, %p) hears "%s"', (answer, centre, words, then) => {
    expect(menuAnswer(brand, null, answer, centre)).toMatchObject({ words: expect.stringContaining(words), then });
  });
});
