import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/capture-fixture.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { FixedClock } from '../platform/clock/clock.js';
import { CountedFigures } from '../platform/figures/counted-figures.js';
import { KeptFigures } from './kept-figures.service.js';

const NOW = new Date('2026-03-16T10:00:00Z');
const EARLIER = new Date('2026-03-16T09:30:00Z');
const INCIDENT = 'i' as IncidentId;
const NOTICE = 'n' as NoticeId;

/** Its parts, each of which says how often it counted. */
function desk({ large, status = 'open', last = null }: { large: boolean; status?: string; last?: unknown }) {
  const counted = { report: 0, incident: 0, forecast: 0, hold: 0, feedback: 0 };
  const remarks: string[] = [];
  const isSent = { yes: true };
  /** Counts when the test lets it. */
  const gate: { wait: Promise<void> } = { wait: Promise.resolve() };
  const count = async <Value>(what: keyof typeof counted, value: Value): Promise<Value & { no: number }> => {
    await gate.wait;
    if (!isSent.yes) throw new DomainError('conflict', 'notice-not-sent', 'Not yet.');
    return { ...value, no: (counted[what] += 1) };
  };
  const log = { warn: () => undefined } as never;
  const figures = new KeptFigures(
    { get: () => Promise.resolve({ status, revision: 1 }) } as never,
    { isLarge: () => Promise.resolve(large), isLargeNotice: () => Promise.resolve(large) } as never,
    new CountedFigures(log),
    { of: () => count('report', { asOf: NOW, remarks: [] }), last: () => Promise.resolve(last), remarks: () => Promise.resolve([...remarks]) } as never,
    { ofIncident: () => count('incident', { takenAt: NOW }), current: () => Promise.resolve({ takenAt: EARLIER, result: {} }) } as never,
    { ofIncident: () => count('forecast', { kind: 'no-forecast' }) } as never,
    { ofMeasurement: () => count('hold', { kind: 'no-hold-time' }) } as never,
    { of: () => count('feedback', { asOf: NOW }) } as never,
    new FixedClock(NOW),
  );
  return { figures, counted, remarks, isSent, gate };
}

describe('the dear figures of the API', () => {
  const all = ({ figures }: ReturnType<typeof desk>) => Promise.all([figures.report(INCIDENT), figures.ofIncident(INCIDENT), figures.expectedCalls(INCIDENT), figures.holdTime(NOTICE), figures.feedback(NOTICE)]);

  it('are counted for whoever asks where the incident is small', async () => {
    const small = desk({ large: false });
    await all(small);
    await all(small);
    expect(small.counted).toEqual({ report: 2, incident: 2, forecast: 2, hold: 2, feedback: 2 });
  });

  it('are counted once of a large one, for all who ask, each with its instant', async () => {
    const big = desk({ large: true });
    await Promise.all([all(big), all(big), all(big)]);
    const [report, incident, forecast, hold, feedback] = await all(big);
    expect(big.counted).toEqual({ report: 1, incident: 1, forecast: 1, hold: 1, feedback: 1 });
    expect([report?.asOf, incident?.takenAt, forecast?.asOf, hold?.asOf, feedback?.asOf]).toEqual([NOW, NOW, NOW, EARLIER, NOW]);
  });

  it('are those of a closed incident as they were kept', async () => {
    const closed = desk({ large: true, status: 'closed' });
    await Promise.all([closed.figures.report(INCIDENT), closed.figures.ofIncident(INCIDENT)]);
    await Promise.all([closed.figures.report(INCIDENT), closed.figures.ofIncident(INCIDENT)]);
    expect(closed.counted).toMatchObject({ report: 2, incident: 2 });
  });

  it('have the remarks of this moment', async () => {
    const big = desk({ large: true });
    await big.figures.report(INCIDENT);
    big.remarks.push('It went well.');
    expect((await big.figures.report(INCIDENT))?.remarks).toEqual(['It went well.']);
    expect(big.counted.report).toBe(1);
  });

  describe('of a report that is being made', () => {
    let slow: ReturnType<typeof desk>;
    let open: () => void;
    const begin = (last: unknown): void => {
      slow = desk({ large: true, last });
      slow.gate.wait = new Promise((resolve) => (open = resolve));
    };
    beforeEach(() => begin({ asOf: EARLIER, remarks: [] }));

    it('are what was kept within the hour, with its instant', async () => {
      expect(await slow.figures.report(INCIDENT)).toMatchObject({ asOf: EARLIER });
      open();
      await eventually(() => slow.figures.report(INCIDENT), (report) => report?.asOf === NOW);
      expect(slow.counted.report).toBe(1);
    });

    it('are none where nothing was ever kept, and nobody waits for them', async () => {
      begin(null);
      expect(await slow.figures.report(INCIDENT)).toBeNull();
      open();
      await eventually(() => slow.figures.report(INCIDENT), (report) => report?.asOf === NOW);
      expect(slow.counted.report).toBe(1);
    });
  });

  it('of anything else are none until they are counted, and then there for all', async () => {
    const slow = desk({ large: true });
    let open = (): void => undefined;
    slow.gate.wait = new Promise((resolve) => (open = resolve));
    const asked = () => Promise.all([slow.figures.ofIncident(INCIDENT), slow.figures.expectedCalls(INCIDENT), slow.figures.holdTime(NOTICE), slow.figures.feedback(NOTICE)]);
    expect(await asked()).toEqual([null, null, null, null]);
    open();
    await eventually(asked, (answers) => answers.every((answer) => answer !== null));
    expect(slow.counted).toMatchObject({ incident: 1, forecast: 1, hold: 1, feedback: 1 });
  });

  it('are refused while nothing has gone out, and there at once when something has', async () => {
    const big = desk({ large: true });
    big.isSent.yes = false;
    await expect(big.figures.feedback(NOTICE)).rejects.toMatchObject({ code: 'notice-not-sent' });
    big.isSent.yes = true;
    expect(await big.figures.feedback(NOTICE)).toMatchObject({ asOf: NOW });
  });
});
