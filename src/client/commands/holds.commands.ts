import { UsageError } from '../../platform/start/cli/command.js';
import type { components } from '../api.types.js';
import { type ClientCommand } from '../client-command.js';
import { type Desk } from '../desk.js';
import { incidentId, isNoticeName, noticeId } from '../names.js';
import { columns, timeIn } from '../words.js';

/** What is shown of a hold: one of a notice has it too. */
type Hold = components['schemas']['IncidentHold'];
type Asked = Pick<Hold, 'requestedBy' | 'reason' | 'until'>;

/** An incident, or one notice of it: the same three doors under either. */
interface Doors {
  readonly list: () => Promise<readonly Hold[]>;
  readonly place: (body: Asked) => Promise<{ readonly items: readonly Hold[] }>;
  readonly end: (reason: string) => Promise<{ readonly items: readonly Hold[] }>;
}

const WHAT = 'An incident is named by its reference or id, and everything of it is held. A notice is named INC-0007/1, or by --notice and its id, and held alone.';
const OPTIONS = { notice: { type: 'boolean' } } as const;

/** `firstword holds INC-0007`, `INC-0007/1`, or `<id> --notice`. @throws UsageError where there is none of that name */
async function doorsOf(desk: Desk, name: string, isNotice: boolean): Promise<Doors> {
  if (isNotice || isNoticeName(name)) {
    const params = { path: { id: await noticeId(desk, name) } };
    return {
      list: () => desk.whole((api, query) => api.GET('/api/v1/notices/{id}/holds', { params: { ...params, query } })),
      place: (body) => desk.deed((api) => api.POST('/api/v1/notices/{id}/holds', { params, body })),
      end: (reason) => desk.deed((api) => api.POST('/api/v1/notices/{id}/holds/end', { params, body: { reason } })),
    };
  }
  const params = { path: { id: await incidentId(desk, name) } };
  return {
    list: () => desk.whole((api, query) => api.GET('/api/v1/incidents/{id}/holds', { params: { ...params, query } })),
    place: (body) => desk.deed((api) => api.POST('/api/v1/incidents/{id}/holds', { params, body })),
    end: (reason) => desk.deed((api) => api.POST('/api/v1/incidents/{id}/holds/end', { params, body: { reason } })),
  };
}

export const holds: ClientCommand = {
  name: 'holds',
  usage: '<incident or notice>',
  summary: 'Times in which law enforcement asked that nobody is told.',
  details: WHAT,
  options: OPTIONS,
  async run(given, desk) {
    const items = await (await doorsOf(desk, given.one('the incident or the notice'), given.is('notice'))).list();
    desk.tell({ items, next: null }, () => linesOf(items));
  },
};

export const placeHold: ClientCommand = {
  name: 'holds place',
  usage: '<incident or notice> --by … --reason … [--until <time>]',
  summary: 'Law enforcement asks to wait: nothing of it starts or goes on.',
  details: `${WHAT} --by says who asks: the agency, its officer, the reference of the letter. --until is a time with its zone, such as 2026-03-16T06:40:00-07:00: a hold of a notice ends then by itself, one of an incident by a person.`,
  options: { ...OPTIONS, by: { type: 'string' }, reason: { type: 'string' }, until: { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const [name, requestedBy, reason] = [given.one('the incident or the notice'), given.needed('by'), given.needed('reason')];
    const until = given.text('until') ?? null;
    if (until !== null && Number.isNaN(Date.parse(until))) throw new UsageError('--until must be a time with its zone, such as 2026-03-16T06:40:00-07:00.');
    const found = await (await doorsOf(desk, name, given.is('notice'))).place({ requestedBy, reason, until });
    desk.tell(found, () => linesOf(found.items));
  },
};

export const endHold: ClientCommand = {
  name: 'holds end',
  usage: '<incident or notice> --reason …',
  summary: 'End it: what was paused waits for a person, the rest begins as planned.',
  details: `${WHAT} --reason says how it is known that the hold is over.`,
  options: { ...OPTIONS, reason: { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const [name, reason] = [given.one('the incident or the notice'), given.needed('reason')];
    const found = await (await doorsOf(desk, name, given.is('notice'))).end(reason);
    desk.tell(found, () => linesOf(found.items));
  },
};

function linesOf(items: readonly Hold[]): readonly string[] {
  if (items.length === 0) return ['Nothing was ever held.'];
  return columns(items.map(({ requestedBy, reason, until, placedBy, placedAt, endedBy, endedAt, endReason }) => [
    endedAt === null ? `stands${until === null ? '' : ` until ${timeIn(until)}`}` : `ended ${timeIn(endedAt)}`,
    `${requestedBy}: ${reason}`, `placed ${timeIn(placedAt)} by ${placedBy}`, endedAt === null ? '' : `${endedBy ?? 'by itself'}: ${endReason ?? ''}`,
  ]));
}
