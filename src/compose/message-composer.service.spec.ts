import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { Member } from '../audience/contract.js';
import type { ApprovedPlan } from '../approve/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import type { MessageId } from '../kernel/ids.js';
import { PageTokens, SAMPLE_TOKEN } from '../kernel/page-token.js';
import { derivedKey } from '../platform/http/seal.js';
import { type MessagePlan, type OpenPlan, PAGE_TOKENS } from './contract.js';

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

  it('lead each reader to a page of his own, and a draft to nobody\'s', async () => {
    const tokens = new PageTokens(derivedKey(test.surroundings.secretKey, PAGE_TOKENS));
    for (const member of members) {
      const [, token] = /https:\/\/northwind\.example\/n\/(\w+)/.exec(ok(open.email(member, id)).text) ?? [];
      expect(tokens.read(token!)).toEqual({ checkCode: plan.notice.checkCode, customerId: member.customerId });
      expect(ok(open.sms(member)).body).toContain(`northwind.example/n/${token!} `);
      expect(ok(open.context(member)).person.page).toBe(`northwind.example/n/${token!}`);
    }
    const draft = await test.composer.open({ ...plan, planHash: null });
    expect(ok(draft.email(members[0]!, id)).text).toContain(`https://northwind.example/n/${SAMPLE_TOKEN}\n`);
  });

  it.each([['', 2, true], ['x'.repeat(60), 2, false], ['x'.repeat(160), 3, true]])('name the page in a text only where that costs no further segment: %s', async (more, segments, named) => {
    const sms = `Northwind: your data was part of a data breach. To read more, type {{brand.checkAddress}}, code {{notice.checkCode}}. ${more} {{#if person.page}}Your page: {{person.page}} {{/if}}Reply STOP to end texts. ${'y'.repeat(80)}`;
    const changed = await test.composer.open({ ...plan, planHash: null, texts: plan.texts.map((text) => ({ ...text, sms })) });
    const text = ok(changed.sms(members[0]!));
    expect({ segments: text.segments, named: text.body.includes('Your page') }).toEqual({ segments, named });
  });

  it('have no page where the company\'s check page is not beside ours', async () => {
    const sender = { ...plan.notice.sender, checkAddress: 'check.northwind.example' };
    const elsewhere = await test.composer.open({ ...plan, planHash: null, notice: { ...plan.notice, sender } });
    expect(ok(elsewhere.email(members[0]!, id)).text).not.toMatch(/\/n\/|own page/);
  });

  it('are the same whenever and wherever they are made, and their hash says so', async () => {
    const elsewhere = await new (test.composer.constructor as new (versions: unknown, surroundings: unknown) => typeof test.composer)(test.versions, test.surroundings).open(plan);
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

  it('are compiled once for a draft too, as long as it stands', async () => {
    const draft = (hash?: string) => test.composer.open({ ...plan, planHash: null }, hash);
    const first = await draft('as it stands');
    expect([first === open, (await draft('as it stands')) === first, (await draft('as it was edited')) === first, (await draft()) === first]).toEqual([false, true, false, false]);
    expect(await test.composer.open(plan, 'as it stands')).toBe(open);
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

  it('are offered in the languages wished for, and in the brand\'s', async () => {
    const locales = async (wishes: string[], fallback: string) => (await test.templates.forKind('data-breach', 'initial', wishes, fallback)).map(({ locale }) => locale);
    expect([await locales(['es-MX', ''], 'en'), await locales([], 'en-GB'), await locales(['de'], 'es'), await locales(['fr'], 'fr')]).toEqual([['en', 'es'], ['en'], ['es'], []]);
  });
});
