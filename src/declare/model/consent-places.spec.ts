import { describe, expect, it } from '@jest/globals';
import { projectPath } from '../../platform/config/project-path.js';
import { readShippedService } from '../law.service.js';
import { consentPlaces } from './consent-places.js';

const SHIPPED = readShippedService(projectPath('law', 'service.json'));

describe('a law that takes an e-mail for its notice only from who agreed to it', () => {
  it.each([
    ['is that of most states, and not that of the GDPR nor of Florida', 'data-breach', [], ['US-CA', 'US-FL', 'DE', 'US', ''], ['US-CA']],
    ['is HIPAA for the whole country, where that binds the company', 'data-breach', ['hipaa'], ['US-CA', 'US-FL', 'DE', 'US', ''], ['US-CA', 'US-FL', 'US']],
    ['is none of an outage', 'service-outage', ['hipaa'], ['US-CA'], []],
  ] as const)('%s', (_, kind, regimes, places, expected) => {
    expect(consentPlaces(SHIPPED, kind, regimes, places)).toEqual(expected);
  });
});
