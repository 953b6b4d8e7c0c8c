import type { SmsQuery } from '../disk/sms.js';
import type { SmsStore } from '../disk/sms.store.js';
import { messageResource, messagesPath } from './message.resource.js';
import { refusals, type TwilioRefusal } from './twilio.errors.js';

/** The query of Twilio's message list, as it comes. */
export type ListRequest = Readonly<Record<string, string | undefined>>;

const USUAL_PAGE = 50;
const LARGEST_PAGE = 1000;
const DAY_MS = 86_400_000;
const FILTERS = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'] as const;

/**
 * A page of messages, newest first, in the shape of the OpenAPI `ListMessageResponse`.
 * Pages go on from a message (`PageToken`), not by counting, so none is shown twice or missed while others come in.
 */
export async function listResource(
  store: SmsStore,
  request: ListRequest,
  accountSid: string,
): Promise<Record<string, unknown> | TwilioRefusal> {
  const size = wholeNumber(request['PageSize'], USUAL_PAGE);
  const page = wholeNumber(request['Page'], 0);
  const sent = sentRange(request);
  if (size === undefined || size < 1) return refusals.parameter('PageSize');
  if (page === undefined) return refusals.parameter('Page');
  if (!sent) return refusals.parameter('DateSent');
  const pageSize = Math.min(size, LARGEST_PAGE);
  const token = request['PageToken'];
  const query: SmsQuery = { to: request['To'], from: request['From'], ...sent, limit: pageSize };
  const before = token ? token.replace(/^PA/, '') : await skipTo(store, query, page);
  if (before === null) return pageResource([], null);
  const { records, next } = await store.list({ ...query, before });
  return pageResource(
    records.map((record) => messageResource(record, accountSid)),
    next,
  );

  function pageResource(messages: Record<string, unknown>[], next: string | null): Record<string, unknown> {
    const uri = (number: number, after?: string) => pageUri(accountSid, request, pageSize, number, after);
    const start = page! * pageSize;
    return {
      end: start + Math.max(0, messages.length - 1),
      first_page_uri: uri(0),
      next_page_uri: next === null ? null : uri(page! + 1, next),
      page: page!,
      page_size: pageSize,
      previous_page_uri: page === 0 ? null : uri(page! - 1),
      start,
      uri: uri(page!, token?.replace(/^PA/, '')),
      messages,
    };
  }
}

/** For a page asked for by number alone: the message that it comes after. Null where there is no such page. */
async function skipTo(store: SmsStore, query: SmsQuery, page: number): Promise<string | undefined | null> {
  if (page === 0) return undefined;
  const { records, next } = await store.list({ ...query, limit: page * query.limit });
  return next === null ? null : records.at(-1)!.sms.sid;
}

function pageUri(accountSid: string, request: ListRequest, size: number, page: number, after?: string): string {
  const query = new URLSearchParams();
  for (const name of FILTERS) if (request[name] !== undefined) query.set(name, request[name]);
  query.set('PageSize', String(size));
  query.set('Page', String(page));
  if (after) query.set('PageToken', `PA${after}`);
  return `${messagesPath(accountSid)}.json?${query.toString()}`;
}

/** `DateSent` is a whole day (GMT); the other two take an instant, a day meaning its midnight. Undefined if one is bad. */
function sentRange(request: ListRequest): Pick<SmsQuery, 'sentFromMs' | 'sentUntilMs'> | undefined {
  const on = instant(request['DateSent']?.slice(0, 10));
  const until = instant(request['DateSent<']);
  const from = instant(request['DateSent>']);
  if (Number.isNaN(on) || Number.isNaN(until) || Number.isNaN(from)) return undefined;
  if (on !== undefined) return { sentFromMs: on, sentUntilMs: on + DAY_MS - 1 };
  return { sentFromMs: from, sentUntilMs: until };
}

/** Undefined where nothing was asked, NaN where it was not an instant. A date alone is midnight GMT. */
function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

function wholeNumber(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
