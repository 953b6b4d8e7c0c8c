import { DateTime } from 'luxon';
import { type Brand } from '../declare/contract.js';
import { Api } from './api.js';
import { COMPANY } from './company/company.js';
import { calledInFile, type CentreDays, callsFile, customersFile, purchasesFile, rosterFile, volumesFile } from './company/files.js';
import { FACTS, RULE } from './incident-words.js';
import { PLAN } from './incident-plan.js';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people.js';
import { type Stage } from './stage.js';
import { act, grouped, skip } from './telling.js';
import { type World } from './world.js';

export const BRAND: Brand = {
  id: COMPANY.brandId,
  name: COMPANY.name,
  senderName: `${COMPANY.name} customer care`,
  fromEmail: `care@${COMPANY.domain}`,
  replyTo: `care@${COMPANY.domain}`,
  domain: COMPANY.domain,
  website: `https://www.${COMPANY.domain}`,
  checkAddress: `${COMPANY.domain}/check`,
  phone: '+1 206-555-0100',
  supportHours: { en: 'every day, 7 AM to 9 PM Pacific time', es: 'todos los días, de 7 a 21 h, hora del Pacífico' },
  postalAddress: '100 Harbour Street, Seattle, WA 98101',
  defaultLocale: 'en',
  defaultCountry: 'US',
  timeZone: COMPANY.timeZone,
};

interface ImportAnswer {
  readonly counts: { readonly inserted: number; readonly unchanged: number };
  readonly badRowsTotal: number;
}
const rows = ({ counts, badRowsTotal }: ImportAnswer): string => `${grouped(counts.inserted)} new, ${grouped(counts.unchanged)} as before, ${grouped(badRowsTotal)} bad values`;

/** Everyone who signs in at the sample company. */
export interface Staff {
  readonly commander: Api;
  readonly approver: Api;
  readonly admin: Api;
  readonly ops: Api;
}

export async function signInStaff(url: string): Promise<Staff> {
  const signIn = (who: keyof typeof DEMO_PEOPLE) => Api.signIn(url, DEMO_PEOPLE[who].email, DEMO_PASSWORD);
  const [commander, approver, admin, ops] = await Promise.all([signIn('commander'), signIn('approver'), signIn('admin'), signIn('ops')]);
  return { commander, approver, admin, ops };
}

/**
 * From an empty database to a notice that is approved, through the public API. Each act is done once, however often the demo is killed:
 * what was done but not noted down on the stage is looked for first.
 */
export async function prepare(staff: Staff, world: World, stage: Stage): Promise<string> {
  await loadCompany(staff, world, stage);
  const incidentId = await declare(staff, stage);
  await callIn(staff, stage);
  const audienceId = await findAffected(staff, stage, incidentId);
  const noticeId = await write(staff, stage, incidentId, audienceId);
  await brief(staff, stage, noticeId);
  await approve(staff, stage, noticeId);
  return noticeId;
}

/** Files may come in twice: rows that are there already change nothing. */
async function loadCompany({ admin, ops }: Staff, world: World, stage: Stage): Promise<void> {
  await admin.send('PUT', `/api/v1/brands/${BRAND.id}`, BRAND);
  const load = async (what: 'customers' | 'purchases' | 'volumes' | 'calls' | 'roster', title: string, work: () => Promise<ImportAnswer>): Promise<void> => {
    if (stage.so[what]) return skip(title);
    await act(title, work, rows);
    stage.mark({ [what]: true });
  };
  await load('customers', 'Customers come in as a file', () => admin.upload('/api/v1/imports/customers?sourceName=customers.csv', customersFile(world.customers)));
  await load('purchases', 'Purchases come in as a file', () => admin.upload('/api/v1/imports/touchpoints?sourceName=purchases.csv', purchasesFile(world.purchases())));
  await load('volumes', 'Eight weeks of call volumes come in', () => admin.upload(`/api/v1/call-volumes?source=${CALLS_ARE_OF}&sourceName=volumes.csv`, volumesFile(HISTORY)));
  await load('calls', 'The calls of the last four weeks, one by one', () => ops.upload(`/api/v1/calls?source=${CALLS_ARE_OF}&sourceName=calls.csv`, callsFile(HISTORY, PLAN.callWeeks, world.customers)));
  await load('roster', 'The agents on duty, of then and of the week to come', () =>
    ops.upload('/api/v1/agents-on-duty?sourceName=roster.csv', rosterFile({ ...HISTORY, days: PLAN.historyDays + PLAN.rosterDaysAhead })));
}

/** As the calls of the day itself: of another system's records, silence on that day would be a gap. */
const CALLS_ARE_OF = 'twilio';
const HISTORY: CentreDays = { from: DateTime.fromJSDate(PLAN.historyFrom), days: PLAN.historyDays, callsPerDay: PLAN.callsPerDay };

/** The same file again changes nothing. */
async function callIn({ ops }: Staff, stage: Stage): Promise<void> {
  if (stage.so.calledIn) return;
  const { agents, fromHour, untilHour } = PLAN.calledIn;
  await act(`Inês calls in everybody she can: ${agents} agents for today`, () =>
    ops.upload<ImportAnswer>('/api/v1/agents-on-duty?sourceName=today.csv', calledInFile(PLAN.today, fromHour, untilHour, agents)));
  stage.mark({ calledIn: true });
}

interface Page<Item> {
  readonly items: readonly Item[];
}
type Declared = { readonly id: string; readonly reference: string };

async function declare({ commander }: Staff, stage: Stage): Promise<string> {
  if (stage.so.incidentId) return stage.so.incidentId;
  const [there] = (await commander.get<Page<Declared>>('/api/v1/incidents')).items;
  const { id } = await act('Maya declares the incident: card numbers copied at 17 stores', async () =>
    there ?? commander.send<Declared>('POST', '/api/v1/incidents', {
      kind: 'data-breach',
      title: 'Card numbers copied at 17 stores',
      severity: 'critical',
      brandId: BRAND.id,
      facts: FACTS,
      happenedFrom: PLAN.breach.from,
      happenedUntil: PLAN.breach.until,
      discoveredAt: PLAN.discoveredAt,
      pressReportedAt: PLAN.pressReportedAt,
    }), ({ reference }) => reference);
  stage.mark({ incidentId: id });
  return id;
}

type Frozen = { readonly id: string; readonly state: string; readonly counts: { readonly members: number; readonly unreachable: number } };

async function findAffected({ commander }: Staff, stage: Stage, incidentId: string): Promise<string> {
  if (stage.so.audienceId) return stage.so.audienceId;
  const path = `/api/v1/incidents/${incidentId}/audiences`;
  const there = (await commander.get<Page<Frozen>>(path)).items.find(({ state }) => state === 'frozen');
  const audience = await act('The affected are found by a rule, and frozen', async () => there ?? commander.send<Frozen>('POST', path, { rule: RULE, freeze: true }),
    ({ counts }) => `${grouped(counts.members)} people, ${grouped(counts.unreachable)} without any address`);
  stage.mark({ audienceId: audience.id });
  return audience.id;
}

interface PreflightAnswer {
  readonly state: 'queued' | 'running' | 'passed' | 'failed' | 'broken';
  readonly stale: boolean;
  readonly rendered: number;
  readonly failures: number;
  readonly findings: readonly unknown[];
  readonly error: string | null;
}

/** As `GET /api/v1/notices/:id` answers. */
interface NoticeAnswer {
  readonly notice: { readonly planHash: string | null; readonly state: string; readonly revision: number };
  readonly audience: { readonly counts: { readonly members: number } };
  readonly preflight: PreflightAnswer | null;
  readonly texts: readonly ({ readonly locale: string; readonly templateHash: string } & Sources)[];
}

interface Sources {
  readonly subject: string;
  readonly emailHtml: string;
  readonly emailText: string;
  readonly sms: string;
}

async function write({ commander }: Staff, stage: Stage, incidentId: string, audienceId: string): Promise<string> {
  const id = stage.so.noticeId ?? await draft(commander, incidentId, audienceId);
  stage.mark({ noticeId: id });
  await askByText(commander, id);
  const { notice, preflight } = await commander.get<NoticeAnswer>(`/api/v1/notices/${id}`);
  if (notice.state !== 'draft') return id;
  await act('Everyone\'s message is made and checked', async () => {
    if (preflight === null || preflight.stale) await commander.send('POST', `/api/v1/notices/${id}/preflight`, {});
    return passed(commander, id);
  }, ({ rendered }) => `${grouped(rendered)} rendered, none lacks a value`);
  await commander.send('POST', `/api/v1/notices/${id}/submit`, {});
  return id;
}

/** Where a text names the page. */
const PAGE = /\{\{#if person\.page\}\}[^{]*\{\{person\.page\}\}\{\{\/if\}\}/;
/** The Spanish text has no room for more. */
const QUESTIONS: Readonly<Record<string, string>> = { en: 'Did this help? Reply YES, PARTLY or NO.', es: '¿Le sirvió? Responda SÍ o NO.' };

/** Mails lead to the page, which asks; texts ask by themselves in its place, so that both ways to answer can be seen. */
async function askByText(commander: Api, id: string): Promise<void> {
  const { notice, texts } = await commander.get<NoticeAnswer>(`/api/v1/notices/${id}`);
  if (notice.state !== 'draft') return;
  let { revision } = notice;
  for (const { locale, subject, emailHtml, emailText, sms } of texts.filter((one) => PAGE.test(one.sms))) {
    const change = { revision, subject, emailHtml, emailText, sms: sms.replace(PAGE, QUESTIONS[locale]!) };
    ({ revision } = await commander.send<{ revision: number }>('PUT', `/api/v1/notices/${id}/texts/${locale}`, change));
  }
}

async function draft(commander: Api, incidentId: string, audienceId: string): Promise<string> {
  const path = `/api/v1/incidents/${incidentId}/notices`;
  const [there] = (await commander.get<Page<{ id: string }>>(path)).items;
  const drafted = there ?? await commander.send<{ id: string }>('POST', path, {
    type: 'initial',
    audienceId,
    schedule: { startAt: null, waves: PLAN.waves, waveIntervalMinutes: PLAN.waveIntervalMinutes, expiresAfterHours: 72 },
    // At the pace of the demo 240 minutes are half a real minute: time enough for a receipt to come back.
    policies: { publicPage: true, channels: 'preferred', ladder: { noReceiptMinutes: 240 }, unknownEmail: 'resend', mandatory: true, quietHours: { overrideReason: 'Stolen cards are being used this morning; people can block theirs only once they know.' } },
  });
  return drafted.id;
}

async function passed(commander: Api, id: string): Promise<PreflightAnswer> {
  for (;;) {
    const preflight = await commander.get<PreflightAnswer>(`/api/v1/notices/${id}/preflight`);
    if (preflight.state === 'passed') return preflight;
    if (preflight.state === 'failed' || preflight.state === 'broken') {
      throw new Error(`The pre-flight ${preflight.state}: ${preflight.failures} people can't be written to. ${preflight.error ?? JSON.stringify(preflight.findings).slice(0, 500)}`);
    }
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

/** Said twice of one version it is said once. */
async function brief({ ops }: Staff, stage: Stage, noticeId: string): Promise<void> {
  if (stage.so.approved) return;
  await act('Inês reads the briefing and gives it to the agents on duty', async () => {
    const path = `/api/v1/notices/${noticeId}/briefing`;
    const { hash } = await ops.get<{ hash: string }>(path);
    await ops.send('POST', `${path}/confirm`, { briefing: hash });
  });
}

async function approve({ approver }: Staff, stage: Stage, noticeId: string): Promise<void> {
  if (stage.so.approved) return;
  await act('Tomás reads it, types the number of people, and signs', async () => {
    const { notice, audience } = await approver.get<NoticeAnswer>(`/api/v1/notices/${noticeId}`);
    if (notice.state === 'approved') return;
    await approver.send('POST', `/api/v1/notices/${noticeId}/approve`, { planHash: notice.planHash, people: audience.counts.members });
  });
  stage.mark({ approved: true });
}
