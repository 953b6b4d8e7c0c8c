type Details = Readonly<Record<string, unknown>>;

const count = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en-US') : 'some');
const reason = (details: Details): string => (typeof details['reason'] === 'string' && details['reason'] !== '' ? `: ${details['reason']}` : '');

/** What happened, for the timeline: one plain sentence for each action that is on the audit record. */
const SENTENCES: Readonly<Record<string, (details: Details) => string>> = {
  'incident.declared': () => 'The incident was declared',
  'incident.amended': (details) => `What is known was changed${Array.isArray(details['changed']) ? ` (${details['changed'].join(', ')})` : ''}`,
  'incident.closed': () => 'The incident was closed',
  'incident.reopened': () => 'The incident was opened again',
  'audience.drafted': (details) => `An audience of ${count(details['members'])} people was worked out`,
  'audience.frozen': (details) => `The audience was frozen: ${count(details['members'])} people`,
  'notice.drafted': () => 'A notice was drafted',
  'notice.edited': () => 'The notice was edited',
  'notice.submitted': () => 'The notice was submitted for approval',
  'notice.approved': (details) => `The notice was approved${typeof details['people'] === 'number' ? ` for ${count(details['people'])} people` : ''}`,
  'notice.returned': (details) => `The notice was returned${reason(details)}`,
  'notice.rejected': (details) => `The notice was rejected${reason(details)}`,
  'notice.withdrawn': (details) => `The notice was withdrawn${reason(details)}`,
  'rollout.started': () => 'The notice began to go out',
  'dispatch.paused': (details) => `Sending was paused${reason(details)}`,
  'dispatch.resumed': () => 'Sending goes on',
  'dispatch.cancelled': (details) => `Sending was cancelled${reason(details)}`,
  'dispatch.finished': () => 'Sending is done',
};

/** @param action  As on the audit record. One without a sentence of its own is shown with its words apart. */
export function sentenceFor(action: string, details: Details): string {
  const sentence = SENTENCES[action];
  if (sentence) return sentence(details);
  const [subject = action, verb = ''] = action.split('.');
  return `${subject.replaceAll('-', ' ')} ${verb.replaceAll('-', ' ')}`.replace(/^./, (letter) => letter.toUpperCase()).trim();
}
