import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { asksForFeedback } from '../../hear/model/feedback-text.js';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { NOTICE_TYPES, type NoticeType, type RenderedNotice } from '../contract.js';
import { buildContext, type MemberInput, type NoticeInput } from '../model/build-context.js';
import { htmlToText } from '../model/html-text.js';
import { lintNotice } from '../model/lint-notice.js';
import { linksIn, isOwnHost } from '../model/links.js';
import { readingGrade } from '../model/readability.js';
import { countSegments } from '../model/sms-segments.js';
import { loadTemplates } from './load-templates.js';
import type { TemplateSet } from './template-set.js';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const BRAND: NoticeInput['brand'] = {
  name: 'Northwind',
  domain: 'northwind.example',
  website: 'https://www.northwind.example',
  checkAddress: 'northwind.example/check',
  phone: '+1 800 555 0100',
  supportHours: { en: 'every day, 8 am to 10 pm Eastern', es: 'todos los días, de 8 a 22 h, hora del Este' },
  postalAddress: '200 Harbor Street, Albany, NY 12207',
  senderName: 'Northwind Customer Care',
  timeZone: 'America/New_York',
};
const LOCALES = ['en', 'es'];
const ALL = INCIDENT_KINDS.flatMap((kind) => LOCALES.flatMap((locale) => NOTICE_TYPES.map((type) => [kind, locale, type] as const)));
/** The words of law.md that breach notices are blamed for, and those that hurry. */
const HEDGES_AND_PANIC = ['hedge', 'no-evidence', 'panic-word', 'alarm-word', 'empty-phrase', 'shouting'];

let templates: TemplateSet;
beforeAll(async () => {
  templates = await loadTemplates(TEMPLATES);
});

function input(kind: IncidentKind, locale: string, type: NoticeType, simulated = false): NoticeInput {
  const { facts, incident } = templates.sample(kind);
  return { facts, incident: { ...incident, kind, simulated }, brand: BRAND, notice: { type, number: NOTICE_TYPES.indexOf(type) + 1, checkCode: 'K7QF-2M9D' }, labels: templates.labels(locale) };
}

function render(kind: IncidentKind, locale: string, type: NoticeType, change: Partial<MemberInput> = {}, simulated = false): RenderedNotice {
  const context = buildContext({ ...input(kind, locale, type, simulated), member: { ...templates.sample(kind).member, ...change } });
  if (!context.ok) throw new Error(`lacks ${context.refusal.join(', ')}`);
  const rendered = templates.notice(kind, locale, type).compiled.render(context.value);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.refusal));
  return rendered.value;
}

const days = (count: number): MemberInput['reasons']['touchpoints'] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'purchase', occurredAt: `2026-03-${10 + index}T12:00:00Z`, label: `Store ${index + 1}` }));

describe.each(ALL)('%s/%s/%s', (kind, locale, type) => {
  it('tells a full member what, which data and purchase, what to do, whom to ask and how to check it', () => {
    const { facts, member } = templates.sample(kind);
    const words = facts.text[locale]!;
    const { subject, emailHtml, emailText } = render(kind, locale, type);
    for (const text of [htmlToText(emailHtml), emailText]) {
      expect(text).toContain('Ana Pérez');
      for (const said of [words.whatHappened, words.whatWeDo, ...words.whatYouCanDo, words.consequences!]) expect(text).toContain(said);
      for (const code of member.reasons.data) expect(text).toContain(templates.labels(locale).dataClasses[code]);
      expect(text).toContain(member.reasons.touchpoints[0]!.label);
      for (const fixed of [BRAND.phone, BRAND.supportHours[locale]!, BRAND.checkAddress, 'K7QF-2M9D', BRAND.postalAddress, member.reference, templates.sample(kind).incident.reference]) expect(text).toContain(fixed);
    }
    expect(subject.length).toBeLessThanOrEqual(78);
    expect(subject).toMatch(/^Northwind: \S/);
    expect(emailHtml).toContain('<a href="tel:+18005550100"');
    const order = ['Ana Pérez', ...(type === 'correction' ? [words.correction!] : []), words.whatHappened].map((said) => emailText.indexOf(said));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('keeps the steps in their order, as a numbered list', () => {
    const steps = templates.sample(kind).facts.text[locale]!.whatYouCanDo;
    const { emailText, emailHtml } = render(kind, locale, type);
    steps.forEach((step, index) => expect(emailText).toContain(`${index + 1}. ${step}`));
    expect(emailHtml.match(/<ol[\s>][\s\S]*?<\/ol>/)![0].match(/<li/g)).toHaveLength(steps.length);
  });

  it('addresses a member without a name in a neutral way', () => {
    const { emailText } = render(kind, locale, type, { firstName: null, lastName: null });
    expect(emailText).toContain(locale === 'en' ? 'Dear customer,' : 'Hola, cliente:');
    expect(emailText).not.toMatch(/null|undefined/);
  });

  it('lists five of seven purchases and counts the others', () => {
    const { emailText, emailHtml } = render(kind, locale, type, { reasons: { touchpoints: days(7), more: 3, data: [] } });
    for (const text of [emailText, htmlToText(emailHtml)]) {
      expect(text).toContain('Store 5');
      expect(text).not.toContain('Store 6');
      expect(text).toContain(locale === 'en' ? 'and 5 more' : 'y 5 más');
    }
  });

  it.each([["O'Brien <b>", '&'], ['😀 Zoë', 'Ωmega'], ['محمد', 'علي'], ['{{brand.phone}}', '"><script>']])('escapes the name %s %s in HTML and leaves it plain in text', (firstName, lastName) => {
    const { emailHtml, emailText, sms, subject } = render(kind, locale, type, { firstName, lastName });
    expect(emailText).toContain(`${firstName} ${lastName}`);
    expect(emailHtml).not.toMatch(/<b>|<script/);
    expect(htmlToText(emailHtml)).toContain(`${firstName} ${lastName}`);
    expect(sms + subject).not.toContain(firstName);
  });

  it.each([false, true])('says in two GSM-7 segments who writes, how to check it and how to stop (simulated: %s)', (simulated) => {
    const { sms } = render(kind, locale, type, {}, simulated);
    expect(countSegments(sms)).toMatchObject({ encoding: 'GSM-7', segments: expect.any(Number) });
    expect(countSegments(sms).segments).toBeLessThanOrEqual(2);
    if (!simulated) expect(sms).toMatch(/^Northwind: /);
    expect(sms).toContain('northwind.example/check');
    expect(sms).toContain('K7QF-2M9D');
    expect(sms).toMatch(/(?:Reply STOP to end texts|Responda STOP para no recibir SMS)\.$/);
  });

  it('has room in two segments for a long name and address', () => {
    const brand = { ...BRAND, name: 'Northwind Traders Europe', checkAddress: 'northwind-traders.example/check-it' };
    const context = buildContext({ ...input(kind, locale, type), brand, member: templates.sample(kind).member });
    const rendered = context.ok && templates.notice(kind, locale, type).compiled.render(context.value);
    expect(rendered && rendered.ok && countSegments(rendered.value.sms)).toMatchObject({ encoding: 'GSM-7', segments: expect.any(Number) });
    expect(rendered && rendered.ok && countSegments(rendered.value.sms).segments).toBeLessThanOrEqual(2);
  });

  it('is free of hedges, panic, foreign links, tracking and hard sentences', () => {
    const rendered = render(kind, locale, type);
    const steps = templates.sample(kind).facts.text[locale]!.whatYouCanDo;
    expect(lintNotice(rendered, { locale, brandName: BRAND.name, domain: BRAND.domain, checkCode: 'K7QF-2M9D', checkAddress: BRAND.checkAddress, steps })).toEqual([]);
    for (const text of [rendered.emailHtml, rendered.emailText, rendered.sms]) expect(linksIn(text).filter(({ host }) => !isOwnHost(host, BRAND.domain))).toEqual([]);
    expect(rendered.emailHtml).not.toMatch(/<img|url\(|@import|<link|<script|<form/i);
    expect(readingGrade(rendered.emailText, locale)).toBeLessThanOrEqual(9);
  });

  it('leads to the reader\'s own page, and is none the worse for it', () => {
    const page = 'northwind.example/n/2b4dk7qftm9z3c5fgh8jnprswvx2t';
    const { facts, member } = templates.sample(kind);
    const context = buildContext({ ...input(kind, locale, type), facts, member, page });
    const rendered = context.ok && templates.notice(kind, locale, type).compiled.render(context.value);
    if (!rendered || !rendered.ok) throw new Error('not rendered');
    const { emailHtml, emailText, sms } = rendered.value;
    expect(emailHtml).toMatch(new RegExp(`<a href="https://${page}"[^>]*>${page}</a>`));
    expect(emailText).toContain(`\nhttps://${page}\n`);
    // Whoever is told not to click gets nothing to click on.
    expect(sms.includes(` ${page} `)).toBe(kind !== 'fraud-wave');
    expect(lintNotice(rendered.value, { locale, brandName: BRAND.name, domain: BRAND.domain, checkCode: 'K7QF-2M9D', checkAddress: BRAND.checkAddress, page, steps: facts.text[locale]!.whatYouCanDo })).toEqual([]);
    expect(readingGrade(emailText, locale)).toBeLessThanOrEqual(9);
    expect(render(kind, locale, type).emailText).not.toContain('/n/');
    // The page asks how it helped; a text asks where it leads to none, and after the first word. Nobody is to answer to a fraud.
    const asks = kind !== 'fraud-wave' && (type === 'update' || (type === 'resolution' && kind !== 'data-breach' && kind !== 'product-recall'));
    expect([asksForFeedback(sms), asksForFeedback(render(kind, locale, type).sms)]).toEqual([false, asks]);
  });

  it('says at the very top of every part that it is a simulation, where it is one', () => {
    const label = templates.labels(locale).simulated;
    const { subject, emailHtml, emailText, sms } = render(kind, locale, type, {}, true);
    expect(subject.startsWith(`[${label}] `)).toBe(true);
    expect(htmlToText(emailHtml).startsWith(label)).toBe(true);
    expect(emailText.startsWith(`*** ${label} ***`)).toBe(true);
    expect(sms.startsWith(label.replace('–', '-'))).toBe(true);
    expect(render(kind, locale, type).emailHtml).not.toContain(label);
  });

  it('is HTML that a mail client can show: language, direction, one title, tables for layout only, every style inline', () => {
    const { emailHtml } = render(kind, locale, type);
    expect(emailHtml).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${locale}" dir="ltr">`));
    expect(emailHtml.match(/<h1[\s>]/g)).toHaveLength(1);
    for (const [tag] of emailHtml.matchAll(/<table\b[^>]*>/g)) expect(tag).toContain('role="presentation"');
    for (const [tag] of emailHtml.slice(emailHtml.indexOf('<body')).matchAll(/<(?:h1|h2|p|ul|ol|li|a)\b[^>]*>/g)) expect(tag).toContain('style="');
    expect(Buffer.byteLength(emailHtml)).toBeLessThan(102_000); // Gmail cuts longer mails off
    expect(emailHtml.replace(/&(?:amp|lt|gt|quot|#x\w+);/g, '')).not.toMatch(/\{\{|&(?!nbsp)/);
  });
});

describe('a data breach in English', () => {
  it('has the title and headings of California Civil Code 1798.82 (d), in that order', () => {
    const { emailHtml, emailText, subject } = render('data-breach', 'en', 'initial');
    const headings = ['Notice of Data Breach', 'What Happened', 'What Information Was Involved', 'What We Are Doing', 'What You Can Do', 'For More Information'];
    const found = [...emailHtml.matchAll(/<h[12][^>]*>([^<]*)<\/h[12]>/g)].map(([, heading]) => heading);
    expect(found.slice(0, 6)).toEqual(headings);
    expect(headings.map((heading) => emailText.indexOf(`${heading}\n`)).every((at, index, all) => at >= 0 && (index === 0 || at > all[index - 1]!))).toBe(true);
    expect(subject).toContain('Notice of Data Breach');
  });

  it('prints no words under 10 points (13.3 px)', () => {
    const body = render('data-breach', 'en', 'initial').emailHtml.split('<table role="presentation" class="page"')[1]!;
    const sizes = [...body.matchAll(/font-size:(\d+)px/g)].map(([, px]) => Number(px));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  });

  it('gives the range with both of its days, the promised time with its zone', () => {
    const { emailText } = render('data-breach', 'en', 'initial');
    expect(emailText).toContain('Dates: March 2, 2026 to March 15, 2026.');
    expect(emailText).toContain('You will hear from us again by March 20, 2026, 5:00 PM EDT.');
    expect(emailText).toContain('Purchase on March 14, 2026: Store 12, Albany');
    expect(render('data-breach', 'es', 'initial').emailText).toContain('Fechas: del 2 de marzo de 2026 al 15 de marzo de 2026.');
  });

  it('says so where it is not known yet which data it concerns', () => {
    const facts = { ...templates.sample('data-breach').facts, dataInvolved: [] };
    const member = { ...templates.sample('data-breach').member, reasons: { touchpoints: [], more: 0, data: [] } };
    const context = buildContext({ ...input('data-breach', 'en', 'initial'), facts, member });
    const rendered = context.ok && templates.notice('data-breach', 'en', 'initial').compiled.render(context.value);
    expect(rendered && rendered.ok && rendered.value.emailText).toContain('We do not know yet which data it concerns.');
    // The all-clear is the last message: it promises no other.
    const last = buildContext({ ...input('data-breach', 'en', 'resolution'), facts, member });
    const closing = last.ok && templates.notice('data-breach', 'en', 'resolution').compiled.render(last.value);
    for (const part of ['emailText', 'emailHtml'] as const) {
      expect(closing && closing.ok && closing.value[part]).toContain('We have not been able to find out which data it concerns.');
      expect(closing && closing.ok && closing.value[part]).not.toContain('as soon as we do');
    }
  });
});

describe.each(INCIDENT_KINDS.flatMap((kind) => LOCALES.map((locale) => [kind, locale] as const)))('the playbook of %s in %s', (kind, locale) => {
  it('has a title, advice, a briefing and answers, all as plain as the notices', () => {
    const playbook = templates.playbook(kind);
    const { briefing, never, answers } = playbook.agent[locale]!;
    const words = [playbook.title[locale]!, ...playbook.advice[locale]!, ...briefing, ...never, ...answers.flatMap(({ question, answer }) => [question, answer])];
    expect(playbook.kind).toBe(kind);
    expect([playbook.advice[locale]!.length, briefing.length, never.length].every((count) => count >= 2) && answers.length >= 6).toBe(true);
    expect(words.every((text) => text.trim().length > 3)).toBe(true);
    const text = words.join('\n');
    const findings = lintNotice({ subject: text, emailHtml: text, emailText: text, sms: text }, { locale, brandName: BRAND.name, domain: BRAND.domain, checkCode: '' });
    expect(findings.filter(({ rule, severity, part }) => part === 'emailText' && (severity === 'block' || HEDGES_AND_PANIC.includes(rule)))).toEqual([]);
    for (const code of playbook.dataClasses) expect(templates.labels(locale).dataClasses).toHaveProperty(code);
    for (const touchpoint of playbook.touchpoints) expect(templates.labels(locale).touchpoints).toHaveProperty(touchpoint);
  });
});

it('has the same labels in every locale', () => {
  const keys = (locale: string) => {
    const { dataClasses, touchpoints } = templates.labels(locale);
    return [Object.keys(dataClasses), Object.keys(touchpoints)];
  };
  expect(keys('es')).toEqual(keys('en'));
});
