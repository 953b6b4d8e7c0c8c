import { describe, expect, it } from '@jest/globals';
import { type Brand } from '../../declare/contract.js';
import { senderBox, senderWarning } from './sender-check.presenter.js';

const AT = new Date('2026-03-16T10:00:00Z');
const BRAND = { id: 'northwind', name: 'Northwind', fromEmail: 'care@Mail.northwind.example' } as Brand;
const finding = (about: 'SPF' | 'bounces', state: 'ok' | 'warning' | 'fault') => ({ about, state, says: `${about} is ${state}.`, mend: state === 'ok' ? null : `Mend ${about}.` });
const check = (...findings: ReturnType<typeof finding>[]) => [{ domain: 'mail.northwind.example', selector: 's1', findings, checkedAt: AT, checkedBy: 'Robin' }];

describe('the check of a sender', () => {
  it('is that of the domain of the address, and as good as its worst record', () => {
    expect(senderBox(BRAND, [])).toMatchObject({ domain: 'mail.northwind.example', label: 'not checked yet', checkedAt: null, findings: [] });
    expect(senderBox(BRAND, check(finding('SPF', 'ok'), finding('bounces', 'warning')))).toMatchObject({ label: 'look at it', selector: 's1', findings: [{ about: 'SPF', tone: 'good' }, { about: 'Bounces', tone: 'warn', mend: 'Mend bounces.' }] });
    expect(senderBox(BRAND, check(finding('SPF', 'fault'), finding('bounces', 'warning'))).label).toBe('must be mended');
    expect(senderBox({ ...BRAND, fromEmail: 'care@other.example' }, check(finding('SPF', 'ok'))).checkedAt).toBeNull();
  });

  it('warns in one line where a notice is looked at, and is silent where nothing is to be said', () => {
    const of = (state: Parameters<typeof senderWarning>[0]['state'], troubles: ReturnType<typeof finding>[] = []) => senderWarning({ domain: 'northwind.example', state, troubles, checkedAt: AT });
    expect([of('captured'), of('ok')]).toEqual([null, null]);
    expect(of('fault', [finding('SPF', 'fault'), finding('bounces', 'warning')])).toEqual({ tone: 'bad', says: 'SPF is fault.', mend: 'Mend SPF.', more: 1, checkedAt: AT });
    expect(of('warning', [finding('bounces', 'warning')])).toMatchObject({ tone: 'warn', says: 'bounces is warning.', more: 0 });
    expect(of('unchecked')?.says).toContain('Nobody has checked yet whether mail from northwind.example');
    expect(of('old', [finding('bounces', 'warning')])).toMatchObject({ mend: null, says: expect.stringContaining('for a month') });
  });
});
