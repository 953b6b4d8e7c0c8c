import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanUpCaptures, temporaryFolder } from '../../../test/support/capture-fixture.js';
import type { Sms, SmsEvent, SmsQuery } from './sms.js';
import { SmsStore } from './sms.store.js';

afterEach(cleanUpCaptures);

const minute = (n: number): string => `2026-03-01T08:${String(n).padStart(2, '0')}:00.000Z`;

function sms(n: number, changes: Partial<Sms> = {}): Sms {
  return {
    ...{ sid: `SM${String(n).padStart(32, '0')}`, at: minute(n), receivedAt: minute(n), direction: 'outbound-api' },
    ...{ from: '+12025550100', to: '+12025550111', messagingServiceSid: null, body: `Body ${n}`, segments: 1 },
    ...{ encoding: 'GSM-7', statusCallback: null, validityPeriodSeconds: null, sendAt: null, status: 'queued' },
    ...changes,
  };
}

function step(status: SmsEvent['status'], n: number, changes: Partial<SmsEvent> = {}): SmsEvent {
  return { status, at: minute(n), errorCode: null, from: null, ...changes };
}

describe('SmsStore', () => {
  it('knows every step of a message, after it was opened again too', async () => {
    const folder = await temporaryFolder();
    const store = await SmsStore.open(folder);
    await store.add(sms(1, { from: null, messagingServiceSid: `MG${'1'.repeat(32)}`, status: 'accepted' }));
    await store.add(sms(2));
    await store.record(sms(1).sid, step('sent', 3, { from: '+12025550100' }));
    await store.record(sms(2).sid, step('sent', 4));
    await store.record(sms(1).sid, step('undelivered', 5, { errorCode: 30003 }));
    const before = await store.get(sms(1).sid);
    expect(before!.history).toEqual([
      step('accepted', 1),
      step('sent', 3, { from: '+12025550100' }),
      step('undelivered', 5, { errorCode: 30003 }),
    ]);
    await store.close();

    const heard: string[] = [];
    const again = await SmsStore.open(folder, ({ sid }) => heard.push(sid));
    expect(heard).toEqual([sms(1).sid, sms(2).sid]);
    expect(await again.get(sms(1).sid)).toEqual(before);
    const open: string[] = [];
    for await (const record of again.unfinished()) open.push(record.sms.sid);
    expect(open).toEqual([sms(2).sid]);
    await again.close();
  });

  it.each<[Partial<SmsQuery>, number[]]>([
    [{}, [4, 3, 2, 1]],
    [{ to: '+12025550122' }, [4, 2]],
    [{ from: '+12025550100' }, [2, 1]],
    [{ from: '+12025550199' }, [3]],
    [{ to: '+12025550122', direction: 'outbound-api' }, [2]],
    [{ sentFromMs: Date.parse(minute(20)) }, [3]],
    [{ sentUntilMs: Date.parse(minute(10)) }, [4, 1]],
    [{ before: sms(3).sid }, [2, 1]],
    [{ before: 'SMunknown' }, []],
  ])('finds by %j', async (query, expected) => {
    const store = await SmsStore.open(await temporaryFolder());
    await store.add(sms(1));
    await store.add(sms(2, { to: '+12025550122' }));
    await store.add(sms(3, { from: null }));
    await store.add(sms(4, { to: '+12025550122', direction: 'inbound', from: '+12025550133', status: 'received' }));
    await store.record(sms(1).sid, step('sent', 10));
    await store.record(sms(3).sid, step('sent', 20, { from: '+12025550199' }));
    const { records } = await store.list({ limit: 10, ...query });
    expect(records.map(({ sms: { sid } }) => Number(sid.slice(2)))).toEqual(expected);
    await store.close();
  });

  it('counts by status, and the same body to the same number as repeated; what comes in is apart', async () => {
    const folder = await temporaryFolder();
    const store = await SmsStore.open(folder);
    await store.add(sms(1, { body: 'Same', segments: 2 }));
    await store.add(sms(2, { body: 'Same', to: '+12025550122' }));
    await store.add(sms(3, { body: 'Same' }));
    await store.add(sms(4, { body: 'STOP', direction: 'inbound', status: 'received' }));
    await store.record(sms(1).sid, step('sent', 5));
    await store.record(sms(1).sid, step('delivered', 6));
    const counts = { total: 3, recipients: 2, repeatedBody: 1, segments: 4, byStatus: { queued: 2, delivered: 1 }, inbound: 1 };
    expect(store.counts()).toEqual(counts);
    await store.close();
    const again = await SmsStore.open(folder);
    expect(again.counts()).toEqual(counts);
    expect(await again.repeated(10)).toEqual([
      { to: '+12025550111', body: 'Same', messages: [{ sid: sms(1).sid, at: minute(1) }, { sid: sms(3).sid, at: minute(3) }] },
    ]);
    await again.close();
  });

  it('forgets all in a wipe, and a step that comes late for a forgotten message changes nothing', async () => {
    const store = await SmsStore.open(await temporaryFolder());
    await store.add(sms(1));
    await store.wipe();
    await store.record(sms(1).sid, step('sent', 2));
    expect(store.statusOf(sms(1).sid)).toBeUndefined();
    expect(store.counts()).toEqual({ total: 0, recipients: 0, repeatedBody: 0, segments: 0, byStatus: {}, inbound: 0 });
    await store.close();
  });
});
