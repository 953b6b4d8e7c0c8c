import { authorsOfNew, newestVersion, SHIPPED, stateOf, type WordingState, type WordingVersion } from '../../compose/model/wording.js';
import type { Actor } from '../../kernel/actor.js';
import { mayDo, type Viewer } from '../page/viewer.js';
import { type Tone } from '../page/words.js';

export const WORDING_STATES: Readonly<Record<WordingState, { readonly label: string; readonly tone: Tone }>> = {
  draft: { label: 'waits for review', tone: 'warn' },
  returned: { label: 'sent back', tone: 'bad' },
  'in-use': { label: 'in use', tone: 'good' },
  replaced: { label: 'replaced', tone: '' },
};

/** Of what nobody here has changed: it came with the service, and nobody of the company has reviewed it. */
export const SUPPLIED = { label: 'as supplied', tone: '' } as const;

const nameOf = (version: number): string => (version === SHIPPED ? 'as supplied' : `version ${version}`);

/** The versions of a text or playbook as its page lists them, newest first; the one that came with the service is the last. */
export function versionRows(versions: readonly WordingVersion[], shown: number, page: string) {
  const newest = newestVersion(versions);
  const own = versions.map(({ version, note, restoredFrom, name, madeAt, decision }) => ({
    version, note, name, madeAt, restoredFrom,
    decision: decision && { ...decision, label: decision.kind === 'reviewed' ? 'reviewed' : 'sent back' },
  }));
  const came = { version: SHIPPED, note: 'Supplied with Firstword; nobody here has reviewed it.', name: null, madeAt: null, restoredFrom: null, decision: null };
  return [...own, came].map((row) => ({
    ...row,
    label: nameOf(row.version),
    state: WORDING_STATES[stateOf(row.version, versions)],
    isShown: row.version === shown,
    isNewest: row.version === newest,
    href: `${page}?version=${row.version}`,
    compareHref: row.version === newest ? null : `${page}/compare?from=${row.version}&to=${newest}`,
    compareLabel: `what changed from ${nameOf(row.version)} to ${nameOf(newest)}`,
    restores: row.version !== newest,
  }));
}

/** Whether the viewer can decide the newest version, and in words why not. */
export function reviewBox(viewer: Viewer, versions: readonly WordingVersion[]) {
  const newest = versions.find(({ version }) => version === newestVersion(versions));
  if (newest === undefined || newest.decision !== null) return null;
  const wrote = personOf(viewer.actor) !== null && authorsOfNew(versions).has(personOf(viewer.actor)!);
  const mayReview = mayDo(viewer, 'approver', 'legal');
  const why = !mayReview ? 'An approver or legal looks at it.' : wrote ? 'You wrote some of what is new in it, so somebody else looks at it.' : null;
  return { version: newest.version, name: newest.name, madeAt: newest.madeAt, note: newest.note, why, mayReview: mayReview && !wrote };
}

const personOf = (actor: Actor) => (actor.kind === 'person' ? actor.id : null);

/** Which two versions to compare, as two selects show them. */
export const compareChoices = (versions: readonly WordingVersion[], chosen: number) =>
  [...versions.map(({ version }) => version), SHIPPED].map((version) => ({ value: version, label: nameOf(version), selected: version === chosen }));
