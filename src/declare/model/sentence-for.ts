import { type Details, HOUSE_SENTENCES, type Sentence } from './house.sentences.js';


const said: (sentence: string) => Sentence = (sentence) => () => sentence;
const whole = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en-US') : 'some');
const people = (value: unknown): string => (value === 1 ? '1 person' : `${whole(value)} people`);
const forPeople = (value: unknown): string => (typeof value === 'number' ? `, for ${people(value)}` : '');
const because = ({ reason }: Details): string => (typeof reason === 'string' && reason !== '' ? `: ${reason}` : '');
/** As pages name what a notice is. */
const TYPES: Readonly<Record<string, string>> = { initial: 'first word', resolution: 'all-clear' };
/** "Notice 1 (first word)", or "The notice (update)", as far as the record says. */
const notice = ({ number, type }: Details): string => `${typeof number === 'number' ? `Notice ${number}` : 'The notice'}${typeof type === 'string' ? ` (${TYPES[type] ?? type})` : ''}`;
/** "Sending of notice 2 (update)", or as much of it as the record says. */
const sending = (details: Details): string => (typeof details['number'] === 'number' ? `Sending of ${lower(notice(details))}` : 'Sending');

const PLAIN: Readonly<Record<string, string>> = { audienceId: 'people', incident: 'what the incident is called', schedule: 'times', sender: 'how the company presents itself' };
const languages = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard', fallback: 'code' });
/** ['happenedFrom', 'audienceId', 'text.es'] → "happened from, people, text in Spanish". */
function name(changed: string): string {
  const locale = /^text\.([a-z]{2,3}(?:-[A-Z]{2})?)$/.exec(changed)?.[1];
  if (locale !== undefined) return `text in ${languages.of(locale)}`;
  return PLAIN[changed] ?? changed.replace('.', ' in ').replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}
const names = (list: unknown): string => {
  const plain = Array.isArray(list) ? list.map(String).filter((changed) => changed !== 'incidentRevision').map(name) : [];
  return plain.length > 0 ? ` (${plain.join(', ')})` : '';
};

const FINDINGS: Readonly<Record<string, string>> = { 'not-enough-data': ': not enough data yet', 'not-measurable': ': avoided calls can\'t be told from it' };
const clockOf = (rule: unknown): string => (typeof rule === 'string' ? `The clock "${rule}"` : 'A clock of law');

const ANCHORS: Readonly<Record<string, string>> = {
  discovered: 'discovered', aware: 'known for sure', determined: 'determined to be a breach', classified: 'classified', 'materiality-decided': 'decided whether it is material', 'authority-told': 'told to the authority', 'people-told': 'told to people',
};
const ESIGN_WORDS: Readonly<Record<string, string>> = { yes: 'A customer agreed to get notices by electronic means', no: 'A customer does not agree to get notices by electronic means' };
const CARES: Readonly<Record<string, string>> = { minor: 'a minor', deceased: 'known to have died', represented: 'represented by somebody else' };
const DECISIONS: Readonly<Record<string, string>> = { told: 'taken for told', 'not-told': 'taken for not told', resend: 'sent again' };

/** What happened, for the timeline: one plain sentence for each action that is on the audit record of an incident. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  'incident.declared': ({ exercise }) => (exercise === true ? 'An exercise was declared: nothing of it leaves' : 'The incident was declared'),
  'incident.amended': ({ changed }) => `What is known was changed${names(changed)}`,
  'incident.held': ({ requestedBy, until, ...details }) => `Nobody is told for now${typeof requestedBy === 'string' ? `, as ${requestedBy} asked` : ''}${typeof until === 'string' ? ` until ${until}` : ''}${because(details)}`,
  'incident.hold-ended': (details) => `The hold of law enforcement ended${because(details)}`,
  'law-anchor.entered': ({ anchor, at, ...details }) => `${at === null ? 'Taken back was' : 'Entered was'} ${typeof anchor === 'string' ? `when it was ${ANCHORS[anchor] ?? name(anchor)}` : 'from when clocks of law run'}${because(details)}`,
  'law-clock.met': ({ rule, ...details }) => `${clockOf(rule)} was met${because(details)}`,
  'law-clock.not-applicable': ({ rule, ...details }) => `${clockOf(rule)} does not apply${because(details)}`,
  'law-clock.reopened': ({ rule, ...details }) => `${clockOf(rule)} runs again${because(details)}`,
  'substitute-step.done': ({ name: law, step, ...details }) => `Of the substitute notice${typeof law === 'string' ? ` that the law of ${law} knows` : ''} a step was done${typeof step === 'string' ? ` (${step})` : ''}${because(details)}`,
  'substitute-step.undone': ({ name: law, step, ...details }) => `Of the substitute notice${typeof law === 'string' ? ` that the law of ${law} knows` : ''} a step does not count as done${typeof step === 'string' ? ` (${step})` : ''}${because(details)}`,
  'evidence.taken': said('An evidence pack was taken'),
  'list.exported': ({ list }) => `A list was taken as a file: ${typeof list === 'string' ? list : 'rows'}`,
  'audit.exported': said('The audit record was exported'),
  'incident.restricted': (details) => `Only some may see the incident from now on${because(details)}`,
  'incident.viewer-added': (details) => `Somebody was let in to see the incident${because(details)}`,
  'incident.viewer-removed': (details) => `Somebody was taken off the list of those who see the incident${because(details)}`,
  'incident.let-in-asked': (details) => `An administrator asked to let somebody in, since nobody on the list can${because(details)}`,
  'incident.let-in': (details) => `Two administrators let somebody in to see the incident, since nobody on the list could${because(details)}`,
  'incident.restriction-lifted': (details) => `Everybody with a role may see the incident again${because(details)}`,
  'incident.asking-off': (details) => `Whoever asks at /affected is told nothing of it from now on${because(details)}`,
  'incident.asking-on': (details) => `Whoever asks at /affected is answered for it again${because(details)}`,
  'incident.closed': said('The incident was closed'),
  'incident.reopened': said('The incident was opened again'),
  'audience-list.uploaded': ({ total, found }) => `A list of ${whole(total)} references was uploaded; ${whole(found)} are customers`,
  'audience.drafted': ({ version }) => `An audience was drafted${typeof version === 'number' ? ` (version ${version})` : ''}`,
  'audience.frozen': ({ members, toldBy }) => `${toldBy === undefined ? 'The audience was frozen' : 'Those who were told before were frozen as an audience'}: ${people(members)}`,
  'notice.drafted': (details) => `${notice(details)} was drafted${forPeople(details['members'])}`,
  'notice.edited': ({ changes, ...details }) => `${notice(details)} was edited${names(changes)}`,
  'notice.tested': (details) => `${notice(details)} was sent to colleagues as a test`,
  'notice.preflight-requested': (details) => `The check of ${lower(notice(details))} for every reader began`,
  'notice.preflight-passed': (details) => `Every reader’s message of ${lower(notice(details))} could be made`,
  'notice.preflight-failed': (details) => `Not every reader’s message of ${lower(notice(details))} could be made`,
  'notice.finding-overridden': ({ rule, ...details }) => `Legal let a finding of ${lower(notice(details))} pass${typeof rule === 'string' ? ` (${rule})` : ''}${because(details)}`,
  'notice.submitted': (details) => `${notice(details)} was submitted for approval${forPeople(details['members'])}`,
  'notice.briefing-given': (details) => `The agents have the briefing of ${lower(notice(details))}`,
  'notice.briefing-passed-over': (details) => `The briefing of the agents was passed over for ${lower(notice(details))}${because(details)}`,
  'notice.approved': (details) => `${notice(details)} was approved${forPeople(details['people'])}${details['breakGlass'] ? ', by two administrators and no approver (break-glass)' : ''}`,
  'notice.glass-asked': (details) => `An administrator asked to approve ${lower(notice(details))} without an approver (break-glass)${because(details)}`,
  'notice.glass-reviewed': ({ verdict, ...details }) => `That ${lower(notice(details))} was approved without an approver was looked over: it was ${verdict === 'right' ? 'right' : 'wrong'}${because(details)}`,
  'notice.returned': (details) => `${notice(details)} was returned${because(details)}`,
  'notice.rejected': (details) => `${notice(details)} was rejected${because(details)}`,
  'notice.withdrawn': (details) => `${notice(details)} was withdrawn${because(details)}`,
  'notice.approval-voided': (details) => `The approval of ${lower(notice(details))} is void: it was edited`,
  'notice.submission-voided': (details) => `${notice(details)} is a draft again: it was edited`,
  'notice.held': ({ requestedBy, until, ...details }) => `Nobody is told of ${lower(notice(details))} for now${typeof requestedBy === 'string' ? `, as ${requestedBy} asked` : ''}${typeof until === 'string' ? ` until ${until}` : ''}${because(details)}`,
  'notice.hold-ended': (details) => `The hold of ${lower(notice(details))} ended${because(details)}`,
  'notice.members-withheld': ({ people: held, ...details }) => `${notice(details)} goes no longer to ${people(held)}: who is written to for them was changed`,
  'notice.members-given-back': ({ people: given, ...details }) => `${notice(details)} goes to ${people(given)} again, as it was signed`,
  'rollout.started': ({ members, waves, ...details }) => `${sending(details)} began${forPeople(members)}${typeof waves === 'number' && waves > 1 ? ` in ${waves} waves` : ''}`,
  'rollout.refused': ({ code, ...details }) => `${sending(details)} did not begin: what is stored is not what was signed${typeof code === 'string' ? ` (${code})` : ''}`,
  'dispatch.paused': (details) => `${sending(details)} was paused${because(details)}`,
  'dispatch.resumed': (details) => `${sending(details)} goes on${because(details)}`,
  'dispatch.braked': (details) => `${sending(details)} was stopped by the brake${because(details)}`,
  'dispatch.canary-passed': ({ people: first, ...details }) => `${sending(details)} goes on to everybody: it went well for the first ${whole(first)}`,
  'dispatch.pace-planned': (details) => `${sending(details)} goes on as planned: the phones keep up`,
  'dispatch.pace-slowed': (details) => `${sending(details)} goes by the phones${because(details)}`,
  'dispatch.pace-stopped': (details) => `${sending(details)} waits for the phones${because(details)}`,
  'dispatch.pace-overridden': ({ wave, ...details }) => `${sending(details)} went on${typeof wave === 'number' ? ` with wave ${wave}` : ''} although the phones were full: all must be told in time`,
  'dispatch.cancelled': (details) => `${sending(details)} was cancelled${because(details)}`,
  'dispatch.finished': (details) => `${sending(details)} is done`,
  'texts.stopped': said('A customer asked for no more texts'),
  'texts.resumed': said('A customer asked for texts again'),
  'report.remarked': said('Remarks were written into the report'),
  'retention.held': ({ all }) => (all === true ? 'Everything is held: nothing of it is forgotten' : 'What is known of the incident is held: nothing of it is forgotten'),
  'retention.released': said('A hold was lifted: what is old is forgotten again'),
  'lookup-keys.changed': () => 'All addresses are found by a newer look-up key',
  'data-keys.retired': () => 'Nothing is sealed by the older data keys any more',
  'retention.purged': ({ rows }) => `What was kept for its time was forgotten: ${whole(rows)} rows`,
  'customer.looked-up': (_, about) => `${aCustomer(about)} was looked up`,
  'customer.esign-changed': ({ to, on }) => `${ESIGN_WORDS[String(to)] ?? 'Of a customer it is not known any more whether he agreed to notices by electronic means'}${typeof on === 'string' ? `, since ${on}` : ''}`,
  'customer.care-changed': ({ to, ...details }) => `${typeof to === 'string' ? `A customer is ${CARES[to] ?? 'written to through somebody else'}` : 'A customer is written to as everybody else again'}${because(details)}`,
  'customer.exported': (_, about) => `Everything held about ${lower(aCustomer(about))} was handed out`,
  'customer.erasure-asked': (_, about) => `${aCustomer(about)} is to be erased`,
  'customer.erasure-withdrawn': (_, about) => `The erasure of ${lower(aCustomer(about))} was withdrawn`,
  'customer.erased': said('A customer was erased'),
  'pages.revoked': (details) => `A customer's pages were shut${because(details)}`,
  'preference.passed': ({ messages, ...details }) => `${notice(details)}, which is mandatory, went to ${people(messages)} who want no optional notices`,
  'copy.asked': ({ outcome, channel, elsewhere, ...details }) => `${notice(details)} was asked for ${channel === 'sms' ? 'by SMS' : 'by e-mail'}${elsewhere === true ? ' at another address' : ''}${outcome === 'brought-forward' ? ' before its turn' : ' again'}`,
  'incident.call-reasons-set': said('Which reasons of calls belong to the incident was set'),
  'call.logged': ({ reason }) => `A call was logged${typeof reason === 'string' ? `: ${reason}` : ''}`,
  'number.disowned': said('A reader said that a number is not, or no longer, the customer\'s'),
  'message.misdirected': (details) => `A message of ${lower(notice(details))} had reached somebody else: it counts as failed`,
  'message.decided': (details) => `A message in doubt was ${DECISIONS[String(details['decision'])] ?? 'decided'}${because(details)}`,
  'alert.raised': ({ kind }, about) => `An alert was raised${alertWords(kind, about)}`,
  'alert.closed': ({ kind }, about) => `An alert is over${alertWords(kind, about)}`,
  'report.kept': ({ revision }) => `The report's figures were kept${typeof revision === 'number' ? ` (revision ${revision})` : ''}`,
  'alert.acknowledged': ({ message }) => `An alert was seen${typeof message === 'string' ? `: ${message.replace(/\.$/, '')}` : ''}`,
  'postal-file.made': ({ letters, file, ...details }) => `A file of letters was made for ${lower(notice(details))}${typeof file === 'number' ? ` (file ${file})` : ''}${forPeople(letters)}`,
  'postal-file.downloaded': ({ file, ...details }) => `The letters of ${lower(notice(details))}${typeof file === 'number' ? ` (file ${file})` : ''} were downloaded`,
  'postal-file.posted': ({ file, on, ...details }) => `The letters of ${lower(notice(details))}${typeof file === 'number' ? ` (file ${file})` : ''} were posted${typeof on === 'string' ? ` on ${on}` : ''}`,
  'measurement.taken': ({ outcome, ...details }) => `The effect${typeof details['number'] === 'number' ? ` of ${lower(notice(details))}` : ''} was measured${FINDINGS[String(outcome)] ?? ''}`,
};

/** "Customer HP-000017". */
const aCustomer = (about: string | null): string => (about === null ? 'A customer' : `Customer ${about}`);
/** What the alert says; of one that is gone its kind. */
const alertWords = (kind: unknown, about: string | null): string => (about !== null ? `: ${about.replace(/\.$/, '')}` : typeof kind === 'string' ? ` (${kind.replaceAll(/[.-]/g, ' ')})` : '');
const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** Actions that have a sentence of their own. */
export const KNOWN_ACTIONS: ReadonlySet<string> = new Set([...Object.keys(SENTENCES), ...Object.keys(HOUSE_SENTENCES)]);

/**
 * @param action  As on the audit record. One without a sentence of its own is shown with its words apart.
 * @param about  What it is about, as people call it; null where nobody looked it up, or it is gone.
 */
export function sentenceFor(action: string, details: Details, about: string | null = null): string {
  const sentence = SENTENCES[action] ?? HOUSE_SENTENCES[action];
  if (sentence) return sentence(details, about);
  const [subject = action, verb = ''] = action.split('.');
  const words = `${subject} ${verb}`.replaceAll('-', ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
