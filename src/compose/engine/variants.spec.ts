import { beforeAll, describe, expect, it } from '@jest/globals';
import { opened, planOf, shippedLaw, shippedTemplates } from '../../../test/support/compose.plans.js';
import type { CustomerId, MessageId } from '../../kernel/ids.js';
import { NOTICE_TYPES, type MessagePlan, type NoticeLaw, type NoticeSources, type NoticeType, type Reader } from '../contract.js';
import { htmlToText } from '../model/html-text.js';
import type { TemplateSet } from './template-set.js';

let templates: TemplateSet;
beforeAll(async () => {
  templates = await shippedTemplates();
});

const ID = '4711' as MessageId;
const NUMBERS = ['card-number', 'social-security-number', 'name'];

const reader = (place: string | null, locale = 'en'): Reader => ({
  customerId: '1' as CustomerId, reference: 'C-1', firstName: 'Ana', lastName: 'Pérez', locale, place,
  reasons: { touchpoints: [{ id: '1', kind: 'purchase', occurredAt: '2026-03-14T16:21:00-04:00', label: 'Store 12' }], more: 0, data: ['card-number'], by: ['rule'] },
});

interface Case {
  readonly type?: NoticeType;
  readonly law?: NoticeLaw;
  readonly dataInvolved?: readonly string[];
  readonly sources?: Partial<NoticeSources>;
  /** Of the facts' English text. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

function breach({ type = 'initial', law = shippedLaw(), dataInvolved = NUMBERS, sources, facts = {} }: Case = {}): MessagePlan {
  const plan = planOf(templates, 'data-breach', type, { law, ...(sources ? { sources } : {}) });
  const { text } = plan.notice.facts;
  return { ...plan, notice: { ...plan.notice, facts: { ...plan.notice.facts, dataInvolved, text: { ...text, en: { ...text['en']!, ...facts } } } } };
}

function mail(plan: MessagePlan, place: string | null, locale = 'en') {
  const made = opened(templates, plan).email(reader(place, locale), ID);
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return { text: made.value.text, html: htmlToText(made.value.html), subject: made.value.subject };
}

/** Rules that block, with what they are about. */
const blocked = (plan: MessagePlan, place: string | null, locale = 'en') =>
  opened(templates, plan).lint(reader(place, locale)).filter(({ severity }) => severity === 'block').map(({ rule, where }) => `${rule}: ${where}`);

const CASES = NOTICE_TYPES.flatMap((type) => ['en', 'es'].map((locale) => [type, locale] as const));

describe('one set of facts', () => {
  it.each(CASES)('tells nobody in Massachusetts the nature of the breach, in %s, %s, and tells him of his rights', (type, locale) => {
    const plan = breach({ type });
    const facts = plan.notice.facts.text[locale]!;
    const { text, html } = mail(plan, 'US-MA', locale);
    const sms = opened(templates, plan).sms(reader('US-MA', locale));
    for (const shown of [text, html]) {
      for (const barred of [facts.whatHappened, facts.whatWeDo, facts.consequences!]) expect(shown).not.toContain(barred);
      for (const right of ['Equifax Security Freeze', '888 397 3742', 'TransUnion', 'Massachusetts', locale === 'en' ? 'police report' : 'informe policial']) expect(shown.replaceAll('\u00a0', ' ')).toContain(right);
      for (const step of facts.whatYouCanDo) expect(shown).toContain(step);
      expect(shown).not.toMatch(/What Happened|Qué sucedió|What We Are Doing|Qué estamos haciendo|null|undefined/);
    }
    expect(sms.ok && sms.value.body).not.toContain(facts.whatHappened.slice(0, 30));
    expect(blocked(plan, 'US-MA', locale)).toEqual([]);
  });

  it.each(CASES)('tells everybody else all of it, in %s, %s', (type, locale) => {
    const plan = breach({ type });
    const facts = plan.notice.facts.text[locale]!;
    for (const place of ['US-CA', 'US-NY', 'US', 'DE', null]) {
      const { text, html } = mail(plan, place, locale);
      for (const shown of [text, html]) for (const said of [facts.whatHappened, facts.whatWeDo, facts.consequences!]) expect(shown).toContain(said);
      expect(blocked(plan, place, locale)).toEqual([]);
    }
  });

  it('has California\'s headings in their order, the title first', () => {
    const lines = mail(breach(), 'US-CA').html.split('\n');
    const places = shippedLaw().terms.find(({ id }) => id === 'us-ca')!.headings['en']!.map((heading) => lines.indexOf(heading));
    expect(places).toHaveLength(6);
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('names the credit bureaus to Californians where numbers are involved that open accounts, and else not', () => {
    expect(mail(breach(), 'US-CA').text).toContain('Equifax');
    expect(mail(breach({ dataInvolved: ['email'] }), 'US-CA').text).not.toContain('Equifax');
    expect(mail(breach(), 'US-NY').text).not.toContain('Equifax');
  });

  it('says when it was found out where HIPAA asks for that, and that law enforcement had it wait where California does', () => {
    const law = shippedLaw({ hipaa: true, discoveredAt: '2026-03-16T15:00:00Z', delayed: true });
    expect(mail(breach({ law }), 'US-NY').text).toContain('We found it out on March 16, 2026.');
    expect(mail(breach({ law }), 'US-NY').text).not.toContain('asked us to wait');
    expect(mail(breach({ law }), 'US-CA').text).toContain('Law enforcement asked us to wait');
    expect(mail(breach({ law }), 'DE').text).not.toContain('We found it out');
  });

  it('reads the same to all whom the same laws bind, and names them', () => {
    const plan = opened(templates, breach({ law: shippedLaw({ hipaa: true }) }));
    expect(['US-CA', 'US-MA', 'US-TX', 'US', 'FR', 'CH', null].map((place) => plan.variantOf({ place }).id)).toEqual(['us-ca+us-hipaa', 'us-hipaa+us-ma', 'us-hipaa', 'us-hipaa', 'eu-gdpr', 'general', 'general']);
  });

  it('is what it was in a plan from before there were laws in it', () => {
    const { law: _, ...notice } = breach().notice;
    const old = { ...breach(), notice };
    expect(mail(old, 'US-MA')).toEqual(mail(breach(), null));
  });
});

describe('texts that were edited', () => {
  it('are refused for whoever may not read what they print, and for nobody else', () => {
    const plan = opened(templates, breach({ sources: { emailText: 'Hello. {{facts.whatHappened}} {{notice.checkCode}}' } }));
    const made = plan.email(reader('US-MA'), ID);
    expect(made).toMatchObject({ ok: false, refusal: [{ part: 'emailText', missing: ['facts.whatHappened'] }] });
    expect(plan.email(reader('US-CA'), ID).ok).toBe(true);
  });

  it('are blocked where they say themselves what may not be told', () => {
    const plan = breach({ facts: { moreInformation: 'It copied the data of cards that were used at them. Your bank knows about it.' } });
    expect(blocked(plan, 'US-MA')).toEqual(['barred-fact: It copied the data of cards that were used at them.', 'barred-fact: It copied the data of cards that were used at them.']);
    expect(blocked(plan, 'US-CA')).toEqual([]);
  });

  it('are blocked without a heading that the law asks for, or with headings in another order', () => {
    const { emailText } = templates.notice('data-breach', 'en', 'initial').sources;
    expect(blocked(breach({ sources: { emailText: emailText.replace('What We Are Doing\n', 'Our work\n') } }), 'US-CA')).toEqual(['missing-heading: What We Are Doing']);
    expect(blocked(breach({ sources: { emailText: emailText.replace('What We Are Doing\n', 'Our work\n') } }), 'US-NY')).toEqual([]);
    const turned = emailText.replace('What Happened\n', 'Later\n').replace('For More Information\n', 'What Happened\n').replace('Later\n', 'For More Information\n');
    expect(blocked(breach({ sources: { emailText: turned } }), 'US-CA')).toEqual(['heading-order: What Information Was Involved']);
    expect(blocked(breach({ type: 'update' }), 'US-CA')).toEqual([]);
  });

  it('are blocked without the rights', () => {
    const { emailText } = templates.notice('data-breach', 'en', 'initial').sources;
    expect(blocked(breach({ sources: { emailText: emailText.replace(/\{\{#if law\.rights\}\}[\s\S]*?\{\{\/if\}\}/, '') } }), 'US-MA').map((found) => found.split(':')[0])).toEqual(Array(4).fill('missing-right'));
  });
});

describe('facts', () => {
  it('are blocked without what the law asks for, and warned of without what it asks for where it is known', () => {
    expect(blocked(breach({ facts: { consequences: '' } }), 'DE')).toEqual(['missing-fact: What can come of it']);
    expect(blocked(breach({ facts: { consequences: '' } }), 'US-CA')).toEqual([]);
    const warned = opened(templates, breach({ law: shippedLaw({ hipaa: true }) })).lint(reader('US-NY'));
    expect(warned.map(({ rule, severity, where, why }) => [rule, severity, where, why.includes('164.404')])).toEqual([['fact-if-known', 'warn', 'When it was discovered', true]]);
  });

  it('that one law asks for and another bars are left out, and wait for legal', () => {
    const plan = breach({ law: shippedLaw({ hipaa: true, discoveredAt: '2026-03-16T15:00:00Z' }) });
    expect(blocked(plan, 'US-MA')).toEqual(['laws-conflict: What happened', 'laws-conflict: What we do']);
    expect(mail(plan, 'US-MA').text).not.toContain(plan.notice.facts.text['en']!.whatHappened);
  });
});

describe('the shipped terms', () => {
  it('have words in every language that has templates, and say why something is left out', () => {
    for (const { id, headings, silence, rights, lookAt } of shippedLaw({ hipaa: true }).terms) {
      for (const words of [...rights.map(({ text }) => text), ...(silence ? [silence] : []), ...(Object.keys(headings).length > 0 ? [headings] : [])]) expect([id, Object.keys(words).sort()]).toEqual([id, [...templates.locales]]);
      expect(lookAt.length).toBeGreaterThan(0);
    }
  });
});
