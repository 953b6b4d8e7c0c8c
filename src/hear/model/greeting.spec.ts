import { expect, it } from '@jest/globals';
import { greetingFor } from './greeting.js';

const brand = { name: 'Northwind', website: 'northwind.example', defaultLocale: 'en' };

it('greets in the caller\'s language and dials the contact centre', () => {
  expect(greetingFor(brand, 'es-MX', '+12065550100')).toEqual({
    language: 'es-US',
    words: 'Gracias por llamar a Northwind. Un momento, por favor: le estamos comunicando.',
    dial: '+12065550100',
  });
});

it('sends to the website where there is nobody to dial', () => {
  const greeting = greetingFor(brand, null, null);
  expect(greeting.dial).toBeNull();
  expect(greeting.words).toContain('northwind.example');
  expect(greeting.language).toBe('en-US');
});
