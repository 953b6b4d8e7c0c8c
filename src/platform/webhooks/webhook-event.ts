/** What other programs can hear of. Ids, counts and codes: nobody's name, address, number or words. */
export const WEBHOOK_EVENTS = [
  'incident.declared', 'incident.closed', 'notice.approved', 'notice.started', 'notice.paused', 'notice.resumed', 'notice.cancelled', 'notice.finished', 'notice.outcomes',
  'alert.raised', 'alert.closed', 'report.ready',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** To one endpoint, by hand, to see whether it hears. */
export const WEBHOOK_TEST = 'webhook.test';

/** An event of the audit record, as far as it is told outside. */
export interface Recorded {
  readonly action: string;
  readonly subjectId: string;
  readonly incidentId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

interface Told {
  readonly type: WebhookEventType;
  readonly data: Readonly<Record<string, unknown>>;
}

const pick = (details: Readonly<Record<string, unknown>>, ...names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.flatMap((name) => (details[name] === undefined ? [] : [[name, details[name]]])));
const ofIncident = (type: WebhookEventType, ...names: readonly string[]) => ({ subjectId, details }: Recorded): Told => ({ type, data: { incidentId: subjectId, ...pick(details, ...names) } });
const ofNotice = (type: WebhookEventType, ...names: readonly string[]) => ({ subjectId, incidentId, details }: Recorded): Told => ({ type, data: { noticeId: subjectId, incidentId, ...pick(details, 'number', 'type', ...names) } });
const ofAlert = (type: WebhookEventType) => ({ subjectId, details }: Recorded): Told => ({ type, data: { alertId: subjectId, incidentId: details['incident'] ?? null, ...pick(details, 'kind', 'about', 'severity') } });

/** Reasons that people typed stay inside: they may name somebody. */
const TELLS: Readonly<Record<string, (recorded: Recorded) => Told>> = {
  'incident.declared': ofIncident('incident.declared', 'kind', 'severity'),
  'incident.closed': ofIncident('incident.closed'),
  'notice.approved': ofNotice('notice.approved', 'people'),
  'rollout.started': ofNotice('notice.started', 'members', 'waves'),
  'dispatch.paused': ofNotice('notice.paused'),
  'dispatch.braked': ofNotice('notice.paused', 'brake'),
  'dispatch.resumed': ofNotice('notice.resumed'),
  'dispatch.cancelled': ofNotice('notice.cancelled'),
  'dispatch.finished': ofNotice('notice.finished'),
  'alert.raised': ofAlert('alert.raised'),
  'alert.closed': ofAlert('alert.closed'),
  'report.kept': ofIncident('report.ready', 'revision', 'cause'),
};

/** Actions of the audit record that are told. */
export const TOLD_ACTIONS: readonly string[] = Object.keys(TELLS);

export const toldOf = (recorded: Recorded): Told | null => TELLS[recorded.action]?.(recorded) ?? null;

const FIRST_MS = 5_000;
const LONGEST_MS = 2 * 3_600_000;

/**
 * How long until the next try: doubled each time up to two hours, less up to half by chance, so that a receiver that comes back is not met by all at once.
 *
 * @param attempts  Tries so far, at least 1.
 * @param random  In [0, 1).
 */
export const retryMs = (attempts: number, random: number): number => Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20)) * (1 - random / 2));
