import { describe, expect, it } from '@jest/globals';
import { plannedMessages, rateTrip, startTrip } from './storm-brake.js';

const LIMITS = { noticesAnHour: 4, incidentMessages: 10_000 };
const load = (some: object) => ({ noticesInHour: 0, messages: 0, notices: 0, ...some });

describe('a notice that is about to start', () => {
  it.each([
    ['update', 100, {}, null],
    ['update', 100, { noticesInHour: 3 }, null],
    ['update', 100, { noticesInHour: 4 }, 'incident-notices'],
    ['correction', 100, { noticesInHour: 9 }, null],
    ['update', 100, { messages: 9_900 }, null],
    ['update', 101, { messages: 9_900 }, 'incident-messages'],
    ['correction', 101, { messages: 9_900 }, 'incident-messages'],
  ] as const)('as %s of %i messages after %j: %s', (type, planned, some, brake) => {
    expect(startTrip(type, planned, load(some), LIMITS)?.brake ?? null).toBe(brake);
  });

  it('is told why with figures', () => {
    expect(startTrip('update', 2_500, load({ messages: 9_000 }), LIMITS)?.reason).toBe('With its 2,500 messages this incident would come to 11,500; 10,000 may leave.');
  });

  it.each([['email', 80], ['sms', 70], ['both', 150], ['preferred', 90]])('by %s sends %i messages', (channels, planned) => {
    expect(plannedMessages(channels, { members: 100, email: 80, sms: 70, unreachable: 10 })).toBe(planned);
  });
});

it('says what came back', () => {
  expect(rateTrip('canary', { kind: 'bounces', count: 23, of: 200 }).reason).toBe('23 of the 200 messages to the first people (11.5 %) came back; the limit is 5 %.');
  expect(rateTrip('outcomes', { kind: 'refusals', count: 60, of: 2_000 }).reason).toBe('60 of the 2,000 last messages (3.0 %) were refused; the limit is 2 %.');
});
