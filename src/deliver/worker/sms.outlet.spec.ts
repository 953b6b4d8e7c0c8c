import { describe, expect, it } from '@jest/globals';
import { SmsGatewayOfTest } from '../../../test/support/deliver-ports.js';
import { RealClock } from '../../platform/clock/clock.js';
import { narrowRates } from '../model/narrow-rates.js';
import { SmsOutlet } from './sms.outlet.js';

describe('texts begun and not recorded', () => {
  it.each([[1, 200], [80, 200], [2_000, 200], [5_000, 500], [50_000, 1_000]])('of accounts of which the fastest bears %i segments a second are %i at most', (perSecond, most) => {
    const account = (rate: number) => ({ gateway: new SmsGatewayOfTest(), connections: 20, perSecond: rate, from: '+12025550100' });
    const outlet = new SmsOutlet([account(1), account(perSecond)], { callbackBase: null, senders: narrowRates(new Map(), null) }, new RealClock());
    expect(outlet.mostUnrecorded).toBe(most);
  });
});
