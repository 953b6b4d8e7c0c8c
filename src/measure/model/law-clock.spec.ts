import { describe, expect, it } from '@jest/globals';
import { type EnteredAnchor, type KnownLawRule, type LawEntry } from '../../declare/contract.js';
import { type IncidentId } from '../../kernel/ids.js';
import { lawClocks, type LawFacts, type PlaceCount, placesWithoutRule, stageOf } from './law-clock.js';

const at = (text: string): Date => new Date(text);
const incidentId = '00000000-0000-4000-8000-000000000001' as IncidentId;
const discoveredAt = at('2026-03-02T08:00:00Z');
const NOW = at('2026-03-03T08:00:00Z');

const rule = (change: Partial<KnownLawRule> = {}): KnownLawRule => ({
  id: 'us-ca-people', title: 'California', jurisdiction: 'US-CA', trigger: { kinds: ['data-breach'], residents: 1, regime: null, words: 'Residents.' }, anchor: 'discovered', offset: 30, unit: 'calendar-days',
  recipient: 'people', contentRule: 'us-ca', delayable: true, sourceUrl: 'https://law.example', effectiveFrom: '2026-01-01', reviewedBy: null, certainty: 'A', contentHash: 'x', origin: 'shipped', review: null, ...change,
});
const place = (name: string, affected: number, change: Partial<PlaceCount> = {}): PlaceCount => ({
  place: name, affected, told: 0, byEmail: 0, bySms: 0, byLetter: 0, statutory: 0, firstToldAt: null, lastToldAt: null, statutoryFirstAt: null, statutoryLastAt: null, ...change,
});
const facts = (change: Partial<LawFacts> = {}): LawFacts => ({
  incident: { kind: 'data-breach', discoveredAt, declaredAt: at('2026-03-02T09:00:00Z') }, zone: 'UTC', regimes: [], anchors: [], entries: [], places: [place('US-CA', 10)], holds: [], ...change,
});
const anchor = (name: EnteredAnchor['anchor'], time: Date | null): EnteredAnchor => ({ incidentId, anchor: name, at: time, note: '-', by: 'Lena', enteredAt: NOW });
const entry = (kind: LawEntry['kind'], time: Date | null = null): LawEntry => ({ incidentId, ruleId: 'us-ca-people', kind, at: time, note: 'Ref 7', by: 'Lena', enteredAt: NOW });
const clock = (one: KnownLawRule, change: Partial<LawFacts> = {}, now = NOW) => lawClocks([one], facts(change), now)[0];

describe('which law binds', () => {
  it.each<[string, Partial<KnownLawRule>, Partial<LawFacts>, boolean]>([
    ['its kind, and somebody lives there', {}, {}, true],
    ['another kind', { trigger: { kinds: ['product-recall'], residents: 1, regime: null, words: '' } }, {}, false],
    ['nobody lives there', {}, { places: [place('US-TX', 10)] }, false],
    ['too few live there', { trigger: { kinds: ['data-breach'], residents: 11, regime: null, words: '' } }, {}, false],
    ['a regime that the company is not under', { trigger: { kinds: ['data-breach'], residents: 0, regime: 'hipaa', words: '' } }, {}, false],
    ['a regime that it is under', { trigger: { kinds: ['data-breach'], residents: 0, regime: 'hipaa', words: '' } }, { regimes: ['hipaa'], places: null }, true],
    ['a rule from after the discovery', { effectiveFrom: '2026-03-03' }, {}, false],
    ['a rule that had ended', { effectiveUntil: '2026-03-02' }, {}, false],
  ])('%s', (_, change, others, binds) => {
    expect(clock(rule(change), others) !== undefined).toBe(binds);
  });

  it('before anybody knows who is affected is said with an if', () => {
    expect(clock(rule(), { places: null })).toMatchObject({ binds: 'if-affected', residents: null });
  });
});

describe('a clock of the law', () => {
  it('runs from the discovery of the declaration, and from the one that a person entered where he did', () => {
    expect(clock(rule())).toMatchObject({ state: 'running', anchorFrom: 'incident', deadline: at('2026-04-01T08:00:00Z'), residents: 10 });
    expect(clock(rule(), { anchors: [anchor('discovered', at('2026-03-01T08:00:00Z'))] })).toMatchObject({ anchorFrom: 'entered', deadline: at('2026-03-31T08:00:00Z') });
  });

  it('goes by the newest entry, and by none once it was taken back', () => {
    const anchors = [anchor('determined', at('2026-03-01T08:00:00Z')), anchor('determined', null)];
    expect(clock(rule({ anchor: 'determined' }), { anchors })).toMatchObject({ state: 'waits', deadline: null, stage: null });
  });

  it('of awareness runs from the discovery until a person says when, and says so', () => {
    expect(clock(rule({ anchor: 'aware', offset: 72, unit: 'hours' }))).toMatchObject({ anchorFrom: 'discovery', deadline: at('2026-03-05T08:00:00Z') });
  });

  it('never begins with the declaration: that is later than the law\'s time', () => {
    expect(clock(rule(), { incident: { ...facts().incident, discoveredAt: null } })).toMatchObject({ state: 'waits', anchorAt: null });
  });

  it('without a time is prompt, and lapses never', () => {
    expect(clock(rule({ offset: null, unit: null }), {}, at('2027-01-01T00:00:00Z'))).toMatchObject({ state: 'prompt', deadline: null, stage: null });
  });

  it('lapses', () => {
    expect(clock(rule(), {}, at('2026-04-01T08:00:00Z'))).toMatchObject({ state: 'lapsed', stage: 'lapsed' });
  });

  it('is met by a person\'s word, late where that was late, and runs again when it is taken back', () => {
    expect(clock(rule(), { entries: [entry('met', at('2026-03-03T07:00:00Z'))] })).toMatchObject({ state: 'met', metBy: 'entry', note: 'Ref 7' });
    expect(clock(rule(), { entries: [entry('met', at('2026-04-03T07:00:00Z'))] }, at('2026-04-04T00:00:00Z'))).toMatchObject({ state: 'met-late' });
    expect(clock(rule(), { entries: [entry('met', at('2026-03-03T07:00:00Z')), entry('reopened')] })).toMatchObject({ state: 'running', metAt: null, note: null });
    expect(clock(rule(), { entries: [entry('not-applicable')] })).toMatchObject({ state: 'not-applicable', stage: null });
  });

  it('about people is met when the statutory notice has reached all who live there, and not by an early warning', () => {
    const all = { statutory: 10, told: 10, statutoryFirstAt: '2026-03-03T01:00:00.000Z', statutoryLastAt: '2026-03-03T02:00:00.000Z' };
    expect(clock(rule(), { places: [place('US-CA', 10, all)] })).toMatchObject({ state: 'met', metBy: 'ledger', metAt: at('2026-03-03T02:00:00Z') });
    expect(clock(rule(), { places: [place('US-CA', 11, all)] })).toMatchObject({ state: 'running', toldByStatutory: 10 });
    expect(clock(rule(), { places: [place('US-CA', 10, { told: 10, lastToldAt: '2026-03-03T02:00:00.000Z' })] })).toMatchObject({ state: 'running' });
    expect(clock(rule({ recipient: 'attorney-general' }), { places: [place('US-CA', 10, all)] })).toMatchObject({ state: 'running' });
  });

  it('that runs from telling people begins with the first who was told by the statutory notice', () => {
    const told = place('US-CA', 600, { statutory: 5, statutoryFirstAt: '2026-03-02T20:00:00.000Z', statutoryLastAt: '2026-03-02T21:00:00.000Z' });
    expect(clock(rule({ anchor: 'people-told', offset: 15, recipient: 'attorney-general' }), { places: [told] })).toMatchObject({ anchorFrom: 'ledger', deadline: at('2026-03-17T20:00:00Z') });
  });

  it('waits with law enforcement where the rule allows it, and is due when that is over', () => {
    const hold = { from: at('2026-03-02T12:00:00Z'), until: null, places: null };
    expect(clock(rule(), { holds: [hold] })).toMatchObject({ state: 'delayed', stage: null });
    expect(clock(rule({ delayable: false }), { holds: [hold] })).toMatchObject({ state: 'running' });
    expect(clock(rule(), { holds: [{ ...hold, until: at('2026-04-20T12:00:00Z') }] }, at('2026-04-21T00:00:00Z'))).toMatchObject({ state: 'lapsed', deadline: at('2026-04-20T12:00:00Z') });
    expect(clock(rule(), { holds: [{ ...hold, until: at('2026-03-02T18:00:00Z') }] })).toMatchObject({ state: 'running', deadline: at('2026-04-01T08:00:00Z') });
  });

  it('waits for a hold of a statutory notice where it is about telling people who live where that notice goes, and nowhere else', () => {
    const hold = { from: at('2026-03-02T12:00:00Z'), until: null, places: ['US-CA', 'DE'] };
    expect(clock(rule(), { holds: [hold] })).toMatchObject({ state: 'delayed' });
    expect(clock(rule(), { holds: [{ ...hold, places: ['US-TX'] }] })).toMatchObject({ state: 'running' });
    expect(clock(rule({ recipient: 'attorney-general' }), { holds: [hold] })).toMatchObject({ state: 'running' });
  });

  it.each([
    ['2026-03-05T08:00:01Z', '2026-03-08T08:00:00Z', 'half'],
    ['2026-03-05T07:59:59Z', '2026-03-08T08:00:00Z', null],
    ['2026-03-07T08:00:00Z', '2026-03-08T08:00:00Z', 'day'],
    ['2026-03-08T04:00:00Z', '2026-03-08T08:00:00Z', 'hours'],
    ['2026-03-08T07:00:00Z', '2026-03-08T08:00:00Z', 'hour'],
    ['2026-03-08T08:00:00Z', '2026-03-08T08:00:00Z', 'lapsed'],
  ])('at %s, ending %s, is in the stage %s', (now, deadline, stage) => {
    expect(stageOf(discoveredAt, at(deadline), at(now))).toBe(stage);
  });

  it('that presses stands before those that don\'t', () => {
    const many = [rule({ id: 'c', anchor: 'classified' }), rule({ id: 'b' }), rule({ id: 'a', offset: 1, unit: 'hours' })];
    expect(lawClocks(many, facts(), NOW).map(({ ruleId, state }) => [ruleId, state])).toEqual([['a', 'lapsed'], ['b', 'running'], ['c', 'waits']]);
  });
});

describe('places of which no rule is known', () => {
  const rules = [
    rule(), rule({ id: 'eu-gdpr-34', jurisdiction: 'EU' }), rule({ id: 'us-tx-ag', jurisdiction: 'US-TX', recipient: 'attorney-general' }), rule({ id: 'us-fl-people', jurisdiction: 'US-FL', effectiveUntil: '2026-03-02' }),
    rule({ id: 'us-me-people', jurisdiction: 'US-ME', trigger: { kinds: ['data-breach'], residents: 1_000, regime: null, words: '' } }), rule({ id: 'us-hipaa-people', jurisdiction: 'US', trigger: { kinds: ['data-breach'], residents: 1, regime: 'hipaa', words: '' } }),
  ];
  const places = [place('US-CA', 10), place('DE', 9), place('US-ID', 3), place('US-OR', 4), place('US-TX', 2), place('US-FL', 1), place('US-ME', 1), place('US', 7), place('', 7), place('US-NV', 0)];

  it('are those whose people no rule has told, whatever asks for the authority or by what the company is', () => {
    expect(placesWithoutRule(rules, facts({ places, regimes: ['hipaa'] }))).toEqual([{ place: 'US-OR', affected: 4 }, { place: 'US-ID', affected: 3 }, { place: 'US-TX', affected: 2 }, { place: 'US-FL', affected: 1 }]);
  });

  it('are none of a kind for which no place has a rule, and none before anybody knows who is affected', () => {
    expect(placesWithoutRule(rules, facts({ places, incident: { kind: 'delayed-order', discoveredAt, declaredAt: discoveredAt } }))).toEqual([]);
    expect(placesWithoutRule(rules, facts({ places: null }))).toEqual([]);
  });
});
