import { type Brand, INCIDENT_KINDS } from '../../declare/contract.js';
import { FEEDBACK_ANSWERS } from '../../hear/contract.js';
import { IMPORT_KINDS } from '../../platform/imports/import-definition.js';
import { WEBHOOK_EVENT_WORDS } from '../webhooks/webhook-events.words.js';
import { ROUTE_WORDS } from '../audiences/member.words.js';
import { CALL_OUTCOME_WORDS, CALLER_WORDS } from '../calls/single-call.words.js';
import { SCOPE_WORDS, SUPPRESSION_WORDS } from '../customers/suppression.words.js';
import { kindName } from '../imports/import-kind.words.js';
import { placeName } from '../incidents/law.words.js';
import { CHANNEL_WORDS, KINDS, languageName, NOTICE_LABELS, ROLE_LABELS, SEVERITY_LABELS } from '../page/words.js';
import { ConsoleList } from './console-list.js';

const choices = (labels: Readonly<Record<string, string>>) => Object.entries(labels).map(([value, label]) => ({ value, label }));
const same = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const KIND_CHOICES = INCIDENT_KINDS.map((value) => ({ value, label: KINDS[value].label }));
const IMPORT_KIND_CHOICES = IMPORT_KINDS.map((value) => ({ value, label: kindName(value) }));
const CHANNEL = { name: 'channel', label: 'Channel', choices: choices(CHANNEL_WORDS) } as const;
const WAITS = { name: 'waits', label: 'Waits for', choices: choices({ person: 'a person', provider: 'the provider' }) } as const;

/** The lists of the console that are more than a handful of rows by their nature: each pages, narrows and comes as a file. */
export const incidentsList = new ConsoleList({ key: 'incidents', noun: 'incidents', fields: [
  { name: 'state', label: 'State', choices: choices({ open: 'open', closed: 'closed', all: 'all' }) }, { name: 'kind', label: 'Kind', choices: KIND_CHOICES },
  { name: 'severity', label: 'Severity', choices: choices(SEVERITY_LABELS) }, { name: 'words', label: 'Title or reference' },
] });
export const peopleList = new ConsoleList({ key: 'people', noun: 'people', fields: [{ name: 'words', label: 'Name or e-mail' }, { name: 'role', label: 'Role', choices: choices(ROLE_LABELS) }, { name: 'state', label: 'State', choices: choices({ in: 'may sign in', out: 'shut out' }) }] });
export const keysList = new ConsoleList({ key: 'keys', noun: 'keys', fields: [{ name: 'words', label: 'Name or beginning' }, { name: 'state', label: 'State', choices: choices({ live: 'works', over: 'revoked or ended' }) }], place: 'keys' });
export const importsList = new ConsoleList({ key: 'imports', noun: 'imports', fields: [
  { name: 'kind', label: 'What', choices: IMPORT_KIND_CHOICES }, { name: 'state', label: 'State', choices: choices({ running: 'at work', done: 'done', failed: 'failed' }) },
] });
export const mappingsList = new ConsoleList({ key: 'mappings', noun: 'saved mappings', fields: [{ name: 'words', label: 'Name' }, { name: 'kind', label: 'For', choices: IMPORT_KIND_CHOICES }], place: 'mappings' });
export const badRowsList = new ConsoleList({ key: 'bad-rows', noun: 'bad rows', fields: [{ name: 'effect', label: 'So', choices: choices({ rejected: 'row left out', dropped: 'value left out', skipped: 'row passed over' }) }] });
export const alertsList = new ConsoleList({ key: 'alerts', noun: 'alerts', fields: [
  { name: 'state', label: 'State', choices: choices({ live: 'not over', over: 'over' }) }, { name: 'severity', label: 'Severity', choices: choices({ warning: 'Warning', critical: 'Critical' }) },
], place: 'alerts' });
export const webhooksList = new ConsoleList({ key: 'webhooks', noun: 'webhooks', fields: [{ name: 'words', label: 'Name or address' }, { name: 'state', label: 'State', choices: choices({ on: 'on', failing: 'failing', off: 'switched off' }) }] });
export const deliveriesList = new ConsoleList({ key: 'deliveries', noun: 'deliveries', fields: [{ name: 'state', label: 'State', choices: choices({ pending: 'waits', delivered: 'delivered', dead: 'given up' }) }, { name: 'type', label: 'Event', choices: choices(WEBHOOK_EVENT_WORDS) }] });
export const doubtsList = new ConsoleList({ key: 'doubts', noun: 'messages in doubt', fields: [CHANNEL, WAITS] });
export const lettersList = new ConsoleList({ key: 'without-address', noun: 'people without an address', fields: [{ name: 'outcome', label: 'What came of it', choices: choices({ unreachable: 'unreachable', suppressed: 'suppressed', bounced: 'bounced', failed: 'failed' }) }], place: 'lacking' });
export const letterFilesList = new ConsoleList({ key: 'letter-files', noun: 'files', fields: [{ name: 'posted', label: 'Posted', choices: choices({ yes: 'posted', no: 'not yet' }) }], place: 'files' });
export const erasuresList = new ConsoleList({ key: 'erasures', noun: 'erasures', fields: [{ name: 'state', label: 'State', choices: choices({ waiting: 'waiting', done: 'done', withdrawn: 'withdrawn' }) }] });
export const suppressionsList = new ConsoleList({ key: 'suppressions', noun: 'stopped addresses', fields: [
  { name: 'state', label: 'State', choices: choices({ active: 'in force', lifted: 'lifted' }) }, CHANNEL, { name: 'reason', label: 'Why', choices: choices(SUPPRESSION_WORDS) },
  { name: 'scope', label: 'Stops', choices: choices(SCOPE_WORDS) }, { name: 'since', label: 'Stopped since', isTime: true },
] });
/** @param reasons  That agents have given; empty while they are not known: then it is asked for in words. */
export const singleCallsList = (reasons: readonly string[]) => new ConsoleList({ key: 'single-calls', noun: 'calls', fields: [
  { name: 'caller', label: 'Who called', choices: choices(CALLER_WORDS) }, { name: 'outcome', label: 'How it ended', choices: choices(CALL_OUTCOME_WORDS) }, reasons.length > 0 ? { name: 'tag', label: 'Reason', choices: same(reasons) } : { name: 'tag', label: 'Reason' },
  { name: 'from', label: 'From', isTime: true }, { name: 'until', label: 'Until', isTime: true },
] });
/** @param locales  In which notices are written. @param waves  The first and the last of the notice. */
export const answersList = (locales: readonly string[], waves: readonly [first: number, last: number]) => new ConsoleList({ key: 'answers', noun: 'answers', fields: [
  { name: 'said', label: 'Told what they need?', choices: same(FEEDBACK_ANSWERS) }, { name: 'words', label: 'In words', choices: choices({ with: 'with words', without: 'without' }) },
  { name: 'locale', label: 'Language', choices: locales.map((value) => ({ value, label: languageName(value) })) }, { name: 'wave', label: 'Wave', range: waves },
] });
export const lackingList = new ConsoleList({ key: 'lacking', noun: 'people who lack something', fields: [
  { name: 'part', label: 'Missing in', choices: choices({ subject: 'the subject', sms: 'the SMS', emailText: 'the e-mail as plain text', emailHtml: 'the e-mail as HTML', every: 'everywhere' }) }, { name: 'name', label: 'What is missing' },
] });
/** @param places  Where its members live. @param data  Codes of what of theirs is involved, with their words. */
export const membersList = (places: readonly string[], data: readonly { readonly value: string; readonly label: string }[]) => new ConsoleList({ key: 'members', noun: 'members', fields: [
  { name: 'reference', label: 'Customer number' }, { name: 'by', label: 'Why', choices: choices(ROUTE_WORDS) },
  ...(data.length > 0 ? [{ name: 'data', label: 'Data', choices: data } as const] : []),
  { name: 'channel', label: 'Reached by', choices: choices({ ...CHANNEL_WORDS, none: 'neither' }) },
  ...(places.length > 0 ? [{ name: 'place', label: 'Place', choices: places.map((value) => ({ value, label: value === 'unknown' ? 'not known' : placeName(value) })) } as const] : []),
] });
/** @param brands  Whose texts there are; one alone is no choice. */
export const templatesList = (brands: readonly Pick<Brand, 'id' | 'name'>[], locales: readonly string[]) => new ConsoleList({ key: 'templates', noun: 'texts', fields: [
  ...(brands.length > 1 ? [{ name: 'brand', label: 'Who speaks', choices: brands.map(({ id, name }) => ({ value: id, label: name })) } as const] : []),
  { name: 'kind', label: 'Incident', choices: KIND_CHOICES }, { name: 'type', label: 'Notice', choices: choices(NOTICE_LABELS) }, { name: 'locale', label: 'Language', choices: locales.map((value) => ({ value, label: languageName(value) })) },
  { name: 'state', label: 'State', choices: choices({ draft: 'waits for review', returned: 'sent back', lags: 'needs translation', own: 'your own', came: 'as supplied' }) },
] });
export const gapsList = new ConsoleList({ key: 'gaps', noun: 'gaps', fields: [{ name: 'state', label: 'State', choices: choices({ proposed: 'was it a gap?', known: 'a gap', dismissed: 'nobody called' }) }], place: 'gaps' });
export const daysList = new ConsoleList({ key: 'days', noun: 'days', fields: [{ name: 'kind', label: 'Kind', choices: choices({ closed: 'closed', 'set-aside': 'no ordinary day' }) }], place: 'days' });
export const rulesList = new ConsoleList({ key: 'rules-of-law', noun: 'rules', counted: ['place', 'places'], fields: [
  { name: 'words', label: 'Title or place' }, { name: 'about', label: 'About', choices: choices({ time: 'times', words: 'words', service: 'how it is brought' }) }, { name: 'kind', label: 'Kind of incident', choices: KIND_CHOICES }, { name: 'reviewed', label: 'Review', choices: choices({ yes: 'reviewed', no: 'not reviewed' }) },
] });
