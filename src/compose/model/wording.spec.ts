import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../kernel/ids.js';
import { aboutName, aboutOf, authorsOfNew, needsTranslation, stateOf, type WordingVersion, versionInUse } from './wording.js';

const [ANA, BEN, CAI] = ['ana', 'ben', 'cai'] as PersonId[];
const AT = new Date('2026-03-02T10:00:00Z');

/** One letter each, oldest first: r reviewed, x returned, d not decided; who made it, and from which version it was fetched back. */
const versions = (...all: [decision: 'r' | 'x' | 'd', by: PersonId, restoredFrom?: number][]): readonly WordingVersion[] =>
  all.map(([letter, madeBy, restoredFrom = null], index) => ({
    version: index + 1, hash: '', note: '', restoredFrom: restoredFrom, madeBy, name: madeBy, madeAt: AT,
    decision: letter === 'd' ? null : { kind: letter === 'r' ? 'reviewed' as const : 'returned' as const, reason: null, by: CAI!, name: 'cai', at: AT },
  })).toReversed();

describe('a wording', () => {
  it.each([
    [versions(), 0, ['in-use']],
    [versions(['d', ANA!]), 0, ['in-use', 'draft']],
    [versions(['r', ANA!], ['d', ANA!]), 1, ['replaced', 'in-use', 'draft']],
    [versions(['r', ANA!], ['x', ANA!]), 1, ['replaced', 'in-use', 'returned']],
    [versions(['r', ANA!], ['d', ANA!], ['r', BEN!]), 3, ['replaced', 'replaced', 'replaced', 'in-use']],
  ])('is used in its newest reviewed version, %#', (all, inUse, states) => {
    expect(versionInUse(all)).toBe(inUse);
    expect(states.map((_, version) => stateOf(version, all))).toEqual(states);
  });

  it.each([
    ['everybody since the last review', versions(['r', CAI!], ['d', BEN!], ['d', ANA!]), [ANA, BEN]],
    ['nobody who wrote before it', versions(['d', BEN!], ['r', BEN!], ['d', ANA!]), [ANA]],
    ['whoever wrote what is fetched back', versions(['x', BEN!], ['r', ANA!], ['d', ANA!, 1]), [ANA, BEN]],
  ])('counts as its authors %s', (_, all, authors) => {
    expect([...authorsOfNew(all)].sort()).toEqual(authors);
  });

  it.each([
    [null, null, false], [null, AT, true], [AT, null, false], [AT, AT, false], [new Date(AT.getTime() - 1), AT, true], [new Date(AT.getTime() + 1), AT, false],
  ])('made %s lags behind one made %s: %s', (here, source, lags) => {
    expect(needsTranslation(here, source)).toBe(lags);
  });

  it('is found by its name, and nothing else is', () => {
    const names = ['template/harbour-pine/data-breach/initial/es-MX', 'playbook/fraud-wave'];
    expect(names.map((name) => aboutName(aboutOf(name)!))).toEqual(names);
    for (const name of ['playbook/rumour', 'template/a/data-breach/first/en', 'template//data-breach/initial/en', 'template/a/data-breach/initial', 'view/x', '']) expect(aboutOf(name)).toBeNull();
  });
});
