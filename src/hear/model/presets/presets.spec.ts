import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KeyedHash } from '../../../kernel/keyed-hash.js';
import { CALL_OUTCOMES } from '../../contract.js';
import { type CallRowOptions, readCall } from '../call-row.js';
import { presetHeader } from './preset-header.js';
import { presetRow } from './preset-row.js';
import { PRESETS, presetOf } from './presets.js';
import { isoOf, secondsOf } from './written-time.js';

describe('times as exports write them', () => {
  it.each([
    ['3/2/26 10:05 PM', 'mdy', '2026-03-02T22:05:00'],
    ['3/2/2026, 12:05:09 AM', 'mdy', '2026-03-02T00:05:09'],
    ['2/3/2026 22:05', 'dmy', '2026-03-02T22:05:00'],
    ['02.03.2026 22:05:01', 'dmy', '2026-03-02T22:05:01'],
    ['Mon, 02 Mar 2026 09:15:00', 'mdy', '2026-03-02T09:15:00'],
    ['Mon, 02 Mar 2026 09:15:00 +0000', 'mdy', '2026-03-02T09:15:00+0000'],
    ['Mar 2, 2026, 9:15:00 AM', 'mdy', '2026-03-02T09:15:00'],
    ['2026-03-02 09:15:00 UTC', 'mdy', '2026-03-02T09:15:00Z'],
    ['09:15:00 UTC 2026-03-02', 'mdy', '2026-03-02T09:15:00Z'],
    ['2026-3-2 9:15', 'mdy', '2026-03-02T09:15:00'],
    ['2026-03-02T09:15:00.250Z', 'mdy', '2026-03-02T09:15:00Z'],
    ['3/2/26 13:05 PM', 'mdy', '3/2/26 13:05 PM'],
    ['soon', 'mdy', 'soon'],
  ] as const)('%s (%s) is %s', (text, order, expected) => {
    expect(isoOf(text, order)).toBe(expected);
  });

  it.each([
    ['00:01:31', 'milliseconds', '91'], ['1:31', 'seconds', '91'], ['1m 31s', 'seconds', '91'], ['2h', 'seconds', '7200'],
    ['45000', 'milliseconds', '45'], ['1,250', 'seconds', '1250'], ['12.5', 'seconds', '12.5'], ['five', 'seconds', 'five'], ['', 'seconds', ''],
  ] as const)('%s in %s is %s', (text, unit, expected) => {
    expect(secondsOf(text, unit)).toBe(expected);
  });
});

describe('a header', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('of %s is known by its own columns and by nobody else’s', (id, preset) => {
    const header = [...preset.knownBy.map((names) => names[0]!), ...preset.inbound.map(({ column }) => column[0]!), preset.columns.offered_at![0]!];
    expect(presetHeader(header, null)).toMatchObject({ preset: { id }, why: expect.stringContaining(`"${header[0]!}"`), columns: null });
    expect(PRESETS.filter(({ knownBy }) => knownBy.every((names) => names.some((name) => header.includes(name)))).map((each) => each.id)).toEqual([id]);
  });

  it('with our own names is nobody’s', () => {
    expect(presetHeader(['call_id', 'offered_at', 'outcome', 'phone', 'queue'], null)).toBeNull();
  });

  it('that does not say which calls came in is refused, unless all did', () => {
    const header = ['Contact ID', 'Channel', 'Initiation timestamp', 'Queue'];
    expect(() => presetHeader(header, null)).toThrow(/"InitiationMethod"/);
    expect(presetHeader(header, null, true)).toMatchObject({ preset: { id: 'amazon-connect' } });
  });

  it('without the time of the call is none of the export that was chosen', () => {
    expect(() => presetHeader(['a', 'b'], presetOf('five9'))).toThrow(/none of the columns "TIMESTAMP"/);
  });

  it.each([[16, null], [17, 'uniqueid'], [18, 'userfield'], [21, 'sequence']])('that a Master.csv of %i columns does not have is known', (length, last) => {
    const row = ['', '2065550123', '100', 'from-trunk', '', 'c', '', 'Queue', 'cards', '2026-03-02 10:00:00', '', '2026-03-02 10:03:00', '180', '0', 'NO ANSWER', 'DOCUMENTATION', '1772442000.1', '', '', '1772442000.1', '3'].slice(0, length);
    const found = presetHeader(row, null);
    expect(found).toMatchObject({ preset: { id: 'asterisk' }, why: expect.stringContaining('without a header') });
    expect(found!.columns).toHaveLength(length);
    if (last) expect(found!.columns!.at(-1)).toBe(last);
  });
});

describe('whatever a row says', () => {
  const options: CallRowOptions = { timeZone: 'UTC', queue: '', outcomes: {}, hashCaller: () => 'h'.repeat(43) as KeyedHash, knownHash: () => null };
  const words = ['inbound', 'Inbound', 'voice', 'Voice', 'ANSWERED', 'completed', 'from-trunk', '2026-03-02 10:00:00', '3/2/26 1:00 PM', '00:01:00', '[None]', '12', 'a; b', '-1', '99999999999999999999', 'tel:+12065550123', ''];
  const cell = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 10 }));

  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('of %s, it is a call, a fault or no call that came in', (_id, preset) => {
    const names = [...new Set([...Object.values(preset.columns).flat(), ...preset.inbound.flatMap(({ column }) => column), ...preset.outcome.flatMap(({ when }) => when.flatMap(({ column }) => column))])];
    const header = presetHeader(names, preset)!;
    fc.assert(
      fc.property(fc.array(cell, { minLength: names.length, maxLength: names.length }), (cells) => {
        const row = { cell: (column: string) => cells[names.indexOf(column)]?.trim() || null };
        const texts = presetRow(row, header, { dateOrder: 'mdy', inboundContexts: [], ownWords: [] });
        if (texts === null) return;
        const read = readCall(texts, options);
        if (read.kind === 'rejected') expect(read.faults.length).toBeGreaterThan(0);
        if (read.kind !== 'row') return;
        expect(CALL_OUTCOMES).toContain(read.row.outcome);
        expect(Number.isNaN(read.row.offeredAt.getTime())).toBe(false);
        for (const seconds of [read.row.waitSeconds, read.row.talkSeconds]) expect(seconds === null || seconds >= 0).toBe(true);
      }),
      { numRuns: 300, seed: 20260302 },
    );
  });
});
