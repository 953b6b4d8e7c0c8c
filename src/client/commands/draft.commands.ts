import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../platform/start/cli/command.js';
import { type components } from '../api.types.js';
import { type ClientCommand, EXIT } from '../client-command.js';
import { type Desk } from '../desk.js';
import { jsonFile } from '../json-file.js';
import { incidentId, noticeId } from '../names.js';
import { countsIn, peopleIn, timeIn } from '../words.js';

type Preflight = components['schemas']['Preflight'];

const LOOK_MS = 500;
const TYPES = ['initial', 'update', 'correction', 'resolution'] as const;

export const draft: ClientCommand = {
  name: 'draft',
  usage: '<incident> --audience <id> [--type initial|update|correction|resolution] [--corrects <notice>] [--plan plan.json|-]',
  summary: 'Draft a notice with the texts of its playbook. Nothing is sent by it.',
  details: '--plan holds "schedule" and "policies" as POST /api/v1/incidents/{id}/notices takes them; without it they are those of the playbook.',
  options: { audience: { type: 'string' }, type: { type: 'string', default: 'initial' }, corrects: { type: 'string' }, plan: { type: 'string' } },
  changes: true,
  async run(given, desk) {
    const [incident, audienceId, plan, corrects] = [given.one('the incident'), given.needed('audience'), given.text('plan'), given.text('corrects')];
    const type = TYPES.find((one) => one === given.text('type'));
    if (!type) throw new UsageError(`--type is one of ${TYPES.join(', ')}.`);
    const body = { type, audienceId, ...(corrects ? { correctsNoticeId: await noticeId(desk, corrects) } : {}), ...(plan ? await jsonFile<object>(plan, desk.terminal.input) : {}) };
    const id = await incidentId(desk, incident);
    const notice = await desk.deed((api) => api.POST('/api/v1/incidents/{id}/notices', { params: { path: { id } }, body: body }));
    const name = `${notice.incident.reference}/${notice.number}`;
    desk.tell(notice, () => [`${name} is drafted (${notice.type}). Its id is ${notice.id}.`, `${desk.url}/notices/${notice.id}`, `Next: firstword preflight ${name} --wait`]);
  },
};

export const preflight: ClientCommand = {
  name: 'preflight',
  usage: '<notice> [--wait]',
  summary: 'Render everybody of a draft, strictly, and look for what is wrong.',
  details: 'With --wait it says how that went, and ends with 1 unless everybody can be written to and nothing blocks.',
  options: { wait: { type: 'boolean' } },
  changes: true,
  async run(given, desk) {
    const name = given.one('the notice');
    const id = await noticeId(desk, name);
    const begun = await desk.deed((api) => api.POST('/api/v1/notices/{id}/preflight', { params: { path: { id } } }));
    if (!given.is('wait')) return void desk.tell(begun, () => [`The pre-flight has begun. How it goes: firstword status ${name}`]);
    const ended = await waitFor(desk, id, begun);
    desk.tell(ended, () => preflightLines(ended));
    return ended.state === 'passed' && blocking(ended).length === 0 ? EXIT.done : EXIT.refused;
  },
};

async function waitFor(desk: Desk, id: string, begun: Preflight): Promise<Preflight> {
  let at = begun;
  for (; at.state === 'queued' || at.state === 'running'; ) {
    if (at.members) desk.progress(`${at.rendered.toLocaleString('en')} of ${peopleIn(at.members)} rendered`);
    await sleep(LOOK_MS);
    at = await desk.answer((api) => api.GET('/api/v1/notices/{id}/preflight', { params: { path: { id } } }));
  }
  desk.progress('');
  return at;
}

/** Segments and what they cost, by the country of the number. */
function textLines({ segments, cost }: NonNullable<Preflight['summary']>): string[] {
  if (!cost) return segments.byCountry?.length ? [`By country: ${countsIn(Object.fromEntries(segments.byCountry.map((one) => [one.country || 'none', one.segments])))}. No price of a segment is set.`] : [];
  const each = cost.countries.map(({ country, segments: count, cost: amount }) => `${country || 'none'} ${count.toLocaleString('en')} for ${amount === null ? 'no price set' : amount.toLocaleString('en', { maximumFractionDigits: 4 })}`);
  return each.length === 0 ? [] : [`Texts cost ${cost.unpriced.length > 0 ? 'at least ' : ''}${cost.currency} ${cost.total.toLocaleString('en', { maximumFractionDigits: 4 })}${cost.sample ? ' at sample prices' : ''}, segments by country: ${each.join('; ')}.`];
}

/** What blocks and was let pass by nobody. */
const blocking = ({ findings, overrides }: Preflight) =>
  findings.filter((one) => one.severity === 'block' && !overrides.some((over) => over.rule === one.rule && over.part === one.part && over.locale === one.locale && over.where === one.where));

export function preflightLines(at: Preflight): string[] {
  const { state, failures, summary, findings, error, stale } = at;
  const blocks = blocking(at).length;
  return [
    `Pre-flight: ${state}${stale ? ', and the notice was edited since: run it again' : ''}.`,
    ...(error ? [error] : []),
    ...(summary ? [
      `${peopleIn(summary.members)}: ${countsIn({ 'by e-mail': summary.people.email, 'by SMS': summary.people.sms, 'by both': summary.people.both, suppressed: summary.people.suppressed, 'out of reach': summary.people.unreachable })}.`,
      `Languages: ${countsIn(summary.byLocale)}. Segments of texts: ${summary.segments.total.toLocaleString('en')}.`,
      ...textLines(summary),
      ...(summary.finish ? [`Were it approved now, the last of them would be told at ${timeIn(summary.finish.finishesAt)}.`] : []),
    ] : []),
    ...(failures > 0 ? [`${peopleIn(failures)} can't be written to as the texts stand.`] : []),
    ...findings.map(({ severity, part, locale, where, why, fix }) => `${severity === 'block' ? '✗' : '!'} ${part}, ${locale}: ${where} – ${why} ${fix}`),
    ...(blocks > 0 ? [`${blocks} of these block.`] : []),
  ];
}

export const submit: ClientCommand = {
  name: 'submit',
  usage: '<notice>',
  summary: 'Put a draft whose pre-flight passed before the approvers.',
  changes: true,
  async run(given, desk) {
    const name = given.one('the notice');
    const id = await noticeId(desk, name);
    const notice = await desk.deed((api) => api.POST('/api/v1/notices/{id}/submit', { params: { path: { id } } }));
    desk.tell(notice, () => [`${notice.incident.reference}/${notice.number} waits for an approver. The hash of its plan is ${notice.planHash}.`]);
  },
};
