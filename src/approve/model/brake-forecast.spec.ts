import { describe, expect, it } from '@jest/globals';
import { brakeForecast } from './brake-forecast.js';

const LIMITS = { noticesAPerson: 3, noticesAnHour: 4, incidentMessages: 10_000, companyMessagesAnHour: 5_000 };
const QUIET = { people: 0, notices: 0, messages: 0 };

describe('what the brake would do', () => {
  it('is nothing as a rule', () => {
    expect(brakeForecast('initial', 5_000, QUIET, LIMITS)).toEqual({ people: 0, holds: [] });
  });
  it('names those who would wait, and not for a correction', () => {
    expect(brakeForecast('update', 10, { ...QUIET, people: 7 }, LIMITS).people).toBe(7);
    expect(brakeForecast('correction', 10, { ...QUIET, people: 7, notices: 9 }, LIMITS)).toEqual({ people: 0, holds: [] });
  });
  it.each([
    ['the hour of the incident', 10, { ...QUIET, notices: 4 }, '4 notices of this incident have started within the hour, and 4 may.'],
    ['the incident in all', 2_000, { ...QUIET, messages: 9_000 }, 'With these 2,000 messages the incident comes to 11,000, and 10,000 may leave.'],
    ['the hour of the company', 5_001, QUIET, 'It has 5,001 messages, and the company may send 5,000 in an hour: it stops there.'],
  ])('says what would hold it: %s', (_, messages, figures, hold) => {
    expect(brakeForecast('update', messages, figures, LIMITS).holds).toEqual([hold]);
  });
});
