import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { KNOWN_ACTIONS, sentenceFor } from './sentence-for.js';

describe('the timeline says', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['incident.declared', {}, 'The incident was declared'],
    ['incident.amended', { changed: ['happenedFrom', 'facts'] }, 'What is known was changed (happened from, facts)'],
    ['audience-list.uploaded', { total: 1200, found: 1150 }, 'A list of 1,200 references was uploaded; 1,150 are customers'],
    ['audience.frozen', { members: 20_012 }, 'The audience was frozen: 20,012 people'],
    ['audience.frozen', { members: 1 }, 'The audience was frozen: 1 person'],
    ['audience.frozen', { members: 12, toldBy: 'x' }, 'Those who were told before were frozen as an audience: 12 people'],
    ['notice.drafted', { type: 'initial', members: 20_012 }, 'The notice (first word) was drafted, for 20,012 people'],
    ['notice.submitted', { number: 2, type: 'update', members: 3 }, 'Notice 2 (update) was submitted for approval, for 3 people'],
    ['notice.returned', { number: 1, reason: 'Say when it happened.' }, 'Notice 1 was returned: Say when it happened.'],
    ['notice.approval-voided', {}, 'The approval of the notice is void: it was edited'],
    ['rollout.started', { members: 20_012, waves: 6 }, 'Sending began, for 20,012 people in 6 waves'],
    ['rollout.started', { number: 2, type: 'update', members: 9, waves: 1 }, 'Sending of notice 2 (update) began, for 9 people'],
    ['dispatch.paused', { reason: '' }, 'Sending was paused'],
    ['dispatch.paused', { number: 1, type: 'initial', reason: 'A wrong number?' }, 'Sending of notice 1 (first word) was paused: A wrong number?'],
    ['dispatch.finished', { number: 1, type: 'initial' }, 'Sending of notice 1 (first word) is done'],
    ['notice.edited', { number: 1, type: 'initial', changes: ['audienceId', 'incidentRevision', 'text.es'] }, 'Notice 1 (first word) was edited (people, text in Spanish)'],
    ['notice.edited', { changes: [] }, 'The notice was edited'],
    ['message.decided', { decision: 'not-told', reason: 'The relay has no record of it.' }, 'A message in doubt was taken for not told: The relay has no record of it.'],
    ['measurement.taken', { outcome: 'not-enough-data' }, 'The effect was measured: not enough data yet'],
    ['measurement.taken', { number: 1, type: 'initial', outcome: 'estimate' }, 'The effect of notice 1 (first word) was measured'],
    ['measurement.taken', { outcome: 'not-measurable' }, 'The effect was measured: avoided calls can\'t be told from it'],
    ['postal-file.made', {}, 'A file of letters was made for the notice'],
    ['alert.raised', { kind: 'alerts.nobody-listed' }, 'An alert was raised (alerts nobody listed)'],
    ['lighthouse.lit', {}, 'Lighthouse lit'], // one that has no sentence yet
    ['odd', {}, 'Odd'],
  ])('%s %j', (action, details, sentence) => {
    expect(sentenceFor(action, details)).toBe(sentence);
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['customer.looked-up', {}, 'HP-035175', 'Customer HP-035175 was looked up'],
    ['customer.exported', {}, 'HP-035175', 'Everything held about customer HP-035175 was handed out'],
    ['session.started', { way: 'passkey' }, 'Robin Ashe', 'Robin Ashe signed in, with a passkey'],
    ['person.created', { roles: ['commander', 'author'] }, 'Robin Ashe', 'Robin Ashe was added (commander, author)'],
    ['import.finished', { kind: 'customers', inserted: 39_000, updated: 900, unchanged: 100, rejected: 1 }, 'customers.csv', 'A file was imported, customers.csv: 40,000 customers (1 row left out)'],
    ['brand.saved', {}, 'Harbour Pine', 'How Harbour Pine presents itself to customers was saved'],
    ['alert.raised', { kind: 'alerts.nobody-listed' }, 'Nobody is on the list.', 'An alert was raised: Nobody is on the list'],
    ['webhook.disabled', { why: 'It failed for five days.' }, 'Status page', 'A webhook was switched off (Status page): It failed for five days'],
  ])('%s %j of %s', (action, details, about, sentence) => {
    expect(sentenceFor(action, details, about)).toBe(sentence);
  });

  it('something of every action that the service writes down at all', async () => {
    const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    const sources = await Promise.all(files.map((file) => readFile(join('src', file), 'utf8')));
    const written = new Set(sources.flatMap((source) => [...source.matchAll(/action: '([a-z-]+\.[a-z-]+)'/g)].map(([, action]) => action!)));
    expect(written.size).toBeGreaterThan(80);
    expect([...written].filter((action) => !KNOWN_ACTIONS.has(action))).toEqual([]);
  });

  it.each([...KNOWN_ACTIONS])('%s in words though its details are missing', (action) => {
    expect(sentenceFor(action, {})).toMatch(/^[A-Z][^{}[\]]*[a-z)]$/);
    expect(sentenceFor(action, {})).not.toMatch(/undefined|null|NaN|object/);
  });

  it('something of every action that the service writes down for an incident', async () => {
    const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    const sources = await Promise.all(files.map((file) => readFile(join('src', file), 'utf8')));
    // Up to the end of the line: which of two it is may be decided on the spot.
    const written = sources.flatMap((source) => [...source.matchAll(/action: ([^\n]*)[^]{0,250}?incidentId/g)].flatMap(([, line]) => [...line!.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map((match) => match[1]!)));
    expect(written).toEqual(expect.arrayContaining(['notice.drafted', 'texts.stopped', 'rollout.refused', 'dispatch.finished']));
    expect(written.filter((action) => !KNOWN_ACTIONS.has(action))).toEqual([]);
  });
});
