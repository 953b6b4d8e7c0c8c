import { describe, expect, it } from '@jest/globals';
import { readCreate, type Form } from './create.request.js';

const NOW = new Date('2026-03-01T08:00:00Z');
const SERVICE = `MG${'a'.repeat(32)}`;
const good: Form = { To: '+12025550111', From: '+12025550100', Body: 'Hello' };

describe('readCreate', () => {
  it('reads a plain message', () => {
    expect(readCreate(good, NOW)).toEqual({
      ...{ to: '+12025550111', from: '+12025550100', messagingServiceSid: null, body: 'Hello', statusCallback: null },
      ...{ smartEncoded: false, validityPeriodSeconds: null, sendAt: null },
    });
  });

  it('reads all that a message can carry', () => {
    const form = {
      ...{ To: '+12025550111', MessagingServiceSid: SERVICE, Body: 'Hello', SmartEncoded: 'true', ValidityPeriod: '3600' },
      ...{ StatusCallback: 'https://a.example/s?d=1', ScheduleType: 'fixed', SendAt: '2026-03-01T09:00:00+00:00' },
    };
    expect(readCreate(form, NOW)).toEqual({
      ...{ to: '+12025550111', from: null, messagingServiceSid: SERVICE, body: 'Hello', smartEncoded: true },
      ...{ statusCallback: 'https://a.example/s?d=1', validityPeriodSeconds: 3600, sendAt: '2026-03-01T09:00:00.000Z' },
    });
  });

  it.each<[string, Form, number]>([
    ['no recipient', { To: undefined }, 21604],
    ['an empty recipient', { To: '' }, 21604],
    ['a recipient without a plus', { To: '12025550111' }, 21211],
    ['a recipient that is too short', { To: '+12' }, 21211],
    ['a recipient of letters', { To: '+1202CALLME' }, 21211],
    ['no sender', { From: undefined }, 21603],
    ['a sender that is nothing', { From: '+1' }, 21212],
    ['no text', { Body: '' }, 21602],
    ['too much text', { Body: 'a'.repeat(1601) }, 21617],
    ['a callback that is no address', { StatusCallback: 'status' }, 21609],
    ['a callback over another protocol', { StatusCallback: 'ftp://a.example/s' }, 21609],
    ['a validity of nothing', { ValidityPeriod: '0' }, 20001],
    ['a validity beyond ten hours', { ValidityPeriod: '36001' }, 20001],
    ['a service that is none', { MessagingServiceSid: 'MG1' }, 20001],
    ['a schedule without a service', { ScheduleType: 'fixed', SendAt: '2026-03-01T09:00:00Z' }, 20001],
    ['a schedule in the past', { MessagingServiceSid: SERVICE, ScheduleType: 'fixed', SendAt: NOW.toISOString() }, 20001],
    ['a picture', { MediaUrl: 'https://a.example/i.png' }, 20001],
  ])('refuses %s', (_what, changes, code) => {
    expect(readCreate({ ...good, ...changes }, NOW)).toMatchObject({ code, status: 400 });
  });

  it.each(['12345', 'Firstword', '+442079460000'])('takes the sender %s', (From) => {
    expect(readCreate({ ...good, From }, NOW)).toMatchObject({ from: From });
  });
});
