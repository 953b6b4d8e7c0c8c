import { describe, expect, it } from '@jest/globals';
import { isAnsweredByTwilio, keywordOf } from './keyword.js';

describe('a text to us', () => {
  it.each([
    ['STOP', 'stop', 'en'],
    [' stop. ', 'stop', 'en'],
    ['Stop!!!', 'stop', 'en'],
    ['“STOP”', 'stop', 'en'],
    ['"Stop."', 'stop', 'en'],
    ['stop all', 'stop', 'en'],
    ['Opt  out', 'stop', 'en'],
    ['opt-out', 'stop', 'en'],
    ['ＳＴＯＰ', 'stop', 'en'],
    ['Unsubscribe', 'stop', 'en'],
    ['revoke', 'stop', 'en'],
    ['¡Alto!', 'stop', 'es'],
    ['BAJA', 'stop', 'es'],
    ['Cancelar', 'stop', 'es'],
    ...['quit', 'end', 'cancel', 'OPTOUT', 'stopall'].map((word): [string, string, string] => [word, 'stop', 'en']),
    ...['parar', 'DAR DE BAJA', 'No más.', 'salir'].map((word): [string, string, string] => [word, 'stop', 'es']),
    ['start', 'start', 'en'],
    ['UNSTOP', 'start', 'en'],
    ['Yes', 'start', 'en'],
    ['help?', 'help', 'en'],
    ['INFO', 'help', 'en'],
    ['WRONG', 'not-me', 'en'],
    ['Wrong number!', 'not-me', 'en'],
    ['This isn’t me.', 'not-me', 'en'],
    ['Número equivocado', 'not-me', 'es'],
    ['no soy yo', 'not-me', 'es'],
    ['¿Ayuda?', 'help', 'es'],
    ['Información', 'help', 'es'],
  ])('%p asks to %s', (body, kind, locale) => {
    expect(keywordOf(body)).toEqual({ kind, locale });
  });

  it.each(["don't stop", 'Please do not stop', 'stop it', 'non stop', 'cancel my card', 'the end', 'yes please', 'something is wrong', 'not me again', 'no soy yo quien pagó', 'no más retrasos', 'helpful', '', '   ', '!!!', '🛑', 'constructor'])(
    '%p is read by a person',
    (body) => {
      expect(keywordOf(body)).toEqual({ kind: 'other', locale: null });
    },
  );

  it('is what Twilio says it is, where Twilio says so', () => {
    expect(keywordOf('NO MANDES', 'STOP')).toEqual({ kind: 'stop', locale: null });
    expect(keywordOf('alto', 'STOP')).toEqual({ kind: 'stop', locale: 'es' });
    expect(keywordOf('hello', 'SOMETHING')).toEqual({ kind: 'other', locale: null });
  });
});

describe('a second confirmation', () => {
  const text = (body: string, to = '+12065550199', optOutType: string | null = null) => ({ body, to, optOutType });
  it.each([text('Stop.'), text('revoke'), text('UNSTOP'), text('yes'), text('BASTA', '729725', 'STOP'), text('help', '+12065550199', 'HELP')])('is not sent after %p', (sent) => {
    expect(isAnsweredByTwilio(sent)).toBe(true);
  });
  // HELP gets both: what Twilio says there names no company.
  it.each([text('STOP', '729725'), text('opt out'), text('ALTO'), text('help'), text('wrong number'), text('hello')])('is our first after %p', (sent) => {
    expect(isAnsweredByTwilio(sent)).toBe(false);
  });
});
