import { UsageError } from '../platform/start/cli/command.js';
import { type Desk } from './desk.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** That the API looks for. */
const LONGEST_WORDS = 100;
const NOTICE = /^(.+)\/(\d{1,4})$/;

/**
 * The id of an incident by its reference ("INC-0007") or its id.
 *
 * @throws UsageError where there is none of that name among those that one may see
 */
export async function incidentId(desk: Desk, name: string): Promise<string> {
  if (UUID.test(name)) return name;
  const named = await desk.whole((api, page) => api.GET('/api/v1/incidents', { params: { query: { ...page, words: name.slice(0, LONGEST_WORDS) } } }));
  const found = named.find(({ reference }) => reference.toLowerCase() === name.toLowerCase());
  if (!found) throw new UsageError(`There is no incident "${name}". \`firstword status\` lists them.`);
  return found.id;
}

/** The id of a notice by its incident and number ("INC-0007/1") or its id. @throws UsageError */
export async function noticeId(desk: Desk, name: string): Promise<string> {
  if (UUID.test(name)) return name;
  const [, incident, number] = NOTICE.exec(name) ?? [];
  if (incident === undefined) throw new UsageError(`Name a notice by its id, or by its incident and number: INC-0007/1. "${name}" is neither.`);
  const id = await incidentId(desk, incident);
  const notices = await desk.whole((api, query) => api.GET('/api/v1/incidents/{id}/notices', { params: { path: { id }, query } }));
  const found = notices.find((notice) => notice.number === Number(number));
  if (!found) throw new UsageError(`The incident ${incident} has no notice ${number}.`);
  return found.id;
}

export const isNoticeName = (name: string): boolean => NOTICE.test(name);
export const isId = (name: string): boolean => UUID.test(name);
