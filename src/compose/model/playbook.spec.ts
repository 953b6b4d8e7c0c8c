import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { playbookFaults } from './playbook.js';

const SHIPPED = JSON.parse(readFileSync(new URL('../../../templates/fraud-wave/playbook.json', import.meta.url), 'utf8')) as Record<string, unknown>;
const faults = (change: Record<string, unknown>) => playbookFaults({ ...SHIPPED, ...change }, 'fraud-wave', ['en', 'es'], ['card-number']);

describe('playbookFaults', () => {
  it('finds nothing in the one that came with the service', () => {
    expect(faults({})).toEqual([]);
  });

  it.each([
    [{ severity: 'awful' }, /^severity /],
    [{ severity: undefined }, /^lacks "severity"$/],
    [{ advice: { en: [], es: ['x'] } }, /^advice\.en needs at least one$/],
    [{ advice: { en: [' '], es: ['x'] } }, /^advice\.en\.0 must not be empty$/],
    [{ voice: { en: 'x' } }, /^lacks "voice\.es"$/],
    [{ kind: 'data-breach' }, /^kind is "data-breach", but this is the playbook of fraud-wave$/],
    [{ dataClasses: ['blood-group'] }, /^dataClasses names "blood-group", which has no label$/],
    [{ policies: { channels: 'pigeon', unknownEmail: 'ask', mandatory: true } }, /^policies\.channels /],
    [{ policies: { channels: 'both', unknownEmail: 'ask', mandatory: 'yes' } }, /^policies\.mandatory /],
  ])('names the fault of %j', (change, fault) => {
    expect(faults(change)).toEqual([expect.stringMatching(fault)]);
  });
});
