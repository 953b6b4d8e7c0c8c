import { describe, expect, it } from '@jest/globals';
import { readShippedService } from '../../declare/law.service.js';
import type { SubstituteEntry } from '../../declare/contract.js';
import { projectPath } from '../../platform/config/project-path.js';
import type { PlaceCount } from './law-clock.js';
import { substituteLaws } from './substitute.js';

const SHIPPED = readShippedService(projectPath('law', 'service.json')).map((terms) => ({ ...terms, contentHash: 'h', review: null }));
const place = (name: string, affected: number, told: number): PlaceCount => ({
  place: name, affected, told, byEmail: told, bySms: 0, byLetter: 0, statutory: 0, firstToldAt: null, lastToldAt: null, statutoryFirstAt: null, statutoryLastAt: null,
});
const entry = (termsId: string, stepId: string, isDone: boolean, note: string): SubstituteEntry => ({ incidentId: 'i' as SubstituteEntry['incidentId'], termsId, stepId, isDone, note, by: 'Lena', enteredAt: new Date('2026-03-05T00:00:00Z') });
const breach = { kind: 'data-breach' } as const;

describe('substitute notice', () => {
  it('follows the law of each place in which somebody has not been told, most of them first', () => {
    const laws = substituteLaws(SHIPPED, breach, [], [place('US-CA', 10, 8), place('US-MA', 9, 4), place('US-TX', 5, 5), place('DE', 3, 2), place('', 7, 0), place('US', 4, 0)], []);
    expect(laws.map(({ id, affected, untold }) => [id, affected, untold])).toEqual([['us-ma', 9, 5], ['us-ca', 10, 2], ['eu-gdpr', 3, 1]]);
    expect(laws[1]).toMatchObject({ steps: [{ id: 'e-mail', said: null }, { id: 'website', days: 30 }, { id: 'media' }], reviewed: false });
  });

  it('is what HIPAA asks for too, of the company that it binds', () => {
    const laws = substituteLaws(SHIPPED, breach, ['hipaa'], [place('US-CA', 10, 8), place('US', 4, 0)], []);
    expect(laws.map(({ id, untold }) => [id, untold])).toEqual([['us-hipaa', 6], ['us-ca', 2]]);
  });

  it('stays in sight once somebody has said something of it, with the newest word of each step', () => {
    const told = [place('US-CA', 10, 10)];
    expect(substituteLaws(SHIPPED, breach, [], told, [])).toEqual([]);
    const [law] = substituteLaws(SHIPPED, breach, [], told, [entry('us-ca', 'website', true, 'example.com, from 5 March'), entry('us-ca', 'website', false, 'It was taken down.'), entry('us-ca', 'media', true, 'Sacramento Bee, 6 March')]);
    expect(law!.steps.map(({ id, said }) => [id, said?.isDone ?? null])).toEqual([['e-mail', null], ['website', false], ['media', true]]);
  });

  it('asks nothing of another kind of incident, nor before anybody knows who is affected', () => {
    expect(substituteLaws(SHIPPED, { kind: 'service-outage' }, [], [place('US-CA', 10, 0)], [])).toEqual([]);
    expect(substituteLaws(SHIPPED, breach, [], null, [])).toEqual([]);
  });

  it('is data of which each row names its source, and none claims a review that nobody made here', () => {
    for (const terms of SHIPPED) expect(terms).toMatchObject({ sourceUrl: expect.stringMatching(/^https?:/), certainty: expect.stringMatching(/^[BC]$/), reviewedBy: null });
  });
});
