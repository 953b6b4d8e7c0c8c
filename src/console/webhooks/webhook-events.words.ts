import type { WEBHOOK_TEST, WebhookEventType } from '../../platform/webhooks/webhook-event.js';

/** What a server hears of, for people; programs read the name. */
export const WEBHOOK_EVENT_WORDS: Readonly<Record<WebhookEventType | typeof WEBHOOK_TEST, string>> = {
  'incident.declared': 'An incident is declared',
  'incident.closed': 'An incident is closed',
  'notice.approved': 'A notice is approved',
  'notice.started': 'A notice begins to go out',
  'notice.paused': 'A notice is paused',
  'notice.resumed': 'A notice goes on',
  'notice.cancelled': 'A notice is cancelled',
  'notice.finished': 'A notice has gone out',
  'notice.outcomes': 'How many were reached, while a notice goes out',
  'alert.raised': 'An alert is raised',
  'alert.closed': 'An alert is over',
  'report.ready': 'A report is there',
  'webhook.test': 'A test, by hand',
};
