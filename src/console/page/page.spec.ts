import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import '../../platform/config/plain-words.js';
import { DomainError } from '../../kernel/domain-error.js';
import { bannerOf, type Circumstances } from './banner.js';
import { Form, localInput } from './form.js';
import { menuOf, navOf } from './nav.js';
import { FieldFault, markFaults } from './fault.js';
import { faultsOfIssues, fieldName, refusalOf } from './refusal.js';

describe('the banner', () => {
  const real: Circumstances = { simulated: false, speed: 1, mailIsCaptured: false, smsIsCaptured: false };
  it.each([
    [{}, null],
    [{ mailIsCaptured: true, smsIsCaptured: true }, 'Nothing leaves. E-mail and SMS are captured, not sent.'],
    [{ smsIsCaptured: true }, 'Note: SMS is captured, not sent.'],
    [{ mailIsCaptured: true }, 'Note: E-mail is captured, not sent.'],
    [{ simulated: true }, 'Simulated. The company, its customers and their calls are invented.'],
    [{ simulated: true, speed: 480, mailIsCaptured: true, smsIsCaptured: true }, 'Simulated. Business time runs 480 times as fast as real time. E-mail and SMS are captured, not sent.'],
    [{ speed: 1200 }, 'Note: Business time runs 1,200 times as fast as real time.'],
    [{ speed: 0 }, 'Note: Business time stands still.'],
  ])('of %j says %p', (differs, expected) => {
    const banner = bannerOf({ ...real, ...differs });
    expect(banner && `${banner.strong} ${banner.rest}`).toBe(expected);
  });
});

describe('the navigation', () => {
  const actor = (...roles: ('admin' | 'agent' | 'ops')[]) => ({ kind: 'person', id: 'p' as never, name: 'P', roles }) as const;
  const labels = (...args: Parameters<typeof navOf>) => navOf(...args).map(({ label, current }) => (current ? `[${label}]` : label));
  it('shows where the person may go, and where he is', () => {
    expect(labels(actor('agent'), '/notices/1', true)).toEqual(['[Incidents]', 'Desk', 'Outbox', 'Who speaks']);
    expect(labels(actor('ops'), '/imports', true)).toEqual(['Incidents', 'Exercises', 'Customers', '[Imports]', 'Playbooks', 'Outbox', 'In doubt', 'Health', 'Phones', 'Who speaks', 'Who is alerted']);
    expect(labels(actor('admin'), '/people', false)).toEqual(['Incidents', 'Exercises', 'Customers', 'Imports', 'Health', 'Phones', 'Who speaks', 'Who is alerted', 'Law', 'Audit', 'Webhooks', '[People and keys]']);
  });
  it('has a row of what people do on the day, and the rest in a menu', () => {
    const { nav, more } = menuOf(navOf(actor('ops'), '/settings/phones', true));
    expect(nav.map(({ label }) => label)).toEqual(['Incidents', 'Customers', 'Imports', 'In doubt', 'Health']);
    expect(more.map(({ label, current }) => (current ? `[${label}]` : label))).toEqual(['Exercises', 'Playbooks', 'Outbox', '[Phones]', 'Who speaks', 'Who is alerted']);
  });
  it('takes no path for another that only begins like it', () => {
    expect(labels(actor('agent'), '/incidentsx', false)).toEqual(['Incidents', 'Desk', 'Who speaks']);
  });
});

describe('a form', () => {
  it('reads text, lists, lines and numbers as people type them', () => {
    const form = new Form({ a: '  x ', b: ['1', '2'], c: 'one\r\n\r\n two ', d: '12,345', e: '20 113' });
    expect([form.text('a'), form.text('b'), form.text('none'), form.all('b'), form.all('a'), form.all('none')]).toEqual(['x', '2', '', ['1', '2'], ['  x '], []]);
    expect(form.lines('c')).toEqual(['one', 'two']);
    expect([form.whole('d', 'D'), form.whole('e', 'E'), form.faults]).toEqual([12_345, 20_113, []]);
  });
  it('remembers what it could not read', () => {
    const form = new Form({ n: 'many', t: 'noon' });
    expect([form.whole('n', 'The number'), form.instant('t', 'The start', 'UTC')]).toEqual([null, null]);
    expect(form.faults.map((fault) => [String(fault), (fault as FieldFault).field])).toEqual([['The number must be a whole number.', 'n'], ['The start must be a date and a time.', 't']]);
  });
  it('reads a time in the zone of its page, summer and winter, and shows it so again', () => {
    const form = new Form({ winter: '2026-03-02T09:00', summer: '2026-07-02T09:00', empty: '' });
    const read = (name: string) => form.instant(name, name, 'America/New_York');
    expect([read('winter')?.toISOString(), read('summer')?.toISOString(), read('empty')]).toEqual(['2026-03-02T14:00:00.000Z', '2026-07-02T13:00:00.000Z', null]);
    expect([localInput(read('winter'), 'America/New_York'), localInput('2026-07-02T13:00:00.000Z', 'America/New_York'), localInput(null, 'UTC')]).toEqual(['2026-03-02T09:00', '2026-07-02T09:00', '']);
  });
});

describe('a time that is typed', () => {
  const read = (fields: Record<string, string>, zone = 'UTC') => {
    const form = new Form(fields);
    return { at: form.instant('t', 'The start', zone)?.toISOString() ?? null, faults: form.faults };
  };
  it('is by the clocks that its form named, whatever the page goes by', () => {
    expect(read({ t: '2026-03-02T09:00', timesIn: 'Europe/Madrid' }, 'America/New_York').at).toBe('2026-03-02T08:00:00.000Z');
    expect(read({ t: '2026-03-02T09:00', timesIn: 'Mars/Olympus' }, 'America/New_York').at).toBe('2026-03-02T14:00:00.000Z');
  });
  it.each([
    ['Europe/Madrid', '2026-03-29T02:30'], ['America/New_York', '2026-03-08T02:00'], ['Australia/Lord_Howe', '2026-10-04T02:15'],
  ])('that the clocks of %s passed over (%s) is said to be none', (timesIn, t) => {
    const { at, faults } = read({ t, timesIn });
    expect([at, String(faults[0])]).toEqual([null, `The start is a time that there was not in ${timesIn}: clocks were put forward over it that night. Enter one before or after.`]);
  });
  it.each([
    ['Europe/Madrid', '2026-10-25T02:30', ['CEST', '2026-10-25T00:30:00.000Z'], ['CET', '2026-10-25T01:30:00.000Z']],
    ['America/New_York', '2026-11-01T01:00', ['EDT', '2026-11-01T05:00:00.000Z'], ['EST', '2026-11-01T06:00:00.000Z']],
  ])('that the clocks of %s showed twice (%s) is asked for once more, beside its field', (timesIn, t, first, second) => {
    const { at, faults } = read({ t, timesIn });
    expect(at).toBeNull();
    const page = markFaults('<ul><li></li></ul><input id="t" name="t">', faults);
    expect(page).toContain('<select id="t-pass" name="t-pass">');
    for (const [name] of [first, second]) expect(page).toContain(`(${name})`);
    expect([read({ t, timesIn, 't-pass': 'first' }), read({ t, timesIn, 't-pass': 'second' })]).toEqual([{ at: first[1], faults: [] }, { at: second[1], faults: [] }]);
  });
  it('just before and after a change of clocks is one instant', () => {
    expect(['2026-10-25T01:59', '2026-10-25T03:00', '2026-03-29T01:59', '2026-03-29T03:00'].map((t) => read({ t, timesIn: 'Europe/Madrid' }).at)).toEqual(['2026-10-24T23:59:00.000Z', '2026-10-25T02:00:00.000Z', '2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z']);
  });
});

describe('a refusal', () => {
  it('is told where it was made, in words', () => {
    expect(refusalOf(new DomainError('conflict', 'x', 'Too late.'))).toEqual({ status: 409, faults: ['Too late.'] });
    const errors = [{ path: 'facts.text.es.whatWeDo', message: 'must not be empty' }, { path: 'password', message: 'A password has at least 12 characters.' }];
    expect(refusalOf(new DomainError('unprocessable', 'x', 'No.', { errors }))).toEqual({ status: 422, faults: [new FieldFault('What we do (es) must not be empty.', 'whatWeDo-es'), new FieldFault('A password has at least 12 characters.', 'password')] });
  });
  it('goes on as an error where it is none, or the thing is not there', () => {
    const gone = new DomainError('not-found', 'x', 'Gone.');
    expect(() => refusalOf(gone)).toThrow(gone);
    expect(() => refusalOf(new TypeError('a bug'))).toThrow(TypeError);
  });
  it('of a schema names each field once', () => {
    const checked = z.object({ title: z.string().min(1), steps: z.array(z.string().min(1, 'must not be empty')) }).safeParse({ title: '', steps: ['', ''] });
    expect(faultsOfIssues(checked.error).map(String)).toEqual(['Title must not be empty.', 'Steps must not be empty.']);
    expect(faultsOfIssues(undefined)).toEqual([]);
  });
  it.each([['facts.text.en.whatYouCanDo[0]', 'What you can do (en)'], ['brandId', 'Who speaks'], ['facts', 'Facts'], ['waveIntervalMinutes', 'Wave interval minutes'], ['', 'It']])('calls %s "%s"', (path, name) => {
    expect(fieldName(path)).toBe(name);
  });
});
