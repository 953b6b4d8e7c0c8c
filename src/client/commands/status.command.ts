import { setTimeout as sleep } from 'node:timers/promises';
import { type components } from '../api.types.js';
import { type ClientCommand, EXIT } from '../client-command.js';
import { type Desk } from '../desk.js';
import { incidentId, isId, isNoticeName, noticeId } from '../names.js';
import { Refused } from '../refusal.js';
import { columns, countsIn } from '../words.js';
import { preflightLines } from './draft.commands.js';
import { progressLines } from './progress.words.js';

type Progress = components['schemas']['Progress'];
type Notice = components['schemas']['Notice'];

const LOOK_MS = 1_000;

export const status: ClientCommand = {
  name: 'status',
  usage: '[<incident>|<notice>] [--wait]',
  summary: 'How incidents, one incident or one notice stand.',
  details: 'An incident is named by its reference (INC-0007), a notice by that and its number (INC-0007/1), or by its id after --notice. --wait stays with a notice\nuntil it is over.',
  options: { wait: { type: 'boolean' }, notice: { type: 'string' } },
  async run(given, desk) {
    const named = given.text('notice') ?? given.words[0];
    if (given.text('notice') !== undefined) given.nothing();
    if (named === undefined) return ofAll(desk);
    if (given.text('notice') === undefined) given.one('an incident or a notice');
    if (given.text('notice') !== undefined || isNoticeName(named)) return ofNotice(desk, await noticeId(desk, named), given.is('wait'));
    return isId(named) ? ofIncident(desk, named) : ofIncident(desk, await incidentId(desk, named));
  },
};

async function ofAll(desk: Desk): Promise<number> {
  const open = await desk.whole((api, page) => api.GET('/api/v1/incidents', { params: { query: { ...page, status: 'open' } } }));
  desk.tell({ items: open, next: null }, () => (open.length === 0 ? ['No incident is open.'] : columns(open.map(({ reference, severity, title }) => [reference, severity, title]))));
  return EXIT.done;
}

async function ofIncident(desk: Desk, id: string): Promise<number> {
  const path = { params: { path: { id } } } as const;
  const incident = await desk.answer((api) => api.GET('/api/v1/incidents/{id}', path));
  const items = await desk.whole((api, query) => api.GET('/api/v1/incidents/{id}/notices', { params: { ...path.params, query } }));
  const notices = await Promise.all(items.map(async (notice) => ({ notice, progress: await progressOf(desk, notice) })));
  desk.tell({ incident, notices }, () => [
    `${incident.reference}, ${incident.severity}, ${incident.status}: ${incident.title}`,
    ...columns(notices.map(({ notice, progress }) => [`${incident.reference}/${notice.number}`, notice.type, progress?.dispatch.state ?? notice.state, progress ? countsIn(progress.sum.outcomes) : ''])),
    ...(notices.length === 0 ? ['No notice was drafted yet.'] : []),
  ]);
  return EXIT.done;
}

async function ofNotice(desk: Desk, id: string, wait: boolean): Promise<number> {
  for (;;) {
    const { notice, preflight } = await desk.answer((api) => api.GET('/api/v1/notices/{id}', { params: { path: { id } } }));
    const progress = await progressOf(desk, notice);
    if (wait && isOnItsWay(notice, progress)) {
      desk.progress(progress ? progressLines(progress).slice(0, 2).join(' ') : 'It has not begun yet.');
      await sleep(LOOK_MS);
      continue;
    }
    desk.progress('');
    desk.tell({ notice, progress }, () => [`${notice.incident.reference}/${notice.number}, ${notice.type}: ${notice.state}.`, ...(progress ? progressLines(progress) : preflight ? preflightLines(preflight) : [])]);
    return EXIT.done;
  }
}

const isOnItsWay = ({ state }: Notice, progress: Progress | null): boolean => (progress ? ['running', 'paused'].includes(progress.dispatch.state) : state === 'approved');

/** Null before it has begun. */
async function progressOf(desk: Desk, { id, state }: Notice): Promise<Progress | null> {
  if (state !== 'approved') return null;
  try {
    return await desk.answer((api) => api.GET('/api/v1/notices/{id}/progress', { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'dispatch-not-found') return null;
    throw error;
  }
}
