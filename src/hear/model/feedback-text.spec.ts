import { expect, it } from '@jest/globals';
import { asksForFeedback, feedbackIn } from './feedback-text.js';
import { keywordOf } from './keyword.js';

it.each([
  ['1', { score: 1 }], [' 5! ', { score: 5 }], ['(4)', { score: 4 }], ['0', null], ['6', null], ['55', null], ['4 stars', null],
  ['Yes', { answer: 'yes' }], ['Sí.', { answer: 'yes' }], ['si', { answer: 'yes' }], ['NO', { answer: 'no' }], ['partly', { answer: 'partly' }], ['En parte', { answer: 'partly' }],
  ['no, it did not', null], ['', null], ['stop', null], ['alto', null], ['constructor', null],
])('reads "%s" as %p', (body, expected) => {
  expect(feedbackIn(body)).toEqual(expected);
});

it.each([
  ['Did this help? Reply 1 (no) to 5 (yes). Reply STOP to end texts.', true],
  ['¿Le sirvió? Responda de 1 (no) a 5 (sí). Responda STOP para no recibir SMS.', true],
  ['Did this tell you what you need? Reply YES or NO.', true],
  ['¿Le sirvió? Conteste SI o NO.', true],
  ['Your data was part of a breach. Reply STOP to end texts.', false],
  ['Responda STOP para no recibir SMS. Hay 1 tienda y 5 cajas.', false],
  ['Reply SIGN to sign.', false],
])('"%s" asks: %p', (sms, asks) => {
  expect(asksForFeedback(sms)).toBe(asks);
});

it.each(['stop', 'STOP.', 'no more', 'baja', 'cancelar', 'end', 'help', 'ayuda'])('takes no "%s" for an answer', (body) => {
  expect(keywordOf(body).kind === 'other' || feedbackIn(body) === null).toBe(true);
});
