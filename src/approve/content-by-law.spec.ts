import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import { FACTS, type MemberSeed } from '../../test/support/approve.builder.js';
import type { NoticeId } from '../kernel/ids.js';
import { variantOf } from '../compose/contract.js';

const HAPPENED = FACTS.text['en']!.whatHappened;
const MEMBERS: readonly MemberSeed[] = [{ region: 'NY' }, { region: 'MA', firstName: 'Mary' }, { region: 'CA', firstName: 'Carla' }, { region: null, firstName: 'Uwe' }, { country: null, region: null }, { region: 'MA' }];

describe('a notice to people whom different laws bind', () => {
  let test: ApproveFixture;
  beforeAll(async () => {
    test = await approveFixture();
  });
  afterAll(() => test.close());

  const as = (id: NoticeId, variant: string) => test.previews.preview(test.people.approver, id, { variant });
  const prove = async (id: NoticeId) => {
    await test.preflights.request(test.people.author, id);
    await test.preflights.runWaiting();
    return (await test.preflights.latest(id))!;
  };

  it('is shown as somebody of each gets it, and counted by law', async () => {
    const { notice } = await test.draft(MEMBERS);
    const [general, massachusetts, california] = [await as(notice.id, 'general'), await as(notice.id, 'us-ma'), await as(notice.id, 'us-ca')];
    expect([general, massachusetts, california].map(({ reader, law }) => [reader.place, law.names])).toEqual([['US-NY', []], ['US-MA', ['Massachusetts']], ['US-CA', ['California']]]);
    expect([general, massachusetts, california].map(({ email }) => [email!.text.includes(HAPPENED), email!.html.includes('Equifax')])).toEqual([[true, false], [false, true], [true, false]]);
    await expect(as(notice.id, 'eu-gdpr')).rejects.toMatchObject({ code: 'member-not-found' });
    expect(await test.previews.laws(notice.id)).toEqual([
      { variant: 'general', names: [], people: 3 }, { variant: 'us-ma', names: ['Massachusetts'], people: 2 }, { variant: 'us-ca', names: ['California'], people: 1 },
    ]);
    const { state, summary, findings } = await prove(notice.id);
    expect(summary!.byLaw!.map(({ variant, people, places }) => ({ variant, people, places }))).toEqual([
      { variant: 'general', people: 3, places: { 'US-NY': 1, US: 1, '': 1 } }, { variant: 'us-ma', people: 2, places: { 'US-MA': 2 } }, { variant: 'us-ca', people: 1, places: { 'US-CA': 1 } },
    ]);
    expect(summary!.byLaw!.reduce((sum, { people }) => sum + people, 0)).toBe(summary!.members);
    expect(summary!.byLaw!.find(({ variant }) => variant === 'us-ma')!.lookAt[0]).toMatch(/^Massachusetts: /);
    expect([state, findings.filter(({ severity }) => severity === 'block')]).toEqual(['passed', []]);
  });

  it('is told on the public page to everybody at once, and the briefing says to whom what is not said', async () => {
    const { notice } = await test.draft(MEMBERS);
    await test.editing.edit(test.people.author, notice.id, notice.revision, { policies: { publicPage: true } });
    const { state, findings } = await prove(notice.id);
    expect([state, findings.filter(({ part }) => part === 'publicPage').map(({ rule, locale, severity }) => [rule, locale, severity])]).toEqual(['passed', [['left-out-for-all', 'en', 'warn']]]);
    expect((await test.briefings.view(notice.id)).document.words[0]!.barred!.map(({ name }) => name)).toEqual(['Massachusetts']);
    const quiet = await test.draft([{ region: 'NY' }]);
    expect((await test.briefings.view(quiet.notice.id)).document.words[0]!.barred).toBeUndefined();
  });

  it('fails its pre-flight over a heading that one law asks for, over words that another bars, and by name over people whose text prints what they may not be told', async () => {
    const { notice } = await test.draft(MEMBERS);
    const { texts } = await test.noticeService.view(test.people.author, notice.id);
    const { subject, emailHtml, emailText, sms } = texts.find(({ locale }) => locale === 'en')!;
    await test.editing.editText(test.people.author, notice.id, 'en', 1, { subject, emailHtml, sms, emailText: emailText.replace('What We Are Doing\n', `${HAPPENED}\n`) });
    const { state, findings } = await prove(notice.id);
    expect(state).toBe('failed');
    expect(findings.filter(({ severity }) => severity === 'block').map(({ rule, part, where }) => [rule, part, where])).toEqual([
      // The words stand where the people of Massachusetts read nothing, so they bar nobody's text here.
      ['missing-heading', 'emailText', 'What We Are Doing'],
    ]);
    await test.editing.editText(test.people.author, notice.id, 'en', 2, { subject, emailHtml, sms, emailText: `${HAPPENED}\n${emailText}` });
    expect((await prove(notice.id)).findings.filter(({ severity }) => severity === 'block').map(({ rule, where }) => [rule, where])).toEqual([['barred-fact', expect.stringContaining('Between 1 and 14 March')]]);
    await test.editing.editText(test.people.author, notice.id, 'en', 3, { subject, emailHtml, sms, emailText: `{{facts.whatHappened}}\n${emailText}` });
    expect(await prove(notice.id)).toMatchObject({ state: 'failed', failures: 2 });
    expect((await test.preflights.failures(notice.id)).flatMap(({ lacking }) => lacking)).toEqual([1, 5].map(() => ({ part: 'emailText', missing: ['facts.whatHappened'] })));
  });

  it('carries the laws in what is signed: they stay as they were, are taken anew with the facts, and none changes them behind a signature', async () => {
    const approved = await test.approved(MEMBERS);
    const { notice } = await test.plans.plan(approved.id);
    expect(notice.law!.terms.map(({ id }) => id)).toEqual(['us-ca', 'us-ma', 'eu-gdpr']);
    expect(variantOf(notice.law, 'US-MA').omits.has('whatHappened')).toBe(true);
    await expect(test.db.query(`update notice set law = null where id = $1`, [approved.id])).rejects.toMatchObject({ constraint: 'notice_edit_voids' });
    await test.law.setRegimes({ ...test.people.legal }, 'northwind', ['hipaa']);
    expect((await test.plans.plan(approved.id)).planHash).toBe(notice.planHash);
    const edited = await test.editing.edit(test.people.author, approved.id, notice.revision, { refreshFacts: true });
    expect([edited.state, edited.law!.terms.map(({ id }) => id)]).toEqual(['draft', ['us-ca', 'us-ma', 'us-hipaa', 'eu-gdpr']]);
    expect((await prove(edited.id)).findings.filter(({ rule }) => rule === 'laws-conflict').map(({ where }) => where)).toEqual(['What happened', 'What we do']);
    await test.law.setRegimes({ ...test.people.legal }, 'northwind', []);
  });
});
