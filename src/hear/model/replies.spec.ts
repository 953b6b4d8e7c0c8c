import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import { keywordOf } from './keyword.js';
import { languageOf, replyTo } from './replies.js';

const brand = { name: 'Northwind', phone: '+1 206 555 0100', website: 'northwind.example', defaultLocale: 'en' };

describe('the reply to a keyword', () => {
  it('names the company and the way back', () => {
    expect(replyTo(keywordOf('STOP'), brand, null)).toBe('Northwind: you will get no more texts from us. Reply START to get them again.');
  });

  it('says who we are and where to ask', () => {
    const help = replyTo(keywordOf('help'), brand, 'en')!;
    expect(help).toContain('+1 206 555 0100');
    expect(help).toContain('northwind.example');
    expect(help).toContain('STOP');
  });

  it.each([
    ['STOP', 'es-MX', 'no recibirás'],
    ['alto', 'en', 'no recibirás'],
    ['STOP', null, 'no more texts'],
    ['STOP', 'de', 'no more texts'],
  ])('to %s of a customer with locale %s says "%s"', (body, locale, part) => {
    expect(replyTo(keywordOf(body), brand, locale)).toContain(part);
  });

  it('is nothing for an ordinary text', () => {
    expect(replyTo(keywordOf('what happened?'), brand, 'en')).toBeNull();
  });

  it.each(['stop', 'start', 'help'])('to %s in English is one segment', (word) => {
    const segments = new SegmentedMessage(replyTo(keywordOf(word), brand, 'en')!, 'auto', true);
    expect([segments.encodingName, segments.segmentsCount]).toEqual(['GSM-7', 1]);
  });
});

it('takes the first language that it speaks', () => {
  expect(languageOf(null, 'fr', 'es-US', 'en')).toBe('es');
  expect(languageOf('xx')).toBe('en');
});
