import { describe, expect, it } from '@jest/globals';
import type { AudienceId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { planHash, type SendPlan } from './send-plan.js';

const PLAN: SendPlan = {
  noticeId: 'n1' as NoticeId,
  number: 1,
  type: 'initial',
  revision: 1,
  checkCode: 'K7QF-2M9D',
  correctsNoticeId: null,
  incident: { id: 'i1' as IncidentId, revision: 1, reference: 'INC-0001', title: 'Cards copied', kind: 'data-breach', simulated: false },
  texts: [
    { locale: 'en', templateHash: 't1', subject: 'Your card', emailHtml: '<p>Hello</p>', emailText: 'Hello', sms: 'Hello' },
    { locale: 'es', templateHash: 't2', subject: 'Su tarjeta', emailHtml: '<p>Hola</p>', emailText: 'Hola', sms: 'Hola' },
  ],
  facts: {
    text: { en: { whatHappened: 'Cards were copied.', whatWeDo: 'We changed the tills.', whatYouCanDo: ['Look at your statement.'] } },
    dataInvolved: ['card-number'],
    exposure: { from: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' },
    nextUpdateAt: null,
  },
  audience: { id: 'a1' as AudienceId, hash: 'h1', members: 20_000 },
  schedule: { startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72 },
  policies: { channels: 'both', unknownEmail: 'resend', mandatory: true },
  sender: {
    name: 'Northwind', senderName: 'Northwind Care', fromEmail: 'care@northwind.example', replyTo: 'answers@northwind.example', domain: 'northwind.example',
    website: 'https://northwind.example', checkAddress: 'northwind.example/check', phone: '+12065550100', supportHours: { en: 'every day' },
    postalAddress: '1 Pine Street', defaultLocale: 'en', timeZone: 'UTC', smsFrom: '+12025550100',
  },
};

/** Every value within, as a path of keys. */
function paths(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, [...at, key]));
}

/** A copy in which the value at the path is another. */
function changed(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}!`;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = changed((value as Record<string, unknown>)[key], rest);
  return copy;
}

describe('the hash of a plan', () => {
  const original = planHash(PLAN);

  it.each(paths(PLAN).map((path) => [path.join('.'), path] as const))('changes with %s', (_name, path) => {
    expect(planHash(changed(PLAN, path) as SendPlan)).not.toBe(original);
  });

  it('changes with a text more, a text less and another order of the steps', () => {
    const { en } = PLAN.facts.text;
    const steps = { ...en!, whatYouCanDo: ['Look at your statement.', 'Call your bank.'] };
    const turned = { ...en!, whatYouCanDo: ['Call your bank.', 'Look at your statement.'] };
    const withFacts = (text: typeof steps) => planHash({ ...PLAN, facts: { ...PLAN.facts, text: { en: text } } });
    const hashes = [original, planHash({ ...PLAN, texts: PLAN.texts.slice(0, 1) }), withFacts(steps), withFacts(turned)];
    expect(new Set(hashes).size).toBe(4);
  });

  it('is the same in whatever order keys and languages were read', () => {
    const reversed = Object.fromEntries(Object.entries(PLAN).reverse()) as unknown as SendPlan;
    expect(planHash({ ...reversed, texts: [...PLAN.texts].reverse() })).toBe(original);
  });
});
