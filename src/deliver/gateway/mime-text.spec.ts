import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { awkwardReader } from '../../../test/support/awkward-readers.js';
import { opened, planOf, shippedTemplates } from '../../../test/support/compose.plans.js';
import type { TemplateSet } from '../../compose/engine/template-set.js';
import { INCIDENT_KINDS } from '../../declare/contract.js';
import type { MessageId } from '../../kernel/ids.js';
import { dkimFault } from './dkim-check.js';
import { relaxedBody } from './dkim-relaxed.js';
import { dkimSignature } from './dkim-signature.js';
import { mimeMessage, wholeMessage } from './mime-message.js';
import { mimeText } from './mime-text.js';

const BOUNDARY = '=_m.17';
const seeded = (numRuns: number) => ({ seed: 20260316, numRuns });

describe('a text in pieces', () => {
  const bits = ['a', 'word', ' ', '  ', '\t', '=', '=_m.17', '_m.17', '.', '..', '\n', '\r', '\r\n', '\n\n', 'é', '日本', '🚨', '\ud83d', '\udea8', '\u2028', 'x'.repeat(74), 'y'.repeat(880), ''];
  const text = fc.array(fc.constantFrom(...bits), { maxLength: 8 }).map((parts) => parts.join(''));
  const plain = fc.array(fc.constantFrom('a', 'word', ' ', '.', 'x'.repeat(74), '\n', '<p style="a">'), { maxLength: 12 }).map((parts) => parts.join(''));
  const value = fc.oneof(plain, text, fc.constantFrom('Ana', "O'Brien", 'Pérez', '_m.17', '17', ' '));
  const filled = fc.constantFrom(text, plain).chain((piece) => fc.array(fc.tuple(value, piece), { maxLength: 4 }).chain((rest) => fc.tuple(fc.constant(rest), piece)));

  it('goes over the wire as it does whole, and is hashed alike, whatever stands in it', () => {
    let kept = 0;
    const check = ([rest, first]: readonly [readonly (readonly [string, string])[], string], others: readonly string[]): void => {
      const pieces = [first, ...rest.map(([, after]) => after)];
      // The second with the same pieces meets what the first has left.
      for (const values of [rest.map(([own]) => own), rest.map((_, index) => others[index % others.length]!)]) {
        const whole = mimeText(pieces.map((piece, index) => piece + (values[index] ?? '')).join(''), null, BOUNDARY);
        const { transfer, body, relaxed } = mimeText(pieces.map((piece, index) => piece + (values[index] ?? '')).join(''), { pieces, values }, BOUNDARY);
        expect({ transfer, body }).toEqual({ transfer: whole.transfer, body: whole.body });
        if (relaxed === null) continue;
        kept += 1;
        expect(`${relaxed}.\r\n`).toBe(relaxedBody(Buffer.from(`${body}.\r\n`, 'latin1')).toString('latin1'));
      }
    };
    fc.assert(fc.property(filled, fc.array(value, { minLength: 1, maxLength: 3 }), check), seeded(2_000));
    expect(kept).toBeGreaterThan(500);
  });

  it('keeps lines apart that are long enough to be wrapped, wherever a value moves the break', () => {
    const pieces = [`${'é'.repeat(20)} <b title="a=b">`, `</b>${' word=é'.repeat(20)}`];
    for (let length = 1; length < 90; length += 1) {
      for (const own of ['n'.repeat(length), `${'n'.repeat(length)}ü`]) {
        const made = mimeText(pieces.join(own), { pieces, values: [own] }, BOUNDARY);
        expect(made.relaxed).not.toBeNull();
        expect(made.body).toBe(mimeText(pieces.join(own), null, BOUNDARY).body);
      }
    }
  });
});

describe('a mail that its reader filled in', () => {
  let templates: TemplateSet;
  beforeAll(async () => {
    templates = await shippedTemplates();
  });
  const keys = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey];

  it.each(INCIDENT_KINDS.flatMap((kind) => ['en', 'es'].map((locale) => [kind, locale] as const)))('of %s in %s has the bytes of the one that is written out whole, and its signature holds', async (kind, locale) => {
    const composer = opened(templates, planOf(templates, kind, 'initial'));
    let filledMails = 0;
    await fc.assert(
      fc.asyncProperty(awkwardReader(locale, ['name', 'email', 'phone']), async (reader) => {
        const made = composer.email(reader, '17' as MessageId);
        if (!made.ok || made.value.filled === null) return;
        const mail = { ...made.value, to: 'ana@mail.example' };
        const [message, whole] = [mimeMessage(mail, DATE), mimeMessage({ ...mail, filled: null }, DATE)];
        expect([message.headers, message.body]).toEqual([whole.headers, whole.body]);
        if (message.relaxed === null) return;
        filledMails += 1;
        expect(message.relaxed).toBe(relaxedBody(Buffer.from(whole.body, 'latin1')).toString('latin1'));
        const privateKey = keys[filledMails % 2]!;
        const signature = await dkimSignature(message, { domainName: 'northwind.example', keySelector: 's1', privateKey, headerNames: ['from', 'to', 'subject', 'date'] });
        expect(dkimFault(wholeMessage(message, signature).toString('latin1'), privateKey)).toBeNull();
      }),
      seeded(30),
    );
    expect(filledMails).toBeGreaterThan(5);
  });
});

const DATE = new Date('2026-03-16T10:00:00Z');
