import { describe, expect, it } from '@jest/globals';
import { casePage, type DeskCase } from './desk.presenter.js';

const customer = { id: '1', reference: 'HP-1', firstName: 'Ana', lastName: 'Diaz', email: null, phone: '+17065550104', locale: 'es-US', suppressed: [] };
const message = { messageId: 'm', channel: 'email', address: 'ana@mail.example', state: 'sent', copyNo: 0, proved: true, handedOverAt: new Date(0), deliveredAt: null, text: '', reason: null };
const reasons = { data: ['card-number'], touchpoints: [{ kind: 'card-purchase', occurredAt: '2026-02-16T03:42:00.000Z', label: 'Store 15' }] };
const notice = { incidentId: 'i', reference: 'INC-0001', title: 'Cards', status: 'open', kind: 'data-breach', reasons, answers: [], nextUpdateAt: null, held: null, outcome: 'unknown', notice: { id: 'n', number: 1, type: 'initial' }, pageSeenAt: null, messages: [message], checks: [] };
const shown = casePage({ file: { customer, notices: [notice], replies: [] }, keys: () => 'key', zone: 'America/Los_Angeles', faults: [], said: null } as unknown as DeskCase);

describe('a case at the desk', () => {
  it('says the day of the clocks that the message went by, as days are written everywhere', () => {
    expect(shown.incidents[0]!.why).toEqual(['data: card number', 'card purchase on 15 Feb 2026, 19:42 PST: Store 15']);
  });

  it('promises nothing once the newest notice is an all-clear', () => {
    const promising = { ...notice, nextUpdateAt: '2026-03-03T09:00:00Z' };
    const next = (...notices: readonly object[]) => casePage({ file: { customer, notices, replies: [] }, keys: () => 'key', zone: 'UTC', faults: [], said: null } as unknown as DeskCase).incidents[0]!.next;
    expect([next(promising), next({ ...notice, notice: { id: 'm', number: 2, type: 'resolution' } }, promising)]).toEqual(['2026-03-03T09:00:00Z', null]);
  });

  it('says number, language and outcomes in words', () => {
    expect(shown.customer).toMatchObject({ phone: '+1 706 555 0104', speaks: 'Spanish (United States)' });
    expect(shown.incidents[0]!.notices[0]).toMatchObject({ outcome: 'nobody knows whether they were told', messages: [{ stateLabel: 'handed over' }] });
  });
});
