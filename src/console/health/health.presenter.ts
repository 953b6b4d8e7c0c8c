import type { EpochView } from '../../deliver/epoch.service.js';
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

const toneOf = ({ state, severity }: Alert): Tone => (state === 'resolved' ? '' : severity === 'critical' ? 'bad' : 'warn');

export function healthPage(alerts: readonly Alert[], sending: EpochView, jobs: readonly JobRun[]) {
  return {
    alerts: alerts.map((alert) => ({ ...alert, tone: toneOf(alert), label: STATES[alert.state], isOpen: alert.state === 'open' })),
    sending: { ...sending, shut: sending.state === 'shut', notices: sending.notices.map((notice) => ({ ...notice, fresh: notice.state === 'not-started' })) },
    choices: Object.entries(CHOICES).map(([value, label]) => ({ value, label })),
    jobs: jobs.map((job) => ({ ...job, working: job.finishedAt === null, failed: job.error !== null })),
  };
}
