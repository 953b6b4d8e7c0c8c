import { describe, expect, it } from '@jest/globals';
import { KNOWN_ACTIONS } from '../../declare/model/sentence-for.js';
import type { FoundEvent } from '../../platform/audit/audit-search.js';
import { askedOf, auditPage } from './audit.presenter.js';
import { whatChoices } from './what.choices.js';

const INCIDENT = '018f0000-0000-7000-8000-000000000001';
const NOW = new Date('2026-03-16T12:00:40Z');
const event = (differs: Partial<FoundEvent>): FoundEvent => ({
  id: '1', at: NOW, actor: { kind: 'person', id: 'p', name: 'Robin Ashe' }, action: 'session.started', subject: { kind: 'person', id: 'p' }, details: {}, incidentId: null, link: null, about: null, ...differs,
});
const pageOf = (...found: readonly FoundEvent[]) => auditPage({
  asked: askedOf({}), filter: {}, faults: [], found, head: { position: 48, hash: 'h' }, check: { verifiedUntil: 46, verifiedAt: new Date('2026-03-16T12:00:00Z'), broken: null } as never,
  incidents: [{ id: INCIDENT, reference: 'INC-0001' }] as never, page: 50, zone: 'UTC', now: NOW,
});

describe('the audit record', () => {
  it('says how far it was checked, and how long ago', () => {
    expect(pageOf()).toMatchObject({ checkedUntil: '46 of 48', checkedAgo: '40 s ago' });
  });
  it('says what an event is about, and of which incident, wherever the event has it', () => {
    const { rows } = pageOf(
      event({ action: 'report.kept', subject: { kind: 'incident', id: INCIDENT }, details: { revision: 2 } }),
      event({ action: 'alert.raised', subject: { kind: 'alert', id: 'a' }, details: { kind: 'x.y', incident: INCIDENT }, about: 'Nothing has left since \u27e62026-03-16T11:00:00.000Z\u27e7.' }),
      event({ about: 'Robin Ashe', details: { way: 'password' } }),
    );
    expect(rows.map(({ sentence, incident }) => [sentence, incident?.reference ?? null])).toEqual([
      ['The report\'s figures were kept (revision 2)', 'INC-0001'], ['An alert was raised: Nothing has left since 16 Mar 2026, 11:00 UTC', 'INC-0001'], ['Robin Ashe signed in, with a password', null],
    ]);
  });
  it('can be narrowed to everything that has a sentence, once each', () => {
    const values = whatChoices('').groups.flatMap(({ options }) => options.map(({ value }) => value));
    expect([...KNOWN_ACTIONS].filter((action) => !values.includes(action))).toEqual([]);
    expect(new Set(values).size).toBe(values.length);
  });
  it('keeps what an address asks for and no choice has', () => {
    expect(whatChoices('notice.a').loose).toEqual([{ value: 'notice.a', label: 'notice.a', selected: true }]);
    expect(whatChoices('notice.approved').loose).toEqual([]);
  });
});
