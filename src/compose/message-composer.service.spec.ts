import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { Member } from '../audience/contract.js';
import type { ApprovedPlan } from '../approve/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import type { MessageId } from '../kernel/ids.js';
import type { MessagePlan, OpenPlan } from './contract.js';

describe('the messages of a plan', () => {
  let test: ApproveFixture;
  let plan: ApprovedPlan;
  let open: OpenPlan;
  let members: readonly Member[];
  beforeAll(async () => {
    test = await approveFixture();
    const notice = await test.approved([{ firstName: 'Ana', lastName: 'Pérez' }, { locale: 'es-MX' }, { locale: 'de' }]);
    plan = await test.plans.plan(notice.id);
    open = await test.composer.open(plan);
    members = await test.audiences.members(notice.audienceId, 0, 3);
  });
  afterAll(() => test.close());

  const id = '4711' as MessageId;
  const ok = <Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value => {
    if (!result.ok) throw new Error(JSON.stringify(result.refusal));
    return result.value;
  };

  it('say who writes, where to answer, and are no reply to an absence', () => {
    const email = ok(open.email(members[0]!, id));
    expect(email).toMatchObject({
      locale: 'en',
      from: { name: 'Northwind Customer Care', address: 'care@northwind.example' },
      replyTo: 'answers@northwind.example',
      messageId: `<m.4711-${plan.notice.id}@northwind.example>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Firstword-Notice': plan.notice.id, 'Content-Language': 'en' },
    });
    expect(email.text).toContain('Ana Pérez');
    expect(Object.keys(email.headers)).not.toContain('List-Unsubscribe');
  });

  it('are in the reader\'s language, else in the brand\'s', () => {
    expect(members.map((member) => open.localeOf(member))).toEqual(['en', 'es', 'en']);
    expect(ok(open.sms(members[1]!)).body).not.toBe(ok(open.sms(members[0]!)).body);
  });

  it('are the same whenever and wherever they are made, and their hash says so', async () => {
    const elsewhere = await new (test.composer.constructor as new (versions: unknown) => typeof test.composer)(test.versions).open(plan);
    for (const member of members) {
      expect(ok(elsewhere.email(member, id))).toEqual(ok(open.email(member, id)));
      expect(ok(elsewhere.sms(member))).toEqual(ok(open.sms(member)));
    }
    const hashes = [ok(open.email(members[0]!, id)).bodyHash, ok(open.email(members[1]!, id)).bodyHash, ok(open.sms(members[0]!)).bodyHash];
    expect([new Set(hashes).size, hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))]).toEqual([3, true]);
    expect(ok(open.email(members[0]!, '4712' as MessageId)).bodyHash).toBe(hashes[0]);
  });

  it('are compiled once for a plan, however many ask at once', async () => {
    const [one, two] = await Promise.all([test.composer.open(plan), test.composer.open({ ...plan })]);
    expect([one === two, one === open]).toEqual([true, true]);
    expect(await test.composer.open({ ...plan, planHash: null } satisfies MessagePlan)).not.toBe(open);
  });

  it('name what a reader lacks, for the channel that needs it', async () => {
    const text = { ...plan.texts[0]!, sms: '{{facts.consequences}}' };
    const lacking = await test.composer.open({ ...plan, planHash: null, texts: [text] });
    expect([lacking.email(members[0]!, id).ok, lacking.sms(members[0]!)]).toEqual([true, { ok: false, refusal: [{ part: 'sms', missing: ['facts.consequences'] }] }]);
    const spanishOnly = await test.composer.open({ ...plan, planHash: null, texts: [plan.texts[1]!] });
    expect(spanishOnly.sms(members[0]!)).toEqual({ ok: false, refusal: [{ part: 'every', missing: ['texts.en'] }] });
  });

  it('are refused, and not remembered, where the texts do not compile or their labels are unknown', async () => {
    const broken = { ...plan, planHash: 'broken', texts: [{ ...plan.texts[0]!, sms: '{{#if}}' }] };
    const failure = { kind: 'unprocessable', code: 'template-faults', details: { faults: { en: [expect.objectContaining({ part: 'sms' })] } } };
    await expect(test.composer.open(broken)).rejects.toMatchObject(failure);
    await expect(test.composer.open({ ...plan, planHash: 'broken' })).resolves.toBeDefined();
    await expect(test.composer.open({ ...plan, planHash: null, texts: [{ ...plan.texts[0]!, templateHash: 'none' }] })).rejects.toBeInstanceOf(DomainError);
  });

  it('keep the labels of the template version that they were drafted with', async () => {
    const [{ labels }] = (await test.db.query<{ labels: object }>(`select labels from template_version where hash = $1`, [plan.texts[0]!.templateHash])) as [{ labels: object }];
    const older = { ...labels, neutralGreeting: 'customer of old' };
    await test.db.query(
      `insert into template_version (hash, kind, locale, notice_type, subject, email_html, email_text, sms, labels)
       select 'older', kind, locale, notice_type, subject, email_html, email_text, sms, $2 from template_version where hash = $1`,
      [plan.texts[0]!.templateHash, JSON.stringify(older)],
    );
    const opened = await test.composer.open({ ...plan, planHash: null, texts: [{ ...plan.texts[0]!, templateHash: 'older' }] });
    expect(ok(opened.email({ ...members[0]!, firstName: null, lastName: null }, id)).text).toContain('customer of old');
  });
});

describe('template versions', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  it('are kept at start, once, and never change', async () => {
    const count = () => test.db.query<{ kinds: number; versions: number }>(`select count(distinct kind)::int as kinds, count(*)::int as versions from template_version`);
    const before = await count();
    expect(before).toEqual([{ kinds: 6, versions: 6 * 4 * test.templates.locales().length }]);
    await test.templates.onModuleInit();
    expect(await count()).toEqual(before);
    await expect(test.db.query(`update template_version set sms = 'x'`)).rejects.toThrow('never change');
  });

  it('are offered in the languages wished for, and in the brand\'s', () => {
    const locales = (wishes: string[], fallback: string) => test.templates.forKind('data-breach', 'initial', wishes, fallback).map(({ locale }) => locale);
    expect([locales(['es-MX', ''], 'en'), locales([], 'en-GB'), locales(['de'], 'es'), locales(['fr'], 'fr')]).toEqual([['en', 'es'], ['en'], ['es'], []]);
  });
});
