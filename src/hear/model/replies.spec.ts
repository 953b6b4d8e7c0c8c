import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import { keywordOf } from './keyword.js';
import { languageOf, replyTo } from './replies.js';

const brand = { name: 'Northwind', phone: '+1 206 555 0100', website: 'northwind.example', checkAddress: 'northwind.example/check', defaultLocale: 'en' };

describe('the reply to a keyword', () => {
  it('names the company and the way back', () => {
    expect(replyTo(keywordOf('STOP'), brand, null)).toBe('Northwind: you will get no more texts from us. Reply START to get them again.');
  });

  it('says who we are and how to check', () => {
    const help = replyTo(keywordOf('help'), brand, 'en')!;
    expect(help).toContain('+1 206 555 0100');
    expect(help).toContain('northwind.example/check');
    expect(help).toContain('STOP');
  });

  it.each([
    ['STOP', 'es-MX', 'no recibirás'],
    ['wrong number', 'es-MX', 'sorry to have troubled you'],
    ['no soy yo', 'en', 'disculpa la molestia'],
    ['alto', 'en', 'no recibirás'],
    ['STOP', null, 'no more texts'],
    ['STOP', 'de', 'no more texts'],
  ])('to %s of a customer with locale %s says "%s"', (body, locale, part) => {
    expect(replyTo(keywordOf(body), brand, locale)).toContain(part);
  });

  it('is nothing for an ordinary text', () => {
    expect(replyTo(keywordOf('what happened?'), brand, 'en')).toBeNull();
  });

  it.each([['stop', 1], ['start', 1], ['help', 1], ['wrong', 1]])('to %s in English is %i segment', (word, most) => {
    const segments = new SegmentedMessage(replyTo(keywordOf(word), brand, 'en')!, 'auto', true);
    expect([segments.encodingName, segments.segmentsCount]).toEqual(['GSM-7', most]);
  });
});

it('takes the first language that it speaks', () => {
  expect(languageOf(null, 'fr', 'es-US', 'en')).toBe('es');
  expect(languageOf('xx')).toBe('en');
});
