import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { type FinishedVariant, variantLine } from '../../src/evidence/model/variants.js';
import { verifyCommand } from '../../src/evidence/cli/verify.command.js';
import { eventHash, linkHash } from '../../src/kernel/audit-chain.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { sha256Hex } from '../../src/kernel/sha256.js';
import type { ChainLine, Manifest } from '../../src/evidence/model/pack.js';
import { startStory, type Story } from '../support/thread.story.js';

type Files = ReadonlyMap<string, Buffer>;

describe('the evidence pack of an incident that ran', () => {
  let story: Story;
  let folder: string;
  let whole: Files;
  let zip: Buffer;
  beforeAll(async () => {
    story = await startStory({ now: new Date('2026-03-02T17:00:00Z') });
    folder = await mkdtemp(join(tmpdir(), 'firstword-evidence-spec-'));
    const sent = await story.draft();
    await story.desk.approve(sent);
    await story.desk.finished(sent, story.people.length);
    await story.draft({ type: 'update' }); // one that never goes out
    zip = await taken();
    whole = await unpacked(zip);
  }, 600_000);
  afterAll(async () => {
    await story.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As the auditor gets it. */
  async function taken(): Promise<Buffer> {
    const answer = await story.test.send('GET', `/api/v1/incidents/${story.incident.id}/evidence.zip`, await story.test.key(await story.test.person('auditor')));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-disposition']).toMatch(/filename="evidence-INC-\d+\.zip"/);
    return answer.rawPayload;
  }

  async function unpacked(bytes: Buffer): Promise<Files> {
    const path = join(folder, 'taken.zip');
    await writeFile(path, bytes);
    const opened = await openPromise(path, { lazyEntries: true });
    const files = new Map<string, Buffer>();
    for await (const entry of opened.eachEntry()) files.set(entry.fileName, await buffer(await opened.openReadStreamPromise(entry)));
    return files;
  }

  /** @param extra  Entries after the others, names that are there already among them. */
  async function verified(files: Files, extra: readonly (readonly [string, Buffer])[] = []): Promise<{ code: number; said: string }> {
    const path = join(folder, 'harmed.zip');
    const packing = new ZipFile();
    for (const [name, content] of [...files, ...extra]) packing.addBuffer(content, name);
    packing.end();
    await pipeline(packing.outputStream, createWriteStream(path));
    return verify(path);
  }

  async function verify(path: string): Promise<{ code: number; said: string }> {
    const lines: string[] = [];
    const say = (text: string): void => void lines.push(text);
    return { code: await verifyCommand.run([path], { environment: {}, input: process.stdin, print: say, complain: say }), said: lines.join('\n') };
  }

  const json = <Value>(name: string, files: Files = whole): Value => JSON.parse(files.get(name)!.toString()) as Value;
  const linesOf = (name: string): string[] => whole.get(name)!.toString().split('\n').slice(0, -1);
  /** With one file otherwise, and a manifest that says so: what somebody would hand in who knows how packs are made. */
  function forged(name: string, content: string, change: (manifest: Manifest) => void = () => undefined): Files {
    const manifest = json<Manifest>('manifest.json');
    const listed = manifest.files.find((file) => file.name === name)!;
    Object.assign(listed, { bytes: Buffer.byteLength(content), sha256: sha256Hex(content), lines: content.split('\n').length - 1 });
    change(manifest);
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    return new Map([...whole, [name, Buffer.from(content)], ['manifest.json', Buffer.from(text)], ['manifest.sha256', Buffer.from(`${sha256Hex(text)}  manifest.json\n`)]]);
  }

  it('holds, and says what that proves', async () => {
    const { code, said } = await verified(whole);
    const { members } = json<Manifest>('manifest.json').counts;
    expect(said).toContain('Audit record: the chain holds');
    expect(said).toContain('Signatures: 1 approval,');
    expect(said).toMatch(new RegExp(`Notice 1: the sum holds\\. ${members} members were approved and ${members} are there: .* = ${members};`));
    expect(members).toBe(story.people.length);
    expect(code).toBe(0);
  });

  it('has the plan as it was signed, and each message that left', () => {
    const [notice] = json<{ planHash: string; plans: string[]; approvals: { planHash: string; decidedBy: string }[] }[]>('notices.json');
    expect(sha256Hex(whole.get(`plans/${notice!.planHash}.json`)!.toString())).toBe(notice!.planHash);
    expect(notice!.plans).toEqual([notice!.planHash]);
    expect(notice!.approvals).toMatchObject([{ planHash: notice!.planHash, decidedBy: story.approver.personId }]);
    expect(linesOf('deliveries/notice-1-messages.csv')).toHaveLength(1 + story.addresses.length);
    expect(json<{ id: string; name: string }[]>('people.json').map(({ id }) => id)).toContain(story.approver.personId);
  });

  it('has each finished text of the plan: by law, language and channel', async () => {
    const { planHash } = json<{ planHash: string }[]>('notices.json')[0]!;
    const plan = JSON.parse(whole.get(`plans/${planHash}.json`)!.toString()) as { texts: { locale: string }[]; facts: { text: Record<string, { whatHappened: string }> } };
    const variants = linesOf(`plans/${planHash}-variants.jsonl`).map((line) => JSON.parse(line) as { law: string; locale: string; channel: string; care?: string; text: Record<string, string> });
    const laws = [...new Set(variants.map(({ law }) => law))];
    expect(laws).toContain('general');
    expect(variants).toHaveLength(5 * laws.length * plan.texts.length); // by e-mail, by text, and by e-mail to whoever reads for a minor, somebody who died or is represented
    expect(variants.find(({ law, locale, care }) => law === 'general' && locale === 'en' && care === 'minor')!.text['text']).toContain('parent or guardian of our customer');
    const general = variants.find(({ law, locale, channel }) => law === 'general' && locale === 'en' && channel === 'email')!;
    expect([Object.keys(general.text).sort(), general.text['text']]).toEqual([['html', 'subject', 'text'], expect.stringContaining(plan.facts.text['en']!.whatHappened.slice(0, 30))]);
    const { said } = await verified(whole);
    expect(said).toContain(`Finished texts: ${variants.length}, for every language and channel`);
    expect(said).toContain(`Made anew: ${variants.length} finished texts come of the signed texts, facts and labels`);
  });

  it('names nobody whom it is about', () => {
    const all = [...whole.values()].map((content) => content.toString()).join('\n').toLowerCase();
    const secrets = story.people.flatMap(({ email, phone, firstName, lastName, reference }) => [email, phone, phone.slice(1), `${firstName} ${lastName}`, `"${reference}"`]).filter((secret) => secret.length > 3);
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => all.includes(secret.toLowerCase()))).toEqual([]);
  });

  it('is on the record with who took it, and with its hashes', async () => {
    const [entry] = await story.test.database.db.query<{ actor_kind: string; details: { manifest: string; zip: string } }>(`select e.actor_kind, e.details from audit_event as e where e.action = 'evidence.taken' order by e.id desc limit 1`);
    expect(entry!.details.manifest).toBe(sha256Hex(whole.get('manifest.json')!.toString()));
    await writeFile(join(folder, 'same.zip'), zip);
    expect((await verify(join(folder, 'same.zip'))).said).toContain(entry!.details.zip);
  });

  it('is refused after a byte of any file was changed, and says which', async () => {
    let seed = 20260302;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (const [name, content] of whole) {
      if (content.length === 0) continue;
      for (let turn = 0; turn < 3; turn++) {
        const harmed = Buffer.from(content);
        const at = random(content.length);
        harmed[at] = harmed[at]! ^ (1 + random(255));
        const { code, said } = await verified(new Map([...whole, [name, harmed]]));
        expect({ name, at, code }).toEqual({ name, at, code: 1 });
        expect(said).toContain(name === 'manifest.sha256' ? 'manifest' : name);
      }
    }
  });

  describe('with a manifest made to fit', () => {
    const chain = 'audit/chain.jsonl';
    const lineOf = (said: string): number => Number(/line (\d+)/.exec(said)![1]);
    const refused = async (files: Files): Promise<string> => {
      const { code, said } = await verified(files);
      expect(code).toBe(1);
      return said;
    };
    const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

    it('is refused with an event taken out, two swapped, or one changed, at the line where it breaks', async () => {
      const lines = linesOf(chain);
      const at = lines.findIndex((line, index) => index > 2 && line.includes('"event":'));
      expect(lineOf(await refused(forged(chain, joined(lines.toSpliced(at, 1)))))).toBe(at + 1);
      expect(lineOf(await refused(forged(chain, joined(lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!)))))).toBe(at + 1);
      const link = JSON.parse(lines[at]!) as ChainLine;
      const other = { ...link.event!, details: { ...(link.event!.details as object), people: 1 } };
      expect(await refused(forged(chain, joined(lines.with(at, canonicalJson({ ...link, event: other })))))).toContain('it is not what was linked');
      const rehashed = { ...link, event: other, eventHash: eventHash(other) };
      expect(await refused(forged(chain, joined(lines.with(at, canonicalJson(rehashed)))))).toContain('after what stands before it');
    });

    it('is refused with the chain cut short, or written anew without its head', async () => {
      const lines = linesOf(chain);
      expect(await refused(forged(chain, joined(lines.slice(0, -1))))).toContain('it should end with link');
      const last = JSON.parse(lines.at(-1)!) as ChainLine;
      const before = (JSON.parse(lines.at(-2)!) as ChainLine).hash;
      const anew = canonicalJson({ position: last.position, eventHash: 'f'.repeat(64), hash: linkHash(before, last.position, 'f'.repeat(64)) });
      expect(await refused(forged(chain, joined(lines.with(-1, anew))))).toContain('its last link should have the hash');
    });

    it('is refused with a member lost or told otherwise, another approver, and other people', async () => {
      const members = 'deliveries/notice-1-members.csv';
      const rows = linesOf(members);
      expect(await refused(forged(members, joined(rows.slice(0, -1))))).toContain('members were approved');
      expect(await refused(forged(members, joined(rows.map((row) => row.replace('"unreachable"', '"delivered"')))))).toMatch(/notices\.json, notice 1: it says \d+ \w+, and/);
      const notices = whole.get('notices.json')!.toString();
      expect(await refused(forged('notices.json', notices.replaceAll(story.approver.personId, story.author.personId)))).toContain('the chain says that it was');
      const audiences = whole.get('audiences.json')!.toString();
      expect(await refused(forged('audiences.json', audiences.replace(/"members": \d+/, '"members": 1')))).toContain('as the chain says');
    });

    it('is refused with another text in a plan', async () => {
      const { planHash } = json<{ planHash: string }[]>('notices.json')[0]!;
      const name = `plans/${planHash}.json`;
      expect(await refused(forged(name, whole.get(name)!.toString().replace('"mandatory":', '"mandatory" :')))).toContain('it is not what was signed');
    });
    it('is refused with a finished text that does not come of the signed ones, and with other labels, whoever computes the hashes anew', async () => {
      const { planHash } = json<{ planHash: string }[]>('notices.json')[0]!;
      const [variants, templates] = [`plans/${planHash}-variants.jsonl`, `plans/${planHash}-templates.jsonl`];
      const lines = linesOf(variants).map((line) => JSON.parse(line) as FinishedVariant & { sha256?: string });
      const forge = lines.map(({ sha256: _, ...line }, index) => variantLine(index === 0 ? { ...line, text: { ...line.text, subject: 'Nothing happened' } } : line)).join('');
      expect(await refused(forged(variants, forge))).toMatch(/-variants\.jsonl: the email in en by general is not what comes of the signed texts: its subject differs/);
      expect(await refused(forged(templates, whole.get(templates)!.toString().replace('parent or guardian', 'friend')))).toMatch(/-templates\.jsonl, line \d+: its hash should be/);
      expect(await refused(forged(templates, ''))).toMatch(/that the plan names is not in it/);
    });
    it('is refused with another finished text, or without one', async () => {
      const name = `plans/${json<{ planHash: string }[]>('notices.json')[0]!.planHash}-variants.jsonl`;
      expect(await refused(forged(name, whole.get(name)!.toString().replace('"subject":"', '"subject":"Not ')))).toContain('it is not the text that was written');
      expect(await refused(forged(name, joined(linesOf(name).slice(1))))).toMatch(/the text for .* is not in it/);
      expect(await refused(forged(name, ''))).toMatch(/the text for general, en, email is not in it/);
    });
  });

  it.each<readonly [string, (files: Files) => readonly (readonly [string, Buffer])[], string]>([
    ['a file added', () => [['deliveries/more.csv', Buffer.from('x')]], 'somebody added it'],
    ['a file twice', (files) => [['people.json', files.get('people.json')!]], 'is in it twice'],
    ['a name of another kind', () => [['a b.txt', Buffer.from('x')]], 'is none that a pack has'],
    ['a name beyond ASCII', () => [['péople.json', Buffer.from('x')]], 'is none that a pack has'],
  ])('is refused with %s', async (_, extra, why) => {
    const { code, said } = await verified(whole, extra(whole));
    expect(said).toContain(why);
    expect(code).toBe(1);
  });

  it('is refused with a file missing, cut off anywhere, leading out of its folder, or no zip at all', async () => {
    const path = join(folder, 'cut.zip');
    expect((await verified(new Map([...whole].filter(([name]) => name !== 'reports.jsonl')))).said).toContain('reports.jsonl: it is not in the zip');
    for (const size of [0, 10, Math.floor(zip.length / 2), zip.length - 30, zip.length - 1]) {
      await writeFile(path, zip);
      await truncate(path, size);
      expect({ size, ...(await verify(path)) }).toMatchObject({ size, code: 1, said: expect.stringContaining('the zip: ') });
    }
    // Renamed where it stands: both names have the same length.
    const led = Buffer.from(zip.toString('latin1').replaceAll('measurements.jsonl', '../../../../etc/pw'), 'latin1');
    await writeFile(path, led);
    expect(await verify(path)).toMatchObject({ code: 1, said: expect.stringContaining('the zip: ') });
    await writeFile(path, await readFile(new URL('../../package.json', import.meta.url)));
    expect((await verify(path)).code).toBe(1);
    expect(await verify(join(folder, 'nowhere.zip'))).toMatchObject({ code: 1, said: expect.stringContaining('there is no such file') });
  });

  it('is refused where a file unpacks to more than it says', async () => {
    const path = join(folder, 'bomb.zip');
    const packing = new ZipFile();
    packing.addBuffer(Buffer.alloc(30_000_000), 'manifest.json');
    packing.addBuffer(Buffer.from('x'), 'manifest.sha256');
    packing.end();
    const bomb = await buffer(packing.outputStream);
    await writeFile(path, bomb);
    expect(await verify(path)).toMatchObject({ code: 1, said: expect.stringContaining("no pack's is so large") });
    // The same, saying that it is small.
    const [size, small] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32LE(30_000_000);
    small.writeUInt32LE(2_000);
    await writeFile(path, Buffer.from(bomb.toString('latin1').replaceAll(size.toString('latin1'), small.toString('latin1')), 'latin1'));
    expect(await verify(path)).toMatchObject({ code: 1, said: expect.stringContaining('the zip: ') });
  });

  it('is for the auditor, an administrator and the commander', async () => {
    const ask = async (role: 'agent' | 'author' | 'ops' | 'admin' | 'commander') =>
      (await story.test.send('GET', `/api/v1/incidents/${story.incident.id}/evidence.zip`, await story.test.key(await story.test.person(role)))).statusCode;
    expect([await ask('agent'), await ask('author'), await ask('ops')]).toEqual([403, 403, 403]);
    expect([await ask('admin'), await ask('commander')]).toEqual([200, 200]);
  });

  it('stands beside the whole record: by who, what, incident and time, page after page, and as CSV', async () => {
    const auditor = await story.test.key(await story.test.person('auditor'));
    const get = async (path: string) => (await story.test.send('GET', path, auditor)).json<{ items: { id: string; action: string; about: string | null; actor: { name: string }; link: { position: number } | null }[]; next: string | null }>();
    const { items } = await get(`/api/v1/audit?what=notice.&incident=${story.incident.id}&limit=200`);
    expect(items.length).toBeGreaterThan(3);
    expect(items.every(({ action }) => action.startsWith('notice.'))).toBe(true);
    const first = await get(`/api/v1/audit?what=notice.&incident=${story.incident.id}&limit=2`);
    const second = await get(`/api/v1/audit?what=notice.&incident=${story.incident.id}&limit=2&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(items.slice(0, 4).map(({ id }) => id));
    expect((await get('/api/v1/audit?what=notice.approved&who=APPROVER')).items.map(({ actor }) => actor.name)).toEqual(['approver 3']);
    expect((await get('/api/v1/audit?what=import.finished')).items.map(({ about }) => about)).toEqual(expect.arrayContaining([expect.stringMatching(/\w/)]));
    expect((await get('/api/v1/audit?until=2026-03-02T16:59:59Z')).items).toEqual([]);
    const chain = (await story.test.send('GET', '/api/v1/audit/chain', auditor)).json<{ head: { position: number }; broken: null }>();
    expect(chain.broken).toBeNull();
    expect(chain.head.position).toBeGreaterThan(10);
    const csv = (await story.test.send('GET', '/api/v1/audit.csv?what=notice.approved', auditor)).body.trim().split('\r\n');
    expect(csv).toHaveLength(2);
    const page = await story.test.send('GET', `/audit?who=approver&what=notice.approved&incident=inc-0001`, auditor);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('approver 3');
    expect(page.body).toContain('Sealed up to');
    expect((await story.test.send('GET', '/audit?incident=nothing', auditor)).statusCode).toBe(422);
    expect((await story.test.send('GET', '/audit', await story.test.key(await story.test.person('commander')))).statusCode).toBe(403);
  });
});
