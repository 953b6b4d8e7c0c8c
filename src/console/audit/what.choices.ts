import { KNOWN_ACTIONS, sentenceFor } from '../../declare/model/sentence-for.js';
import type { Option } from '../page/choices.js';

/** What stands in front of the dot of an action, by what people look for it under. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Incidents and the law': ['incident', 'law-anchor', 'law-clock', 'law-regimes', 'law-rule', 'law-rules', 'substitute-step', 'evidence'],
  'Who is affected': ['audience', 'audience-list'],
  Notices: ['notice', 'preference', 'copy', 'postal-file'],
  Sending: ['rollout', 'dispatch', 'sending', 'message', 'number'],
  Customers: ['customer', 'texts', 'pages', 'call', 'reply', 'enquiry', 'suppression', 'suppressions'],
  Figures: ['report', 'measurement', 'phone-figures', 'call-calendar', 'call-gap'],
  'Texts and playbooks': ['template', 'playbook'],
  'People and sign-in': ['person', 'session', 'access', 'key'],
  Alerts: ['alert', 'alert-contact', 'alert-rhythm', 'alert-test'],
  'Files and settings': ['import', 'import-mapping', 'list', 'audit', 'brand', 'sender', 'webhook', 'retention', 'lookup-keys', 'data-keys'],
};
/** Of these there is so much that somebody asks for all of it. */
const WHOLE: Readonly<Record<string, string>> = {
  incident: 'about incidents', notice: 'about notices', dispatch: 'about sending', customer: 'about single customers', person: 'about people', session: 'about signing in and out', alert: 'about alerts', webhook: 'about webhooks',
};

const subjectOf = (action: string): string => action.split('.')[0]!;

/**
 * What the record can be narrowed to, in the words in which it says it.
 *
 * @param asked  The beginning of an action, as an address may name any: one that no choice has stands first, as it is written.
 */
export function whatChoices(asked: string): { readonly loose: readonly Option[]; readonly groups: readonly { readonly label: string; readonly options: readonly Option[] }[] } {
  const option = (value: string, label: string): Option => ({ value, label, selected: value === asked });
  const groups = Object.entries(GROUPS).map(([label, subjects]) => ({
    label,
    options: [
      ...subjects.filter((subject) => WHOLE[subject] !== undefined).map((subject) => option(`${subject}.`, `Everything ${WHOLE[subject]!}`)),
      ...[...KNOWN_ACTIONS].filter((action) => subjects.includes(subjectOf(action))).map((action) => option(action, sentenceFor(action, {}))),
    ],
  }));
  const isListed = asked === '' || groups.some(({ options }) => options.some(({ selected }) => selected));
  return { loose: isListed ? [] : [option(asked, asked)], groups };
}
