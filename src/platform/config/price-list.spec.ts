import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSettings } from './config.js';
import { parsePriceFile, readPrices } from './price-list.js';

describe('the prices of texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstword-prices-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'prices');
    writeFileSync(path, text);
    return path;
  };
  const of = (environment: NodeJS.ProcessEnv) => readPrices(readSettings(environment));

  it('are none where none is set', () => {
    expect(of({})).toBeNull();
    expect(of({ SMS_SEGMENT_PRICE: ' ', SMS_COUNTRY_PRICES: '' })).toBeNull();
  });

  it('are one for all, a list, or a list with one for the rest', () => {
    expect(of({ SMS_SEGMENT_PRICE: '0.0083 USD' })).toEqual({ currency: 'USD', byCountry: new Map(), rest: 0.0083, sample: false });
    expect(of({ SMS_COUNTRY_PRICES: 'US=0.0079 USD, DE=0.0775 USD' })).toEqual({ currency: 'USD', byCountry: new Map([['US', 0.0079], ['DE', 0.0775]]), rest: null, sample: false });
    expect(of({ SMS_COUNTRY_PRICES: 'US=0 USD', SMS_SEGMENT_PRICE: '0.05 USD', SIMULATION: 'true' })).toEqual({ currency: 'USD', byCountry: new Map([['US', 0]]), rest: 0.05, sample: true });
  });

  it('stand in a file a line each, with remarks', () => {
    const path = file('# contract of March, segments out\r\nUS=0.0079 USD\n\nDE=0.0775 USD # since May\n');
    expect(of({ SMS_COUNTRY_PRICES_FILE: path })).toMatchObject({ currency: 'USD', byCountry: new Map([['US', 0.0079], ['DE', 0.0775]]) });
  });

  it.each([['', 'names a file that must be countries with prices, such as US=0.0083 USD: it holds none'], ['US=0.0079 USD\nGermany=0.07 USD', 'names a file that must be countries with prices, such as US=0.0083 USD: entry 2 is none']])('that can\'t be read from a file are refused in words: %j', (text, fault) => {
    expect(parsePriceFile(file(text))).toBe(fault);
  });
});
