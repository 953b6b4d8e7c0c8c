import { describe, expect, it } from '@jest/globals';
import { callsByHour, type ForecastInputs, phoneForecast as calculation, type PhoneForecast } from './phone-forecast.js';
import { waitAt } from './phone-pace.js';

const PHONES = { agents: 40, handleSeconds: 300, targetHoldSeconds: 12.76, limitHoldSeconds: 60, callsPerThousand: 40, tellWithinHours: null };
const inputs = (more: Partial<ForecastInputs> = {}): ForecastInputs => ({
  members: 10_000, waves: 4, gapMinutes: 60, callsPerThousand: 40, otherCallsPerHour: 380, agents: 40, handleSeconds: 300, patienceSeconds: 180, phones: PHONES, ...more,
});

function phoneForecast(given: ForecastInputs): PhoneForecast {
  for (const steps = calculation(given); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('what the phones will have to bear', () => {
  it('are the calls of all who are told, worst when the most have been told within four hours', () => {
    const { calls, worstWaitSeconds, worstAtMinutes } = phoneForecast(inputs());
    expect(calls).toBe(400);
    // From the last wave at 180 minutes to the first one's end at 240 all 400 calls come at 100 an hour, beside the 380.
    expect(worstAtMinutes).toBeGreaterThanOrEqual(180);
    expect(worstAtMinutes).toBeLessThan(240);
    const steady = waitAt(480, { agents: 40, patienceSeconds: 180, policy: PHONES });
    expect(worstWaitSeconds).toBeGreaterThan(steady * 0.9);
    expect(worstWaitSeconds).toBeLessThanOrEqual(steady);
  });

  it('are spread by the hour over the four after each wave, and add up', () => {
    // Four waves an hour apart, each a quarter of 400 calls over four hours: 25 more an hour until the last, 25 fewer after.
    expect(callsByHour(inputs())).toEqual([25, 50, 75, 100, 75, 50, 25].map((calls) => expect.closeTo(calls, 6)));
    expect(callsByHour(inputs({ waves: 12, gapMinutes: 5 })).reduce((sum, calls) => sum + calls, 0)).toBeCloseTo(400, 6);
  });

  it('make the notice take the time that its people take at the pace which is borne', () => {
    const { paced } = phoneForecast(inputs({ gapMinutes: 10 }));
    expect(paced!.peoplePerMinute).toBeCloseTo(100 / 60 / 0.04, 0); // 42
    expect(paced!.lastWaveMinutes).toBeCloseTo((3 * 2_500) / paced!.peoplePerMinute, 6); // three hours, not half of one
    expect(phoneForecast(inputs({ gapMinutes: 300 })).paced!.lastWaveMinutes).toBe(900);
  });

  it('say nothing of a pace where the waves go by no phones, or others fill them', () => {
    expect(phoneForecast(inputs({ phones: null })).paced).toBeNull();
    expect(phoneForecast(inputs({ otherCallsPerHour: 500 })).paced).toBeNull();
  });

  it('wait no longer than they have patience, though nobody is there', () => {
    expect(phoneForecast(inputs({ agents: 0 })).worstWaitSeconds).toBeCloseTo(180, -1);
  });
});
