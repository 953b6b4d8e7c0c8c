import { describe, expect, it } from '@jest/globals';
import type { MessageId } from '../../kernel/ids.js';
import { binding, samePlace } from './epoch.js';

describe('a database', () => {
  it.each([
    ['7301/00000001/16400', '7301/00000001/16400', true],
    ['7301/00000001/16400', '7301/00000002/16400', false],
    ['7301/00000001/16400', '7455/00000001/16400', false],
    ['7301/00000001/16400', '7301/00000001/25600', false],
    ['-/00000001/16400', '7301/00000001/16400', true],
    ['7301/-/16400', '7301/00000009/16400', true],
    ['7301/-/16400', '7455/00000009/16400', false],
  ])('that was at %s and now is at %s is in the same place: %s', (kept, now, same) => {
    expect(samePlace(kept, now)).toBe(same);
  });

  it('must know the marks of its own epoch and of later ones, and no others', () => {
    const mark = (lineage: string, databaseOid: number, epoch: number) => ({ lineage, databaseOid, epoch, owner: 'w', messageId: '1' as MessageId, no: 1 });
    const marks = [mark('a', 5, 2), mark('a', 5, 3), mark('a', 5, 4), mark('b', 5, 3), mark('a', 6, 3)];
    expect(binding(marks, { lineage: 'a', databaseOid: 5, epoch: 3 })).toEqual([marks[1], marks[2]]);
  });
});
