import type { EpochView } from '../../deliver/epoch.service.js';
import { providerName } from '../../deliver/model/provider-words.js';
import type { ProvidersView, ProviderView } from '../../deliver/providers.service.js';
import type { DoubtChoice } from '../../deliver/model/epoch.js';
import type { Alert } from '../../platform/alerts/alert.records.js';
import type { JobRun } from '../../platform/jobs/job-records.js';
import type { Tone } from '../page/words.js';

const CHOICES: Readonly<Record<DoubtChoice, string>> = {
  keep: 'leave them in doubt, for people to settle one by one',
  'resend-mail': 'send e-mails again where the notice allows it; texts stay in doubt until the provider is asked',
  'nothing-lost': 'nothing was lost: none of them was sent, go on as before',
};
const STATES: Readonly<Record<Alert['state'], string>> = { open: 'open', acknowledged: 'seen', resolved: 'over' };

const PROVIDER_STATES: Readonly<Record<ProviderView['state'] | 'unchecked', { readonly label: string; readonly tone: Tone }>> = {
  working: { label: 'open', tone: 'good' },
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

export function healthPage(alerts: readonly Alert[], sending: EpochView, jobs: readonly JobRun[], { providers, limits }: ProvidersView) {
  return {
    alerts: alerts.map((alert) => ({ ...alert, tone: toneOf(alert), label: STATES[alert.state], isOpen: alert.state === 'open' })),
    sending: { ...sending, shut: sending.state === 'shut', notices: sending.notices.map((notice) => ({ ...notice, fresh: notice.state === 'not-started' })) },
    choices: Object.entries(CHOICES).map(([value, label]) => ({ value, label })),
    providers: providers.map((one) => ({ ...one, ...PROVIDER_STATES[shownState(one)], name: providerName(one.provider), percent: Math.round(one.share * 100) })),
    limits: limits.map((limit) => ({
      ...limit, who: limit.kind === 'account' ? providerName(limit.name) : limit.name, unit: limit.channel === 'sms' ? 'segments' : 'e-mails', now: tenth(limit.now).toLocaleString('en-US'), nominal: limit.configured ? tenth(limit.nominal).toLocaleString('en-US') : 'none', slowed: limit.now < limit.nominal,
    })),
    jobs: jobs.map((job) => ({ ...job, working: job.finishedAt === null, failed: job.error !== null })),
  };
}
