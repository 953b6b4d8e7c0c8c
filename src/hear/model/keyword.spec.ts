import { describe, expect, it } from '@jest/globals';
import { keywordOf } from './keyword.js';

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
    ['start', 'start', 'en'],
    ['UNSTOP', 'start', 'en'],
    ['Yes', 'start', 'en'],
    ['help?', 'help', 'en'],
    ['INFO', 'help', 'en'],
    ['¿Ayuda?', 'help', 'es'],
    ['Información', 'help', 'es'],
  ])('%p asks to %s', (body, kind, locale) => {
    expect(keywordOf(body)).toEqual({ kind, locale });
  });

  it.each(["don't stop", 'Please do not stop', 'stop it', 'non stop', 'cancel my card', 'the end', 'yes please', 'helpful', '', '   ', '!!!', '🛑', 'constructor'])(
    '%p is read by a person',
    (body) => {
      expect(keywordOf(body)).toEqual({ kind: 'other', locale: null });
    },
  );

  it('is what Twilio says it is, where Twilio says so', () => {
    expect(keywordOf('BASTA', 'STOP')).toEqual({ kind: 'stop', locale: null });
    expect(keywordOf('alto', 'STOP')).toEqual({ kind: 'stop', locale: 'es' });
    expect(keywordOf('hello', 'SOMETHING')).toEqual({ kind: 'other', locale: null });
  });
});
