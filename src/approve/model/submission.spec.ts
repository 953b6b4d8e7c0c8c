import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../compose/contract.js';
import type { Actor, Role } from '../../kernel/actor.js';
import type { PersonId } from '../../kernel/ids.js';
import type { NoticeState } from '../contract.js';
import type { FindingOverride } from './finding-override.js';
import { contributionsOf, requireFreshEyes } from './four-eyes.js';
import { nextSteps, type Situation } from './next-steps.js';
import { verdict, type Preflight } from './preflight.js';
import type { Contributor, StoredNotice } from './stored-notice.js';
import { refusalToSubmit } from './submission.js';

const NOW = new Date('2026-03-16T12:00:00Z');
const ANA = 'ana' as PersonId;
const notice = (state: NoticeState, revision = 2) => ({
  state, revision, schedule: { startAt: null, waves: 1, waveIntervalMinutes: 5, expiresAfterHours: 72 }, sender: { timeZone: 'America/Los_Angeles' },
  policies: { channels: 'both', unknownEmail: 'resend', mandatory: true, quietHours: { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: null } },
}) as unknown as StoredNotice;
const peopled = (members: number) => ({ people: [{ zoneSet: 0, zones: [], members }], numbers: members });
const brief = { ...notice('draft').schedule, expiresAfterHours: 2 };
const finding = (severity: Finding['severity']): Finding => ({ rule: 'foreign-link', severity, part: 'sms', locale: 'en', where: '', why: '', fix: '' });
const passed: FindingOverride = { rule: 'foreign-link', part: 'sms', locale: 'en', where: '', reason: 'The regulator asks for it.', by: 'lea' as PersonId, name: 'Lea', at: '2026-03-16T11:00:00.000Z' };
const preflight = (change: Partial<Preflight> = {}) => ({ revision: 2, state: 'passed', failures: 0, findings: [], overrides: [], ...change }) as Preflight;
const actor = (...roles: Role[]): Actor => ({ kind: 'person', id: ANA, name: 'Ana', roles });

describe('a submission', () => {
  it.each<[string, StoredNotice, Preflight | null, number, string | null]>([
    ['with a pre-flight of this revision goes through', notice('draft'), preflight(), 3, null],
    ['of what was returned goes through', notice('returned'), preflight({ findings: [finding('warn')] }), 3, null],
    ['without a pre-flight', notice('draft'), null, 3, 'preflight-missing'],
    ['with one of an earlier revision', notice('draft'), preflight({ revision: 1 }), 3, 'preflight-missing'],
    ['while it runs', notice('draft'), preflight({ state: 'running' }), 3, 'preflight-running'],
    ['where someone lacks a value', notice('draft'), preflight({ state: 'failed', failures: 7 }), 3, 'preflight-failed'],
    ['with a finding that blocks and that legal let pass goes through', notice('draft'), preflight({ findings: [finding('block')], overrides: [passed] }), 3, null],
    ['with one that legal let pass at another place', notice('draft'), preflight({ state: 'failed', findings: [finding('block')], overrides: [{ ...passed, where: 'elsewhere' }] }), 3, 'preflight-findings'],
    ['with one that no reason lifts', notice('draft'), preflight({ state: 'failed', findings: [{ ...finding('block'), rule: 'empty-part' }], overrides: [{ ...passed, rule: 'empty-part' }] }), 3, 'preflight-findings'],
    ['with a finding that blocks', notice('draft'), preflight({ state: 'failed', findings: [finding('block')] }), 3, 'preflight-findings'],
    ['after one that broke', notice('draft'), preflight({ state: 'broken' }), 3, 'preflight-failed'],
    ['of what is submitted', notice('submitted'), preflight(), 3, 'notice-not-draft'],
    ['of what is approved', notice('approved'), preflight(), 3, 'notice-not-draft'],
    ['of what was rejected', notice('rejected'), preflight(), 3, 'notice-not-draft'],
    ['with more waves than people', { ...notice('draft'), schedule: { ...notice('draft').schedule, waves: 4 } }, preflight(), 3, 'more-waves-than-people'],
    ['that quiet hours keep until it has expired: it is 05:00 there', { ...notice('draft'), schedule: brief }, preflight(), 3, 'quiet-until-expiry'],
    ['that passes quiet hours over', { ...notice('draft'), schedule: brief, policies: { ...notice('draft').policies, quietHours: { from: '21:00', until: '08:00', channels: ['sms'], overrideReason: 'Cards are used now.' } } }, preflight(), 3, null],
  ])('%s', (_name, subject, latest, members, code) => {
    expect(refusalToSubmit(subject, latest, peopled(members), NOW)?.code ?? null).toBe(code);
  });
});

describe('the verdict of a pre-flight', () => {
  it.each([
    [3, 0, [], 'passed'],
    [3, 0, [finding('warn')], 'passed'],
    [3, 1, [], 'failed'],
    [3, 0, [finding('warn'), finding('block')], 'failed'],
    [0, 0, [], 'failed'],
  ] as const)('%i members, %i failures, %j: %s', (members, failures, findings, state) => {
    expect(verdict(members, failures, findings)).toBe(state);
  });
});

describe('four eyes', () => {
  const contributors: Contributor[] = (['author', 'submitter'] as const).map((part) => ({ personId: ANA, name: 'Ana', part, at: NOW }));

  it('see what a person has done', () => {
    expect([contributionsOf(ANA, contributors), contributionsOf('ben' as PersonId, contributors)]).toEqual([['author', 'submitter'], []]);
  });

  it('refuse whoever had a hand in it, in words', () => {
    expect(() => requireFreshEyes(['author', 'submitter'])).toThrow("You can't approve this notice, since you wrote it or its facts and submitted it.");
    expect(() => requireFreshEyes([])).not.toThrow();
  });
});

describe('the next steps', () => {
  const situation = (change: Partial<Situation> = {}): Situation => ({ notice: notice('submitted'), contributors: [], preflight: preflight(), peopled: peopled(3), begun: false, ...change });
  const possible = (who: Actor, change?: Partial<Situation>) =>
    Object.entries(nextSteps(who, situation(change), NOW)).filter(([, reason]) => reason === null).map(([step]) => step);

  it.each<[Role[], NoticeState, string[]]>([
    [['approver'], 'submitted', ['approve', 'return', 'reject']],
    [['legal'], 'submitted', ['return', 'reject']],
    [['author'], 'draft', ['edit', 'preflight', 'submit']],
    [['author'], 'submitted', ['edit', 'preflight']],
    [['commander'], 'approved', ['edit', 'preflight', 'withdraw']],
    [['commander'], 'rejected', []],
    [['agent'], 'submitted', []],
  ])('of %j on what is %s are %j', (roles, state, steps) => {
    expect(possible(actor(...roles), { notice: notice(state) })).toEqual(steps);
  });

  it('leave nothing once it has begun to go out', () => {
    expect(possible(actor('commander', 'approver', 'author'), { notice: notice('approved'), begun: true })).toEqual([]);
  });

  it('leave the signature to somebody else', () => {
    const contributors: Contributor[] = [{ personId: ANA, name: 'Ana', part: 'audience', at: NOW }];
    expect(possible(actor('approver'), { contributors })).toEqual(['return', 'reject']);
  });

  it('leave no decision to a key', () => {
    expect(possible({ kind: 'key', id: 'k' as never, name: 'CI', roles: ['approver'], answerable: ANA })).toEqual([]);
  });
});
