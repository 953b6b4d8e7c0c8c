import { describe, expect, it } from '@jest/globals';
import type { PlannedKind } from '../../platform/privacy/retention.js';
import { keptKinds } from './retention.presenter.js';

const kind = (differs: Partial<PlannedKind>): PlannedKind => ({
  key: 'audiences', title: 'Who was affected', what: '', setting: 'KEEP_INCIDENT_DAYS', days: 1_095, due: 0, nextAt: null, openIncidents: 0, heldIncidents: 0, unsettledIncidents: 0, ...differs,
});

describe('what is kept', () => {
  it.each<[Partial<PlannedKind>, readonly string[], boolean]>([
    [{}, [], true],
    [{ days: 0 }, [], false],
    [{ nextAt: new Date(0) }, [], false],
    [{ openIncidents: 1 }, ['not before an incident is closed (1 is open)'], false],
    [{ openIncidents: 1_200, heldIncidents: 1 }, ['not before an incident is closed (1,200 are open)', 'not before a hold is lifted (1 incident)'], false],
    [{ unsettledIncidents: 2 }, ['not before what is in doubt or under way is settled (2 incidents)'], false],
  ])('of %j stays %j', (differs, stays, isEmpty) => {
    expect(keptKinds([kind(differs)]).kinds).toMatchObject([{ stays, isEmpty }]);
  });
  it('names each setting once, with all that goes by it', () => {
    expect(keptKinds([kind({ title: 'Who was affected' }), kind({ title: 'Where messages went' }), kind({ title: 'Calls', setting: 'KEEP_CALL_DAYS' })]).settings).toEqual([
      { name: 'KEEP_INCIDENT_DAYS', of: ['who was affected', 'where messages went'] }, { name: 'KEEP_CALL_DAYS', of: ['calls'] },
    ]);
  });
});
