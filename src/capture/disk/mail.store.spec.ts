import { afterEach, describe, expect, it } from '@jest/globals';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUpCaptures, temporaryFolder } from '../../../test/support/capture-fixture.js';
import type { Envelope } from './mail.js';
import { MailStore } from './mail.store.js';

afterEach(cleanUpCaptures);

const AT = new Date('2026-03-01T08:00:00Z');
const RECEIVED = new Date('2026-11-22T10:00:00Z');

function envelope(...to: string[]): Envelope {
  return { from: 'bounce@brand.example', to, smtpUtf8: false, bodyType: '8bitmime' };
}

function mail(n: number, notice = 'n1', body = 'Hello'): Buffer {
  return Buffer.from(`Subject: Number ${n}\r\nMessage-ID: <${n}@brand.example>\r\nX-Firstword-Notice: ${notice}\r\n\r\n${body}\r\n`);
}

describe('MailStore', () => {
  it('gives a mail back byte for byte, after it was opened again too', async () => {
    const folder = await temporaryFolder();
    const every = Buffer.concat([mail(1), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), Buffer.from(',"raw":"x"}')]);
    const store = await MailStore.open(folder);
    const id = await store.add(envelope('ann@example.com'), every, AT, RECEIVED);
    expect((await store.get(id))!.raw.equals(every)).toBe(true);
    await store.close();

    const again = await MailStore.open(folder);
    const found = (await again.get(id))!;
    expect(found.raw.equals(every)).toBe(true);
    expect(found.summary).toEqual({
      ...{ id, at: AT.toISOString(), receivedAt: RECEIVED.toISOString(), size: every.length },
      ...envelope('ann@example.com'),
      ...{ subject: 'Number 1', messageId: '<1@brand.example>', notice: 'n1' },
    });
    await again.close();
  });

  it('lists newest first, a page at a time, until there is no more', async () => {
    const store = await MailStore.open(await temporaryFolder());
    for (let n = 0; n < 5; n += 1) await store.add(envelope(`p${n}@example.com`), mail(n), AT, RECEIVED);
    const pages: string[][] = [];
    for (let before: string | undefined | null = undefined; before !== null; ) {
      const page = await store.list({ limit: 2, before });
      pages.push(page.mails.map(({ subject }) => subject));
      before = page.next;
    }
    expect(pages).toEqual([['Number 4', 'Number 3'], ['Number 2', 'Number 1'], ['Number 0']]);
    await store.close();
  });

  it.each([
    [{ to: 'BOB@example.com' }, ['Number 3', 'Number 1']],
    [{ messageId: '<2@brand.example>' }, ['Number 2']],
    [{ q: 'NUMBER 3' }, ['Number 3']],
    [{ q: 'second' }, ['Number 2', 'Number 1']],
    [{ to: 'bob@example.com', q: 'second' }, ['Number 1']],
    [{ to: 'nobody@example.com' }, []],
  ])('finds by %j', async (query, subjects) => {
    const store = await MailStore.open(await temporaryFolder());
    await store.add(envelope('ann@example.com', 'bob@example.com'), mail(1, 'the-second'), AT, RECEIVED);
    await store.add(envelope('ann@example.com'), mail(2, 'the-second'), AT, RECEIVED);
    await store.add(envelope('Bob@Example.com'), mail(3, 'the-third'), AT, RECEIVED);
    const { mails } = await store.list({ limit: 10, ...query });
    expect(mails.map(({ subject }) => subject)).toEqual(subjects);
    await store.close();
  });

  it('counts who was written to twice for one notice, and shows those mails', async () => {
    const folder = await temporaryFolder();
    const store = await MailStore.open(folder);
    await store.add(envelope('ann@example.com'), mail(1), AT, RECEIVED);
    await store.add(envelope('ANN@example.com'), mail(1), AT, RECEIVED); // the same again
    await store.add(envelope('ann@example.com'), mail(2, 'n2'), AT, RECEIVED); // another notice
    await store.add(envelope('bob@example.com'), mail(3), AT, RECEIVED);
    await store.add(envelope('cy@example.com'), Buffer.from('Subject: x\r\n\r\n'), AT, RECEIVED); // of no notice, twice
    await store.add(envelope('cy@example.com'), Buffer.from('Subject: x\r\n\r\n'), AT, RECEIVED);
    const counts = { total: 6, recipients: 3, messageIds: 3, repeatedForNotice: 1 };
    expect(store.counts()).toMatchObject(counts);
    await store.close();

    const again = await MailStore.open(folder);
    expect(again.counts()).toMatchObject(counts);
    const [repeat, ...others] = await again.repeated(10);
    expect(others).toEqual([]);
    expect(repeat).toMatchObject({ to: 'ann@example.com', notice: 'n1' });
    expect(repeat!.mails.map(({ messageId }) => messageId)).toEqual(['<1@brand.example>', '<1@brand.example>']);
    await again.close();
  });

  it('leaves out a line that does not read and says so', async () => {
    const folder = await temporaryFolder();
    const store = await MailStore.open(folder);
    await store.add(envelope('ann@example.com'), mail(1), AT, RECEIVED);
    await store.close();
    await appendFile(join(folder, 'mail.ndjson'), '{"id":"nonsense"}\nnot even JSON\n{"torn":');
    const again = await MailStore.open(folder);
    expect([again.counts().total, again.damaged, again.cutBytes]).toEqual([1, 2, 8]);
    await again.close();
  });

  it('is empty after a wipe, and goes on', async () => {
    const store = await MailStore.open(await temporaryFolder());
    const old = await store.add(envelope('ann@example.com'), mail(1), AT, RECEIVED);
    await store.wipe();
    expect(store.counts()).toEqual({ total: 0, recipients: 0, messageIds: 0, repeatedForNotice: 0, bytes: 0 });
    expect(await store.get(old)).toBeUndefined();
    const id = await store.add(envelope('ann@example.com'), mail(2), AT, RECEIVED);
    expect((await store.get(id))!.summary.subject).toBe('Number 2');
    await store.close();
  });
});
