import { describe, expect, it } from '@jest/globals';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import type { RunningNotice } from '../store/claim.repository.js';
import { NoticeRotation } from './notice-rotation.js';

const notice = (id: string): RunningNotice => ({ noticeId: id as NoticeId, incidentId: `incident of ${id}` as IncidentId, weight: 1, asked: false, free: true });
const any = (): boolean => true;

describe('who is next', () => {
  it('is looked up a few times a second, and at once when something is said to have changed', async () => {
    let [now, looks] = [1_000, 0];
    let running = [notice('first')];
    const rotation = new NoticeRotation(() => {
      looks += 1;
      return Promise.resolve(running);
    }, () => now, 200);
    expect(await rotation.next(any)).toMatchObject({ noticeId: 'first' });
    running = [notice('second')];
    now += 199;
    expect(await rotation.next(any)).toMatchObject({ noticeId: 'first' });
    expect(looks).toBe(1);
    rotation.lookAgain();
    expect(await rotation.next(any)).toMatchObject({ noticeId: 'second' });
    expect(looks).toBe(2);
  });

  it('is looked up once more where something changed while that was looked up', async () => {
    const looks: ((found: readonly RunningNotice[]) => void)[] = [];
    const rotation = new NoticeRotation(() => new Promise((resolve) => void looks.push(resolve)), () => 1_000, 200);
    const first = rotation.next(any);
    rotation.lookAgain();
    looks[0]!([]);
    expect(await first).toBeNull();
    const second = rotation.next(any);
    expect(looks).toHaveLength(2);
    looks[1]!([notice('late')]);
    expect(await second).toMatchObject({ noticeId: 'late' });
  });

  it('may be who had nothing due a moment ago, but not who is held for a fault', async () => {
    const rotation = new NoticeRotation(() => Promise.resolve([notice('dry'), notice('faulty')]), () => 1_000, 200);
    await rotation.next(any);
    rotation.dry('dry' as NoticeId);
    rotation.hold('faulty' as NoticeId);
    expect(await rotation.next(any)).toBeNull();
    rotation.lookAgain();
    expect(await rotation.next(any)).toMatchObject({ noticeId: 'dry' });
    rotation.dry('dry' as NoticeId);
    expect(await rotation.next(any)).toBeNull();
  });
});
