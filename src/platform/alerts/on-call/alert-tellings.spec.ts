import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testApp, type TestApp } from '../../../../test/support/app.js';
import type { Actor } from '../../../kernel/actor.js';
import type { Person } from '../../auth/people.js';
import { StaffMessages } from '../../staff-messages/staff-messages.js';
import { People } from '../../auth/people.js';
import { instantMark } from '../../clock/told-time.js';
import { Alerts } from '../alerts.js';
import { AlertContacts } from './alert-contacts.js';
import { AlertTellings } from './alert-tellings.js';
import { contactInput } from './contact.schema.js';

interface Said {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}
const STILL = { kind: 'dispatch.still', severity: 'critical', message: 'Notice 1 stands still.', remedy: 'Look whether a worker is up.', lasting: true } as const;

describe('who is told of alerts', () => {
  let app: TestApp;
  let alerts: Alerts;
  let contacts: AlertContacts;
  let tellings: AlertTellings;
  let admin: Person & { readonly actor: Actor };
  let first: Person & { readonly actor: Actor };
  let second: Person & { readonly actor: Actor };

  beforeAll(async () => {
    app = await testApp();
    [alerts, contacts, tellings] = [app.app.get(Alerts), app.app.get(AlertContacts), app.app.get(AlertTellings)];
    [admin, first, second] = [await app.person('admin'), await app.person('ops'), await app.person('commander')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.database.db.query('truncate alert, alert_case, alert_telling, alert_contact, staff_message');
  });

  const sql = <Row>(text: string, parameters: unknown[] = []) => app.database.db.query<Row>(text, parameters);
  const list = (person: Person, more: Record<string, unknown> = {}) => contacts.add(admin.actor, contactInput.parse({ personId: person.id, ...more }));
  /** What waits to leave, and is taken by a provider with this. */
  const said = async (becomes = 'sent'): Promise<Said[]> => {
    const rows = await sql<{ content: string }>(`select s.content from staff_message as s join alert_telling as t on t.staff_message_id = s.id where s.content is not null order by t.id`);
    await sql(`update staff_message set state = $1, content = null, settled_at = now() where content is not null`, [becomes]);
    return rows.map(({ content }) => app.app.get(StaffMessages).open(content));
  };
  const told = async (becomes?: string): Promise<string[]> => {
    await tellings.tell();
    return (await said(becomes)).map(({ to }) => to);
  };
  const later = () => sql(`update alert_case set next_at = now() - interval '1 second'`);
  const linkIn = (text: string): string => /http:\/\/firstword\.test(\/a\/\w+)/.exec(text)![1]!;

  it('one after the other until somebody answers, and that it is over', async () => {
    await list(first, { phone: '+1 206 555 0123', criticalBy: ['email', 'sms'] });
    await list(second);
    await alerts.raise({ ...STILL, subject: 'notice:1' });
    await tellings.tell();
    const messages = await said();
    expect(messages.map(({ to }) => to)).toEqual([first.email, '+12065550123']);
    expect(messages[0]!.subject).toBe('Critical: Notice 1 stands still.');
    expect(messages[0]!.text).toContain('What to do: Look whether a worker is up.');
    expect(messages[1]!.text.length).toBeLessThanOrEqual(306);
    expect(await told()).toEqual([]); // five minutes have not passed
    await later();
    expect(await told()).toEqual([second.email]);
    await later();
    expect(await told()).toEqual([first.email, '+12065550123']);
    await alerts.acknowledge(second.actor, (await alerts.list({ limit: 1 }))[0]!.id);
    await later();
    expect(await told()).toEqual([]);
    await alerts.clear(STILL.kind, 'notice:1');
    await tellings.tell();
    expect((await said()).map(({ to, subject }) => [to, subject])).toEqual([[first.email, 'Over: Notice 1 stands still.'], ['+12065550123', ''], [second.email, 'Over: Notice 1 stands still.']]);
    expect(await told()).toEqual([]);
    const steps = await sql<{ action: string; details: { step: number; why: string } }>(`select e.action, e.details from audit_event as e where e.action like 'alert.%' order by e.id`);
    expect(steps.map(({ action, details }) => (action === 'alert.told' ? `${details.step} ${details.why}` : action))).toEqual([
      'alert.raised', '1 raised', '1 raised', '2 nobody-answered', '3 nobody-answered', '3 nobody-answered', 'alert.acknowledged', 'alert.closed', 'alert.said-over', 'alert.said-over', 'alert.said-over',
    ]);
  });

  it('tells times on the clocks of whoever is told, and keeps on whose', async () => {
    const people = app.app.get(People);
    expect(await people.setOwnZone(first.actor, first.id, 'america/los_angeles')).toBe('America/Los_Angeles');
    await expect(people.setOwnZone(first.actor, first.id, 'Mars/Base')).rejects.toMatchObject({ code: 'zone-unknown' });
    await list(first, { phone: '+1 206 555 0123', criticalBy: ['email', 'sms'] });
    await list(second);
    await alerts.raise({ ...STILL, subject: 'law:1', message: `Less than an hour is left (${instantMark(new Date('2026-03-16T15:00:00Z'))}).`, zone: 'Europe/Berlin' });
    expect((await alerts.list({ limit: 1 }))[0]!.message).toBe('Less than an hour is left (16 Mar 2026, 16:00 CET).');
    await tellings.tell();
    const [mail, text] = await said();
    expect(mail).toMatchObject({ subject: 'Critical: Less than an hour is left (16 Mar 2026, 08:00 PDT).', text: expect.stringMatching(/^Since \d{1,2} \w{3} \d{4}, \d\d:\d\d P[DS]T\.$/m) });
    expect(text!.text).toContain('(16 Mar 2026, 08:00 PDT)');
    expect((await app.send('GET', linkIn(mail!.text))).body).toContain('(16 Mar 2026, 08:00 PDT)');
    await later();
    await tellings.tell();
    expect((await said())[0]).toMatchObject({ to: second.email, subject: 'Critical: Less than an hour is left (16 Mar 2026, 15:00 UTC).' });
    const zones = await sql<{ zone: string }>(`select e.details ->> 'zone' as zone from audit_event as e where e.action = 'alert.told' and e.subject_id = (select a.id::text from alert as a) order by e.id`);
    expect(zones.map(({ zone }) => zone)).toEqual(['America/Los_Angeles', 'America/Los_Angeles', 'UTC']);
    await people.setOwnZone(first.actor, first.id, null);
  });

  it('once for a storm of one kind; whoever answers answers for all of it', async () => {
    await list(first);
    for (let n = 0; n < 40; n += 1) await alerts.raise({ ...STILL, subject: `notice:${n}` });
    await tellings.tell();
    const [mail, ...more] = await said();
    expect(more).toEqual([]);
    await alerts.raise({ ...STILL, subject: 'notice:late' });
    expect(await told()).toEqual([]);
    const door = linkIn(mail!.text);
    const page = await app.send('GET', door);
    expect(page.statusCode).toBe(200);
    expect((await alerts.list({ live: true, limit: 100 })).every(({ state }) => state === 'open')).toBe(true); // looking changes nothing
    expect((await app.send('POST', door)).statusCode).toBe(200);
    const live = await alerts.list({ live: true, limit: 100 });
    expect([live.length, live.every(({ state, acknowledgedBy }) => state === 'acknowledged' && acknowledgedBy === first.name)]).toEqual([41, true]);
    expect((await app.send('POST', door)).statusCode).toBe(200); // pressed twice
  });

  it('by nobody else\'s link', async () => {
    await list(first);
    await alerts.raise({ ...STILL, subject: 'notice:1' });
    await tellings.tell();
    const door = linkIn((await said())[0]!.text);
    const wrong = `${door.slice(0, -1)}${door.endsWith('0') ? '1' : '0'}`;
    expect([(await app.send('GET', wrong)).statusCode, (await app.send('POST', wrong)).statusCode]).toEqual([404, 404]);
    expect((await alerts.list({ limit: 1 }))[0]).toMatchObject({ state: 'open' });
  });

  it('of one that goes on where the first of its kind is over', async () => {
    await list(first);
    await alerts.raise({ ...STILL, subject: 'notice:1' });
    await alerts.raise({ ...STILL, subject: 'notice:2', message: 'Notice 2 stands still.' });
    expect(await told()).toHaveLength(1);
    await alerts.clear(STILL.kind, 'notice:1');
    await tellings.tell();
    expect((await said()).map(({ subject }) => subject).sort()).toEqual(['Critical: Notice 2 stands still.', 'Over: Notice 1 stands still.']);
  });

  it('not again at once of what comes and goes, and at once of what became worse', async () => {
    await list(first);
    const wobble = { ...STILL, severity: 'warning', subject: 'notice:1' } as const;
    await alerts.raise(wobble);
    expect(await told()).toHaveLength(1);
    await alerts.clear(STILL.kind, 'notice:1');
    expect(await told()).toHaveLength(1); // over
    await alerts.raise(wobble);
    expect(await told()).toEqual([]);
    await alerts.raise({ ...wobble, severity: 'critical' });
    expect(await told()).toEqual([first.email]);
  });

  it.each(['failed', 'unknown', 'cancelled'])('by text where the mail is %s; and the next at once where there is no other way', async (becomes) => {
    await list(first, { phone: '+1 206 555 0123' });
    await list(second);
    await alerts.raise({ ...STILL, subject: 'notice:1' });
    expect(await told(becomes)).toEqual([first.email]);
    expect(await told(becomes)).toEqual(['+12065550123']);
    expect(await told()).toEqual([second.email]);
    expect((await tellings.tellingsOf((await alerts.list({ limit: 1 }))[0]!.id)).map(({ why, outcome }) => [why, outcome])).toEqual([['raised', 'not-sent'], ['other-way', 'not-sent'], ['nobody-answered', 'sent']]);
  });

  it('by text where the mail does not leave within a minute', async () => {
    await list(first, { phone: '+1 206 555 0123' });
    await alerts.raise({ ...STILL, subject: 'notice:1' });
    await tellings.tell();
    await sql(`update alert_telling set told_at = now() - interval '2 minutes'`);
    await tellings.tell();
    expect((await said()).map(({ to }) => to)).toEqual([first.email, '+12065550123']);
  });

  it('not of warnings outside of their hours, nor once they may not sign in', async () => {
    await list(first, { fromTime: '00:00', untilTime: '00:01', days: [((new Date().getUTCDay() + 3) % 7) + 1] });
    await alerts.raise({ ...STILL, severity: 'warning', subject: 'notice:1' });
    expect(await told()).toEqual([]);
    await later();
    await sql(`update alert_contact set until_time = '00:00', days = '{1,2,3,4,5,6,7}'`);
    expect(await told()).toEqual([first.email]);
    await sql(`update person set disabled_at = now() where id = $1`, [first.id]);
    await later();
    expect(await told()).toEqual([]);
    await sql(`update person set disabled_at = null where id = $1`, [first.id]);
  });

  it('is itself an alert while it is nobody', async () => {
    await tellings.tell();
    expect(await alerts.list({ live: true, limit: 5 })).toEqual([expect.objectContaining({ kind: 'alerts.nobody-listed', times: 1 })]);
    await list(first);
    await tellings.tell();
    expect(await alerts.list({ live: true, limit: 5 })).toEqual([]);
  });

  it('can be tried by whoever is listed, and reaches nobody else', async () => {
    await list(first);
    await expect(tellings.test(second.actor)).rejects.toMatchObject({ code: 'not-listed' });
    await list(second);
    await tellings.test(second.actor);
    await tellings.tell();
    const [mail, ...more] = await said();
    expect([mail!.to, more.length]).toEqual([second.email, 0]);
    await app.send('POST', linkIn(mail!.text));
    expect((await alerts.list({ limit: 1 }))[0]).toMatchObject({ kind: 'alerts.test', state: 'resolved' });
  });

  it('is said through the API by those whose work it is', async () => {
    const [ops, auditor] = [await app.browser(first), await app.browser(await app.person('auditor'))];
    expect((await app.send('POST', '/api/v1/alert-contacts', auditor, { personId: first.id })).statusCode).toBe(403);
    expect((await app.send('POST', '/api/v1/alert-contacts', ops, { personId: first.id, criticalBy: ['sms'] })).json()).toMatchObject({ code: 'contact-invalid' });
    await app.send('POST', '/api/v1/alert-contacts', ops, { personId: first.id });
    const two = (await app.send('POST', '/api/v1/alert-contacts', ops, { personId: second.id, phone: '206-555-0123', criticalBy: ['sms'], warningBy: [] })).json<{ contacts: { id: string; phone: string; name: string }[] }>();
    expect(two.contacts.map(({ name, phone }) => [name, phone])).toEqual([[first.name, null], [second.name, '+12065550123']]);
    const moved = await app.send('POST', `/api/v1/alert-contacts/${two.contacts[1]!.id}/earlier`, ops);
    expect(moved.json<typeof two>().contacts.map(({ name }) => name)).toEqual([second.name, first.name]);
    expect((await app.send('DELETE', `/api/v1/alert-contacts/${two.contacts[1]!.id}`, ops)).statusCode).toBe(204);
    expect((await app.send('GET', '/api/v1/alert-contacts', auditor)).json<typeof two>().contacts).toHaveLength(1);
  });
});
