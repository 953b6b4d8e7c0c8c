import { describe, expect, it } from '@jest/globals';
import type { NoticePart } from '../contract.js';
import { lintNotice } from './lint-notice.js';
import type { LintFacts } from './lint-rule.js';

const FACTS = { locale: 'en', brandName: 'Northwind', domain: 'northwind.example', checkCode: 'K7QF-2M9D' };
const CLEAN = {
  subject: 'Northwind: Notice of Data Breach',
  emailHtml: '<p>We never ask for your password. Go to <a href="https://www.northwind.example">https://www.northwind.example</a>, code K7QF-2M9D.</p>',
  emailText: 'We never ask for your password. Type northwind.example/check, code K7QF-2M9D. Change your password on our website.',
  sms: 'Northwind: read our notice. Type northwind.example/check, code K7QF-2M9D. Reply STOP to end texts.',
};
const rules = (part: NoticePart, added: string, locale = 'en') =>
  lintNotice({ ...CLEAN, [part]: `${CLEAN[part]} ${added}` }, { ...FACTS, locale }).map(({ rule, severity }) => `${severity} ${rule}`);
const CARD = '4111 1111 1111 1111';

describe('lintNotice', () => {
  it('finds nothing in a plain notice', () => {
    expect(lintNotice(CLEAN, FACTS)).toEqual([]);
  });

  it('says which rule, where, why and what to do', () => {
    expect(lintNotice({ ...CLEAN, emailText: `${CLEAN.emailText} See https://evil.example/x.` }, FACTS)).toEqual([
      { rule: 'foreign-link', severity: 'block', part: 'emailText', locale: 'en', where: 'https://evil.example/x', why: expect.stringContaining('northwind.example'), fix: expect.any(String) },
    ]);
  });

  it.each([
    ['https://evil.example/x', 'block foreign-link'],
    ['https://northwind.example.evil.test/', 'block foreign-link'],
    ['https://northwind-example.com', 'block foreign-link'],
    ['https://northwind.example@evil.test/', 'block foreign-link'],
    ['https://xn--nrthwind-o1a.example', 'block foreign-link'],
    ['http://192.0.2.7/login', 'block foreign-link'],
    ['evil.test/login', 'block foreign-link'],
    ['www.evil.museum', 'block foreign-link'],
    ['evil.com', 'block foreign-link'],
    ['bit.ly/3xY', 'block short-link'],
    ['https://tinyurl.com/abc', 'block short-link'],
    ['https://user:pw@northwind.example/', 'block link-with-login'],
    ['http://northwind.example/', 'warn insecure-link'],
    ['https://northwind.example/?utm_source=breach', 'block tracking-link'],
    ['Write to help@northwind-care.com', 'block foreign-address'],
  ])('judges %s in text: %s', (text, finding) => {
    expect(rules('emailText', text)).toEqual([finding]);
  });

  it.each(['https://status.northwind.example/now', 'northwind.example/check.', 'help@northwind.example', 'It is over.In May we check.', 'Store No.12 at 3.30 p.m. on 1.2.2026', 'v1.7.2'])('lets %s pass', (text) => {
    expect(rules('emailText', text)).toEqual([]);
  });

  it.each([
    ['<a href="https://evil.test">here</a>', 'block foreign-link'],
    ["<a href='https://evil.test'>here</a>", 'block foreign-link'],
    ['<a href=https://evil.test>here</a>', 'block foreign-link'],
    ['<a href="https://&#101;vil.test">here</a>', 'block foreign-link'],
    ['<a href="javascript:alert(1)">here</a>', 'block unsafe-link'],
    ['<a href="data:text/html,x">here</a>', 'block unsafe-link'],
    ['<a href="//evil.test/x">here</a>', 'block unsafe-link'],
    ['<a href="mailto:x@evil.test">here</a>', 'block foreign-link'],
    ['<img src="https://northwind.example/o.gif">', 'block remote-content'],
    ['<td background="https://northwind.example/o.gif"></td>', 'block remote-content'],
    ['<p style="background:url(https://northwind.example/o.gif)">x</p>', 'block remote-content'],
    ['<form action="https://northwind.example/go">x</form>', 'block active-content'],
    ['<script>x</script>', 'block active-content'],
    ['<p onclick="x()">x</p>', 'block active-content'],
    ['<meta http-equiv="refresh" content="0">', 'block active-content'],
    ['<a href="https://www.northwind.example/a">https://northwind.example/a</a>', 'block misleading-link'],
  ])('judges %s in HTML: %s', (html, finding) => {
    expect(rules('emailHtml', html)).toEqual([finding]);
  });

  it.each(['<a href="tel:+18005550100">call</a>', '<a href="mailto:help@northwind.example">mail</a>', '<!-- <img src="x"> -->', '<a href="https://northwind.example/">our website</a>'])('lets %s pass', (html) => {
    expect(rules('emailHtml', html)).toEqual([]);
  });

  it.each([
    [CARD, 'block card-number'],
    [CARD.replaceAll(' ', '-'), 'block card-number'],
    ['378282246310005', 'block card-number'],
    ['Your number 123-45-6789', 'block government-number'],
    ['912-70-1234', 'block government-number'],
    ['DNI 12345678Z', 'block government-number'],
    ['NIE X1234567L', 'block government-number'],
    ['CURP HEGG560427MVZRRL04', 'block government-number'],
    ['AB 12 34 56 C', 'block government-number'],
    ['DE89 3704 0044 0532 0130 00', 'block account-number'],
    ['ES9121000418450200051332', 'block account-number'],
  ])('finds the number in %s', (text, finding) => {
    expect(rules('emailText', text)).toEqual([finding]);
  });

  it('does not repeat the number that it found', () => {
    const [finding] = lintNotice({ ...CLEAN, emailText: `${CLEAN.emailText} ${CARD}` }, FACTS);
    expect(finding!.where).toBe('•••• •••• •••• ••11');
  });

  it.each(['ending in 1111', '+1 800 555 0100', '800-555-0100', '4111 1111 1111 1112', '0000 0000 0000 0000', '000-12-3456', 'DNI 12345678A', 'INC-2026-0007', 'DE88 3704 0044 0532 0130 00', 'order 20260302-118'])('takes %s for no secret number', (text) => {
    expect(rules('emailText', text)).toEqual([]);
  });

  it.each([
    ['Please enter your password there.', 'en'],
    ['Reply with your PIN.', 'en'],
    ['Confirm your card number on our website.', 'en'],
    ['We do not know your PIN, so send us your PIN.', 'en'],
    ['Text us the verification code that you got.', 'en'],
    ['Introduzca su contraseña.', 'es'],
    ['Confirme el número de su tarjeta.', 'es'],
    ['Responda con su código de verificación.', 'es'],
  ])('blocks "%s"', (sentence, locale) => {
    expect(rules('emailText', sentence, locale)).toEqual(['block asks-for-secret']);
  });

  it.each([
    ['We never ask you to send your password, PIN or card number.', 'en'],
    ['Do not tell us your PIN.', 'en'],
    ['Nobody of ours asks you to confirm your password.', 'en'],
    ['Enter a new password that you use nowhere else.', 'en'],
    ['Tell your bank that the number of your card was stolen.', 'en'],
    ['Nunca le pedimos que escriba su contraseña.', 'es'],
    ['No diga su PIN a nadie. No confirme su contraseña.', 'es'],
  ])('lets "%s" pass', (sentence, locale) => {
    expect(rules('emailText', sentence, locale)).toEqual([]);
  });

  it.each([
    ['Your data may be out there.', 'block hedge', 'en'],
    ['Potentially, some data left.', 'block hedge', 'en'],
    ['Sus datos podrían estar fuera.', 'block hedge', 'es'],
    ['There is no evidence of misuse.', 'block no-evidence', 'en'],
    ['No hay indicios de abuso.', 'block no-evidence', 'es'],
    ['Act now!', 'block panic-word', 'en'],
    ['Es urgente.', 'block panic-word', 'es'],
    ['You may be affected.', 'block hedge', 'en'],
    ['It is possible that data left.', 'block hedge', 'en'],
    ['Stop using it immediately.', 'warn alarm-word', 'en'],
    ['Pida una alerta de fraude.', 'warn alarm-word', 'es'],
    ['We take your privacy very seriously.', 'warn empty-phrase', 'en'],
    ['READ THIS NOTICE NOW', 'warn shouting', 'en'],
    ['Look!!', 'warn shouting', 'en'],
  ])('remarks on "%s"', (sentence, finding, locale) => {
    expect(rules('emailText', sentence, locale)).toEqual([finding]);
  });

  it.each(['You may call us at any time.', 'Call your bank as soon as possible.', 'Who may write to us?'])('lets "%s" pass, which hides nothing', (sentence) => {
    expect(rules('emailText', sentence)).toEqual([]);
  });

  it.each<[string, Partial<LintFacts>, string[]]>([
    ['Northwind: northwind.example/check, code K7QF-2M9D. Reply STOP.', {}, []],
    ['Northwind: https://northwind.example/check/ code K7QF-2M9D. Reply STOP.', {}, []],
    ['Northwind: northwind.example/n/abc, code K7QF-2M9D. Reply STOP.', { page: 'northwind.example/n/abc' }, []],
    ['Northwind: northwind.example/n/abc, code K7QF-2M9D. Reply STOP.', { page: 'northwind.example/n/other' }, ['block link-in-sms northwind.example/n/abc']],
    ['Northwind: northwind.example/help, code K7QF-2M9D. Reply STOP.', {}, ['block link-in-sms northwind.example/help']],
    ['Northwind: ¡ojo! 😀 ł K7QF-2M9D. Reply STOP.', {}, ['block costly-characters 😀 (U+1F600), ł (U+0142)']],
    ['Northwind: Dear Łukasz 😀, K7QF-2M9D. Reply STOP.', { own: ['Łukasz 😀'] }, ['warn costly-name Ł (U+0141), 😀 (U+1F600)']],
    ['Northwind: Ваши данные были украдены. Проверьте код K7QF-2M9D. STOP', { locale: 'ru' }, []],
  ])('judges the text message %j: %j', (sms, facts, found) => {
    expect(lintNotice({ ...CLEAN, sms }, { ...FACTS, checkAddress: 'northwind.example/check', ...facts }).map(({ severity, rule, where }) => `${severity} ${rule} ${where}`)).toEqual(found);
  });

  it('blocks words that leave a step of the facts out, in either form of the e-mail', () => {
    const steps = ['Change your password  on our\nwebsite.', 'Call your bank.'];
    const found = lintNotice(CLEAN, { ...FACTS, steps }).map(({ severity, rule, part, where }) => [severity, rule, part, where]);
    expect(found).toEqual([
      ['block', 'missing-step', 'emailHtml', 'Change your password on our website.'],
      ['block', 'missing-step', 'emailHtml', 'Call your bank.'],
      ['block', 'missing-step', 'emailText', 'Call your bank.'],
    ]);
  });

  it('blocks words that lack a heading which the law asks for, and takes none that only stands within a sentence', () => {
    const law = { headings: [{ words: ['What Happened'], name: 'California', citation: 'Cal. Civ. Code § 1798.82(d)(1)' }], rights: [], barred: [], lacking: [], conflicts: [] };
    const asked = (emailText: string) => lintNotice({ ...CLEAN, emailText, emailHtml: `${CLEAN.emailHtml}<h2>What Happened</h2>` }, { ...FACTS, law }).map(({ rule, part, where, why }) => [rule, part, where, why.includes('1798.82')]);
    expect(asked(`${CLEAN.emailText}\nWhat happened\n`)).toEqual([]);
    expect(asked(`${CLEAN.emailText} We tell what happened.`)).toEqual([['missing-heading', 'emailText', 'What Happened', true]]);
  });

  it('takes 3 May for a date', () => {
    expect(rules('emailText', 'It ends on 3 May 2026.')).toEqual([]);
  });

  it('remarks on text above school grade 9', () => {
    const hard = 'Notwithstanding considerable organisational preparation, unauthorised individuals temporarily obtained administrative authentication credentials facilitating extraordinarily comprehensive database exfiltration.';
    expect(rules('emailText', hard)).toEqual(['block hard-to-read']);
  });

  it('blocks an SMS of three segments, remarks on characters that cost, on a missing sender and on a missing STOP', () => {
    expect(rules('sms', 'x'.repeat(230))).toEqual(['block long-sms']);
    expect(rules('sms', '😀')).toEqual(['block costly-characters']);
    const sms = 'Read our notice: northwind.example/check, code K7QF-2M9D.';
    expect(lintNotice({ ...CLEAN, sms }, FACTS).map(({ rule }) => rule)).toEqual(['no-sender-named', 'no-stop']);
  });

  it('blocks an empty part and remarks on one without the check code', () => {
    expect(lintNotice({ ...CLEAN, emailHtml: '<p> </p>', emailText: 'Good day.' }, FACTS).map(({ rule, part }) => [rule, part])).toEqual([
      ['empty-part', 'emailHtml'],
      ['no-check-code', 'emailText'],
    ]);
  });

  it('names the same thing once', () => {
    expect(rules('emailText', 'evil.test/a and again evil.test/a')).toEqual(['block foreign-link']);
  });
});
