import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, testApp } from '../../test/support/app.js';
import { aBrand } from '../../test/support/declare.builder.js';
import { BrandService } from '../declare/brand.service.js';
import type { Actor } from '../kernel/actor.js';
import type { NoticeSources } from './contract.js';
import { Templates } from './contract.js';
import type { TemplateAbout } from './model/wording.js';
import { PlaybookLibrary } from './playbook-library.service.js';
import { TemplateLibrary } from './template-library.service.js';

describe('the words that notices begin with', () => {
  let service: TestApp;
  let library: TemplateLibrary;
  let playbooks: PlaybookLibrary;
  let templates: Templates;
  let [ana, ben, cai, agent] = [] as unknown as Actor[];
  const brandId = aBrand().id;
  const about = (locale = 'en', type: TemplateAbout['type'] = 'initial'): TemplateAbout => ({ of: 'template', brandId, kind: 'data-breach', type, locale });
  const said = async (locale: string, type: TemplateAbout['type'] = 'initial', brand = brandId) => (await templates.forKind('data-breach', type, [locale], 'en', brand)).find((version) => version.locale === locale)!;
  const changed = async (of: TemplateAbout, subject: string): Promise<NoticeSources> => ({ ...(await library.sources(of, 0)), subject });

  beforeAll(async () => {
    service = await testApp({ now: new Date('2026-03-02T10:00:00Z') });
    [library, playbooks, templates] = [service.app.get(TemplateLibrary), service.app.get(PlaybookLibrary), service.app.get(Templates)];
    [ana, ben, cai, agent] = [
      (await service.person('author')).actor, (await service.person('author', 'approver')).actor, (await service.person('legal')).actor, (await service.person('agent')).actor,
    ];
    const brands = service.app.get(BrandService);
    await brands.save(ana, aBrand());
    await brands.save(ana, { ...aBrand(), id: 'other' });
  });
  afterAll(() => service.close());

  it('are those that came with the service until a version of the brand was reviewed by somebody else', async () => {
    const shipped = await said('en');
    expect(shipped.version).toBe(0);
    expect(await library.save(ana!, about(), 0, await changed(about(), 'Ours: {{brand.name}}'), ' shorter ')).toBe(1);
    expect(await said('en')).toEqual(shipped);
    expect(await library.one(about())).toMatchObject({ inUse: 0, state: 'draft', versions: [{ version: 1, note: 'shorter', decision: null }] });

    await library.decide(cai!, about(), 1, 'reviewed', '');
    expect(await said('en')).toMatchObject({ version: 1, sources: { subject: 'Ours: {{brand.name}}' } });
    expect((await said('en')).hash).not.toBe(shipped.hash);
    expect([await said('en', 'initial', 'other'), (await said('en', 'update')).version]).toEqual([shipped, 0]);
    const kept = await service.database.db.query<{ subject: string }>(`select subject from template_version where hash = $1`, [(await said('en')).hash]);
    expect(kept).toEqual([{ subject: 'Ours: {{brand.name}}' }]);
  });

  it('say which language lags behind the one that it is translated from', async () => {
    const lagging = async () => (await library.list(brandId)).filter((each) => each.needsTranslation).map(({ about: { locale, type } }) => `${type} ${locale}`);
    expect([await lagging(), (await said('es')).needsTranslation]).toEqual([['initial es'], true]);
    service.clock.advance(60_000);
    await library.save(ana!, about('es'), 0, await changed(about('es'), 'El nuestro: {{brand.name}}'), '');
    expect(await lagging()).toEqual(['initial es']);
    await library.decide(cai!, about('es'), 1, 'reviewed', '');
    expect([await lagging(), (await said('es')).needsTranslation]).toEqual([[], false]);
  });

  it('are reviewed by nobody who wrote them, by a role that may, once, for a reason where they go back, and in the newest version alone', async () => {
    const of = about('en', 'update');
    await library.save(ben!, of, 0, await changed(of, 'By Ben'), '');
    await library.save(ana!, of, 1, await changed(of, 'By Ana, upon Ben'), '');
    await expect(library.decide(ben!, of, 2, 'reviewed', '')).rejects.toMatchObject({ code: 'four-eyes' });
    await expect(library.decide(ana!, of, 2, 'reviewed', '')).rejects.toMatchObject({ code: 'role-needed' });
    await expect(library.decide(cai!, of, 1, 'reviewed', '')).rejects.toMatchObject({ code: 'wording-moved-on' });
    await expect(library.decide(cai!, of, 2, 'returned', ' ')).rejects.toMatchObject({ code: 'reason-needed' });
    await expect(library.decide(cai!, of, 9, 'reviewed', '')).rejects.toMatchObject({ code: 'wording-not-found' });
    await library.decide(cai!, of, 2, 'returned', 'Too long.');
    await expect(library.decide(cai!, of, 2, 'reviewed', '')).rejects.toMatchObject({ code: 'wording-decided' });
    expect(await library.one(of)).toMatchObject({ inUse: 0, state: 'returned', versions: [{ decision: { kind: 'returned', reason: 'Too long.', by: (cai as { id: string }).id } }, {}] });
    await expect(library.save(agent!, of, 2, await changed(of, 'x'), '')).rejects.toMatchObject({ code: 'role-needed' });
  });

  it('hold that in the database too, and keep every version as it was', async () => {
    const { db } = service.database;
    const of = about('en', 'correction');
    await library.save(ben!, of, 0, await changed(of, 'Mine'), '');
    await library.decide(cai!, of, 1, 'returned', 'No.');
    await library.save(ana!, of, 1, await changed(of, 'Hers'), '');
    await library.restore(ana!, of, 2, 1);
    const review = (version: number, by: Actor) =>
      db.query(`insert into wording_review (wording_id, decision, decided_by, decided_at) select id, 'reviewed', $2, now() from wording where about like '%/correction/en' and version = $1`, [version, (by as { id: string }).id]);
    await expect(review(3, ben!)).rejects.toThrow('who wrote');
    await expect(review(3, ana!)).rejects.toThrow('who wrote');
    await expect(review(2, cai!)).rejects.toThrow('a newer version');
    for (const change of [`update wording set note = 'x'`, `delete from wording`, `delete from wording_review`, `truncate wording_review`]) await expect(db.query(change)).rejects.toThrow('never change');
    await expect(db.query(`insert into wording (about, version, content, hash, note, made_by, made_at) select about, 9, content, hash, '', made_by, made_at from wording limit 1`)).rejects.toThrow('another version');
    expect(await library.sources(of, 3)).toEqual(await library.sources(of, 1));
    await library.decide(cai!, of, 3, 'reviewed', '');
    expect((await library.one(of)).versions.map(({ version, restoredFrom }) => [version, restoredFrom])).toEqual([[3, 1], [2, null], [1, null]]);
  });

  it('are saved once, where two save at the same time', async () => {
    const of = about('en', 'resolution');
    const [first, second] = [await changed(of, 'One'), await changed(of, 'Two')];
    const saved = await Promise.allSettled([library.save(ana!, of, 0, first, ''), library.save(ben!, of, 0, second, '')]);
    expect(saved.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(saved.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'wording-moved-on' } });
  });

  it('are refused with the place of each fault, and where nothing was changed', async () => {
    const of = about('es', 'update');
    await expect(library.save(ana!, of, 0, await changed(of, 'Hola\n{{person.nombre}}'), '')).rejects.toMatchObject({
      code: 'template-faults', details: { faults: [{ part: 'subject', line: 2, column: 2, message: expect.stringContaining('person.nombre') }] },
    });
    await expect(library.save(ana!, of, 0, await library.sources(of, 0), '')).rejects.toMatchObject({ code: 'nothing-changed' });
    await expect(library.save(ana!, { ...of, locale: 'fr' }, 0, await changed(of, 'x'), '')).rejects.toMatchObject({ code: 'template-not-found' });
  });

  it('are shown as an invented reader gets them, with what is wrong, and are not taken into use while a rule blocks them', async () => {
    const of = about('es', 'update');
    const good = await library.trial(of, await library.sources(of, 0));
    expect(good).toMatchObject({ faults: [], lacking: [], email: { subject: expect.any(String) }, sms: { encoding: 'GSM-7' } });
    expect(good.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
    expect(good.email!.html).toContain('Ana');
    const bad = { ...(await library.sources(of, 0)), sms: '{{brand.name}}: https://evil.example/x {{notice.checkCode}} STOP' };
    const { emailText, ...rest } = await library.sources(about('en', 'initial'), 0);
    const unheaded = { ...rest, emailText: emailText.replace('What We Are Doing\n', 'Our work\n') };
    expect((await library.trial(about('en', 'initial'), unheaded)).findings.map(({ rule, where }) => [rule, where])).toEqual([['missing-heading', 'What We Are Doing']]);
    expect((await library.trial(of, bad)).findings).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'foreign-link', severity: 'block', part: 'sms', locale: 'es' })]));
    await library.save(ana!, of, 0, bad, '');
    await expect(library.decide(cai!, of, 1, 'reviewed', '')).rejects.toMatchObject({ code: 'findings-block' });
  });

  it('and playbooks go the same way', async () => {
    const shipped = await templates.playbook('fraud-wave');
    const own = { ...shipped, voice: { ...shipped.voice, en: 'Ours.' }, title: { en: 'Another name' } };
    expect(await playbooks.save(ana!, 'fraud-wave', 0, own, '')).toBe(1);
    expect(await templates.playbook('fraud-wave')).toEqual(shipped);
    await expect(playbooks.decide(ana!, 'fraud-wave', 1, 'reviewed', '')).rejects.toMatchObject({ code: 'role-needed' });
    await playbooks.decide(cai!, 'fraud-wave', 1, 'reviewed', '');
    // What customers read stays: the name of the kind is on pages that are out.
    expect(await templates.playbook('fraud-wave')).toEqual({ ...own, title: shipped.title });
    await expect(playbooks.save(ana!, 'fraud-wave', 1, { ...own, severity: 'awful' }, '')).rejects.toMatchObject({ code: 'playbook-faults' });
    await playbooks.restore(ana!, 'fraud-wave', 1, 0);
    await playbooks.decide(cai!, 'fraud-wave', 2, 'reviewed', '');
    expect([await templates.playbook('fraud-wave'), (await playbooks.one('fraud-wave')).state]).toEqual([shipped, 'in-use']);
  });

  it.each([NaN, -1, 0.5, 2 ** 31, 7])('have no version %d, whatever a form says', async (version) => {
    await expect(library.sources(about('en', 'resolution'), version)).rejects.toThrow('There is no such version.');
    await expect(playbooks.content('fraud-wave', version)).rejects.toThrow('There is no such version.');
    await expect(playbooks.save(ana!, 'fraud-wave', version, await playbooks.content('fraud-wave', 0), '')).rejects.toThrow('There is no such version.');
  });

  it('are written, reviewed and compared by the API as in the console, by those of the brand alone', async () => {
    const [author, reviewer, elsewhere] = [await service.person('author'), await service.person('approver'), await service.person('agent')];
    const at = `/api/v1/templates/${brandId}/service-outage/initial/en`;
    const [write, review] = [await service.browser(author), await service.browser(reviewer)];
    const { texts, shown, names } = (await service.send('GET', at, write)).json<{ texts: NoticeSources; shown: number; names: { name: string }[] }>();
    expect([shown, names.map(({ name }) => name)]).toEqual([0, expect.arrayContaining(['brand.name', 'facts.whatYouCanDo'])]);

    const next = { after: 0, note: 'ours', ...texts, subject: 'From {{brand.name}}: what happened' };
    expect((await service.send('POST', `${at}/versions`, write, { ...next, sms: '{{#each' })).json()).toMatchObject({ status: 422, code: 'template-faults', details: { faults: [{ part: 'sms' }] } });
    expect((await service.send('POST', `${at}/versions`, await service.key(author), next)).json()).toMatchObject({ inUse: 0, state: 'draft', shown: 1, texts: { subject: next.subject } });
    expect((await service.send('POST', `${at}/versions`, write, next)).json()).toMatchObject({ status: 409, code: 'wording-moved-on' });
    expect((await service.send('GET', `${at}/diff`, review)).json()).toMatchObject({ from: 0, to: 1, parts: expect.arrayContaining([{ part: 'sms', pieces: [] }, { part: 'subject', pieces: expect.arrayContaining([{ kind: 'added', text: expect.any(String) }]) }]) });
    for (const client of [write, await service.key(reviewer)]) expect((await service.send('POST', `${at}/review`, client, { version: 1, decision: 'reviewed' })).statusCode).toBe(403);
    expect((await service.send('POST', `${at}/review`, review, { version: 1, decision: 'reviewed' })).json()).toMatchObject({ inUse: 1, state: 'in-use', versions: [{ decision: { kind: 'reviewed', name: reviewer.name } }] });
    expect((await service.send('GET', `/api/v1/templates/${brandId}`, write)).json<{ items: { inUse: number; about: { kind: string; type: string; locale: string }; needsTranslation: boolean }[] }>().items.filter(({ about: { kind, type } }) => kind === 'service-outage' && type === 'initial').map(({ about: { locale }, inUse, needsTranslation }) => [locale, inUse, needsTranslation])).toEqual([['en', 1, false], ['es', 0, true]]);

    await service.database.db.query('insert into person_brand_role (person_id, brand_id, roles) values ($1, $2, $3)', [elsewhere.id, 'other', ['author']]);
    await service.database.db.query(`update person set roles = '{}' where id = $1`, [elsewhere.id]);
    const other = await service.browser(elsewhere);
    for (const path of [`/api/v1/templates/${brandId}`, at, `${at}/diff`]) expect((await service.send('GET', path, other)).statusCode).toBe(404);
    expect((await service.send('POST', `${at}/versions`, other, { ...next, after: 1 })).statusCode).toBe(404);
    expect((await service.send('GET', at.replace(brandId, 'other'), other)).statusCode).toBe(200);
  });
});
