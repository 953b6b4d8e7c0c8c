import type { EpochView } from '../../deliver/epoch.service.js';
import { providerName } from '../../deliver/model/provider-words.js';
import type { ProvidersView, ProviderView } from '../../deliver/providers.service.js';
import type { DoubtChoice } from '../../deliver/model/epoch.js';
import type { Alert } from '../../platform/alerts/alert.records.js';
import type { JobRun } from '../../platform/jobs/job-records.js';
import { isOverdue } from '../../platform/jobs/job-watch.js';
import { grouped, type Tone } from '../page/words.js';
import { everyWords, JOB_WORDS } from './job.words.js';

const CHOICES: Readonly<Record<DoubtChoice, string>> = {
  keep: 'leave them in doubt, for people to settle one by one',
  'resend-mail': 'send e-mails again where the notice allows it; texts stay in doubt until the provider is asked',
  'nothing-lost': 'nothing was lost: none of them was sent, go on as before',
};
const STATES: Readonly<Record<Alert['state'], string>> = { open: 'open', acknowledged: 'seen', resolved: 'over' };

const PROVIDER_STATES: Readonly<Record<ProviderView['state'] | 'unchecked', { readonly label: string; readonly tone: Tone }>> = {
  working: { label: 'works', tone: 'good' },
  resting: { label: 'stands by', tone: 'good' },
  easing: { label: 'gets less', tone: 'warn' },
  shut: { label: 'shut', tone: 'bad' },
  'needs-person': { label: 'shut: refuses us', tone: 'bad' },
  probing: { label: 'being tried', tone: 'warn' },
  returning: { label: 'gets more again', tone: 'info' },
  unchecked: { label: 'shut: the account does not answer', tone: 'bad' },
};
const shownState = ({ state, checkFault }: ProviderView): keyof typeof PROVIDER_STATES => (checkFault === null ? state : 'unchecked');
const tenth = (rate: number): number => Math.round(rate * 10) / 10;

const toneOf = ({ state, severity }: Alert): Tone => (state === 'resolved' ? '' : severity === 'critical' ? 'bad' : 'warn');

/** A job as the page shows it: what it does, and how it went. */
function jobRow(job: JobRun) {
  const state = job.finishedAt !== null && job.error !== null ? { label: 'failed', tone: 'bad' } : isOverdue(job, process.uptime()) ? { label: 'late', tone: 'bad' } : job.finishedAt === null ? { label: 'at work', tone: 'info' } : { label: 'done', tone: 'good' };
  return { ...job, ...state, what: JOB_WORDS[job.name] ?? '', every: everyWords(job.everySeconds) };
}

/** Whether all is well, before anything else: each of these sentences is true by itself. */
function overall(open: number, sending: EpochView, providers: readonly ProviderView[], troubled: number, jobs: number, ofEveryBrand: boolean) {
  const shut = providers.filter((one) => PROVIDER_STATES[shownState(one)].tone === 'bad').length;
  const isWell = open === 0 && sending.state === 'open' && (!ofEveryBrand || (troubled === 0 && shut === 0));
  const sentences = [
    sending.state === 'open' ? 'Sending is open.' : 'Nothing is sent: sending is shut.',
    open === 0 ? 'No alert is open.' : `${grouped(open)} ${open === 1 ? 'alert is' : 'alerts are'} open.`,
    ...(ofEveryBrand && shut > 0 ? [`${shut} ${shut === 1 ? 'provider is' : 'providers are'} shut.`] : []),
    ...(ofEveryBrand ? [jobs === 0 ? 'No job has run yet.' : troubled === 0 ? `${jobs} jobs run on time.` : `${troubled} of ${jobs} jobs failed or ${troubled === 1 ? 'is' : 'are'} late.`] : []),
  ];
  return { label: isWell ? 'all is well' : 'needs a look', tone: (isWell ? 'good' : sending.state === 'open' ? 'warn' : 'bad') satisfies Tone, sentences: sentences.join(' ') };
}

/** @param open  Alerts that nobody has seen yet, of all. @param ofEveryBrand  Providers and jobs are of no brand: they are for whoever sees every brand. */
export function healthPage(alerts: readonly Alert[], open: number, sending: EpochView, jobs: readonly JobRun[], { providers, limits }: ProvidersView, ofEveryBrand: boolean) {
  const rows = jobs.map(jobRow);
  const troubled = rows.filter(({ tone }) => tone === 'bad');
  return {
    overall: overall(open, sending, providers, troubled.length, rows.length, ofEveryBrand), ofEveryBrand,
    alerts: alerts.map((alert) => ({ ...alert, tone: toneOf(alert), label: STATES[alert.state], isOpen: alert.state === 'open' })),
    sending: { ...sending, shut: sending.state === 'shut', notices: sending.notices.map((notice) => ({ ...notice, fresh: notice.state === 'not-started' })) },
    choices: Object.entries(CHOICES).map(([value, label]) => ({ value, label })),
    providers: providers.map((one) => ({ ...one, ...PROVIDER_STATES[shownState(one)], name: providerName(one.provider), id: providerName(one.provider).toLowerCase() === one.provider ? null : one.provider, percent: Math.round(one.share * 100) })),
    limits: limits.map((limit) => ({
      ...limit, who: limit.kind === 'account' ? providerName(limit.name) : limit.name, unit: limit.channel === 'sms' ? 'segments' : 'e-mails', now: tenth(limit.now).toLocaleString('en-US'), nominal: limit.configured ? tenth(limit.nominal).toLocaleString('en-US') : 'none', slowed: limit.now < limit.nominal,
    })),
    troubled, fine: rows.filter(({ tone }) => tone !== 'bad'),
  };
}
