import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approveFixture, type ApproveFixture } from '../../test/support/approve.fixture.js';
import type { StoredNotice } from './model/stored-notice.js';

describe('a preview', () => {
  let test: ApproveFixture;
  let notice: StoredNotice;
  beforeAll(async () => {
    test = await approveFixture();
    ({ notice } = await test.draft([
      { firstName: 'Al', lastName: 'Bo' }, { firstName: 'Maximiliana', lastName: 'Featherstonehaugh' }, { firstName: 'José', locale: 'es-MX', phone: null }, { reasons: { data: ['retina-scan'] } },
    ]));
  });
  afterAll(() => test.close());

  it('shows what one member reads, on every channel, with the segments', async () => {
    const preview = await test.previews.preview(test.people.approver, notice.id, { position: 0 });
    expect(preview).toMatchObject({ locale: 'en', reader: { name: 'Al Bo', position: 0, hasEmail: true, hasPhone: true }, lacking: [], faults: {} });
    expect(preview.email!.subject).toContain('Northwind');
    expect(preview.email!.html).toContain('<bdi>Al Bo</bdi>');
    expect(preview.email!.text).toContain(notice.checkCode);
    expect(preview.sms).toMatchObject({ body: expect.stringContaining(notice.checkCode), encoding: 'GSM-7', segments: 2 });
  });

  it('finds the one with the longest name, the one without a phone, and one by id', async () => {
    const longest = await test.previews.preview(test.people.author, notice.id, { who: 'longest-name' });
    const phoneless = await test.previews.preview(test.people.author, notice.id, { who: 'no-phone' });
    const byId = await test.previews.preview(test.people.author, notice.id, { customerId: longest.reader.customerId });
    expect([longest.reader.name, phoneless.reader.name, phoneless.locale, byId.reader.position]).toEqual(['Maximiliana Featherstonehaugh', 'José Lopez', 'es', 1]);
    expect(phoneless.email!.text).toContain('José Lopez');
  });

  it('finds by reference, by language, and who has no name', async () => {
    const of = async (as: Parameters<typeof test.previews.preview>[2]) => (await test.previews.preview(test.people.author, notice.id, as)).reader;
    const first = await of({ position: 0 });
    expect((await of({ reference: first.reference })).customerId).toBe(first.customerId);
    expect((await of({ reads: 'es' })).position).toBe(2);
    expect((await of({ reads: 'en' })).position).toBe(0);
    await expect(of({ reads: 'fr' })).rejects.toMatchObject({ code: 'member-not-found' });
    await expect(of({ who: 'no-name' })).rejects.toMatchObject({ code: 'member-not-found' });
    await expect(of({ who: 'no-email' })).rejects.toMatchObject({ code: 'member-not-found' });
  });

  it('finds hard cases: no preference, a region, a shared address, a language from right to left', async () => {
    const { notice: family } = await test.draft([
      { preferredChannel: 'sms', email: 'home@mail.example', country: 'US', region: 'CA' }, { email: 'home@mail.example', preferredChannel: 'email', locale: 'ar-EG' }, { preferredChannel: 'email', locale: null }, { region: 'OR', preferredChannel: null },
    ]);
    const position = async (as: Parameters<typeof test.previews.preview>[2]) => (await test.previews.preview(test.people.author, family.id, as)).reader.position;
    expect(await position({ who: 'no-preference' })).toBe(3);
    expect(await position({ who: 'no-language' })).toBe(2);
    expect(await position({ who: 'right-to-left' })).toBe(1);
    expect(await position({ who: 'shares-address' })).toBeLessThan(2);
    expect([await position({ region: 'CA' }), await position({ region: 'US-CA' }), await position({ region: 'OR' })]).toEqual([0, 0, 3]);
  });

  it('has the hash of what would leave, which changes with the words and is none of words that are not kept', async () => {
    const { notice: draft } = await test.draft([{}]);
    const of = (...drafts: Parameters<typeof test.previews.preview>[3][]) => test.previews.preview(test.people.author, draft.id, { position: 0 }, ...drafts);
    const before = await of();
    expect([before.hashes.email, before.hashes.sms]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect((await of()).hashes).toEqual(before.hashes);
    const text = { subject: 'Other words', emailHtml: '<p>Hi</p>', emailText: 'Hi', sms: before.sms!.body };
    expect((await of([{ locale: 'en', ...text }])).hashes).toEqual({ email: null, sms: null });
    await test.editing.editText(test.people.author, draft.id, 'en', draft.revision, text);
    expect((await of()).hashes.email).not.toBe(before.hashes.email);
  });

  it('names what is lacking', async () => {
    const preview = await test.previews.preview(test.people.author, notice.id, { position: 3 });
    expect(preview).toMatchObject({ email: null, sms: null, lacking: [{ part: 'every', missing: ['labels.dataClasses.retina-scan'] }] });
  });

  it('shows texts before they are saved, in the one language that they are in', async () => {
    const texts = [{ locale: 'en', subject: 'Hello {{person.greeting}}', emailHtml: '<p>Hi</p>', emailText: 'Hi', sms: '{{notice.corrects}}' }];
    const preview = await test.previews.preview(test.people.author, notice.id, { position: 0 }, texts);
    expect(preview).toMatchObject({ email: { subject: 'Hello Al Bo', html: '<p>Hi</p>' }, sms: null, lacking: [{ part: 'sms', missing: ['notice.corrects'] }] });
    expect((await test.previews.preview(test.people.author, notice.id, { position: 2 }, texts)).email!.text).toContain('José Lopez');
    expect((await test.previews.preview(test.people.author, notice.id, { position: 0 })).email!.subject).not.toContain('Hello');
  });

  it('shows where an unsaved text is wrong', async () => {
    const preview = await test.previews.preview(test.people.author, notice.id, { position: 0 }, [{ locale: 'en', subject: '{{#if}}', emailHtml: 'x', emailText: 'x', sms: '{{nobody}}' }]);
    expect(preview).toMatchObject({ email: null, faults: { en: [expect.objectContaining({ part: 'subject' })] } });
  });

  it('is not for everybody, and of members only', async () => {
    const nobody = await test.build.person();
    await expect(test.previews.preview(nobody, notice.id, { position: 0 })).rejects.toMatchObject({ code: 'role-needed' });
    await expect(test.previews.preview(test.people.author, notice.id, { position: 4 })).rejects.toMatchObject({ kind: 'not-found', code: 'member-not-found' });
  });

  it('of a simulation says so first, in every part, even where an author took it out', async () => {
    const { notice: drill } = await test.draft([{}], { simulated: true });
    const plain = [{ locale: 'en', subject: 'Your card', emailHtml: '<html><body style="margin:0"><p>Hi</p></body></html>', emailText: 'Hi', sms: 'Hi' }];
    const { email, sms } = await test.previews.preview(test.people.author, drill.id, { position: 0 }, plain);
    const shipped = await test.previews.preview(test.people.author, drill.id, { position: 0 });
    const [label] = /SIMULATION[^:\].<\n*]*/i.exec(shipped.email!.subject)!;
    for (const text of [email!.subject, email!.text, sms!.body, email!.html]) expect(text).toContain(label.trim().split(' ')[0]);
    expect(email!.html).toMatch(/<body style="margin:0"><p><strong>SIMULATION/);
    expect(shipped.sms!.body.match(/SIMULATION/g)).toHaveLength(1);
  });
});
