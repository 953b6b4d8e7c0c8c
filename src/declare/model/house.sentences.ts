export type Details = Readonly<Record<string, unknown>>;
/** @param about  What it is about, as people call it; null where nobody looked it up, or it is gone. */
export type Sentence = (details: Details, about: string | null) => string;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listed = (value: unknown): string => (Array.isArray(value) && value.length > 0 ? ` (${value.map(String).join(', ')})` : '');
const because = (value: unknown): string => (text(value) === null ? '' : `: ${text(value)!.replace(/[.]$/, '')}`);
const grouped = (count: number): string => count.toLocaleString('en-US');
const someone = (about: string | null): string => about ?? 'A person';
const ofSomeone = (about: string | null): string => (about === null ? 'of a person' : `of ${about}`);

const WAYS: Readonly<Record<string, string>> = {
  password: ', with a password', 'password+code': ', with a password and a code', 'password+recovery': ', with a password and a recovery code', passkey: ', with a passkey', company: ', with the company account',
};
const TRIED: Readonly<Record<string, string>> = { password: ', with a wrong password', code: ', with a wrong code' };
const IMPORTED: Readonly<Record<string, string>> = { customers: 'customers', touchpoints: 'purchases and other touchpoints', calls: 'calls', volumes: 'counts of calls', agents: 'counts of agents' };
const REPLIES: Readonly<Record<string, string>> = { open: 'is open again', answered: 'was answered', closed: 'was closed' };
const WHATS: Readonly<Record<string, string>> = { 'person-new': 'to add a person', 'person-change': 'to change what a person may do', key: 'to make a key' };

/** "40,000 customers came in from customers.csv (12 rows left out)". */
const imported: Sentence = ({ kind, inserted, updated, unchanged, rejected }, about) => {
  const counts = [inserted, updated, unchanged].filter((count) => typeof count === 'number');
  const rows = counts.length === 0 ? '' : `: ${grouped(counts.reduce((sum, count) => sum + count, 0))} ${IMPORTED[String(kind)] ?? 'rows'}`;
  const left = typeof rejected === 'number' && rejected > 0 ? ` (${grouped(rejected)} ${rejected === 1 ? 'row' : 'rows'} left out)` : '';
  return `A file was imported${about === null ? '' : `, ${about}`}${rows}${left}`;
};

/** What people of the company did to Firstword itself, for the audit record: who may sign in, with what, who is alerted, which words are in use. */
export const HOUSE_SENTENCES: Readonly<Record<string, Sentence>> = {
  'session.started': ({ way }, about) => `${someone(about)} signed in${WAYS[String(way)] ?? ''}`,
  'session.ended': (_, about) => `${someone(about)} signed out`,
  'session.others-ended': (_, about) => `${someone(about)} signed out everywhere else`,
  'session.one-ended': (_, about) => `${someone(about)} signed out on another device`,
  'person.created': ({ roles }, about) => `${someone(about)} was added${listed(roles)}`,
  'person.renamed': (_, about) => `${someone(about)} was given another name`,
  'person.roles-changed': ({ to }, about) => `The roles ${ofSomeone(about)} were changed${listed(to)}`,
  'person.disabled': (_, about) => `${someone(about)} was shut out`,
  'person.enabled': (_, about) => `${someone(about)} may sign in again`,
  'person.password-reset': (_, about) => `${someone(about)} was given a new password`,
  'person.password-changed': (_, about) => `${someone(about)} chose a new password`,
  'person.second-factors-reset': (_, about) => `Passkeys and the authenticator app ${ofSomeone(about)} were taken away`,
  'person.passkey-added': (_, about) => `${someone(about)} added a passkey`,
  'person.passkey-removed': (_, about) => `${someone(about)} removed a passkey`,
  'person.totp-added': (_, about) => `${someone(about)} set up an authenticator app`,
  'person.totp-removed': (_, about) => `${someone(about)} removed the authenticator app`,
  'person.recovery-codes-made': (_, about) => `${someone(about)} got new recovery codes`,
  'person.sign-in-failed': ({ what }, about) => `Somebody tried to sign in as ${about ?? 'a person'}${TRIED[String(what)] ?? ''}`,
  'person.company-account-linked': (_, about) => `The company account ${ofSomeone(about)} was linked`,
  'person.zone-set': (_, about) => `The clocks ${ofSomeone(about)} were set`,
  'access.requested': ({ what, roles, reason }, about) => `An administrator asked ${WHATS[String(what)] ?? 'to change who may do what'}${about === null ? '' : ` (${about})`}${listed(roles)}${because(reason)}`,
  'access.confirmed': () => 'A second administrator confirmed what another had asked for',
  'access.refused': ({ reason }) => `A second administrator refused what another had asked for${because(reason)}`,
  'access.withdrawn': ({ reason }) => `An administrator took back what they had asked for${because(reason)}`,
  'access.expired': () => 'What an administrator had asked for was over before a second one confirmed it',
  'key.created': ({ roles }, about) => `A key was made${about === null ? '' : ` for ${about}`}${listed(roles)}`,
  'key.revoked': (_, about) => `The key${about === null ? '' : ` for ${about}`} was revoked`,
  'alert-contact.added': (_, about) => `${someone(about)} was put on the list of who is alerted`,
  'alert-contact.changed': (_, about) => `How ${about ?? 'a person'} is alerted was changed`,
  'alert-contact.moved': () => 'The order of who is alerted was changed',
  'alert-contact.removed': (_, about) => `${someone(about)} was taken off the list of who is alerted`,
  'alert-rhythm.set': () => 'How long each has to answer an alert was changed',
  'alert-test.asked': (_, about) => `${someone(about)} asked for a test alert`,
  'alert.told': ({ channel }) => `Somebody was alerted${channel === 'sms' ? ' by SMS' : channel === 'email' ? ' by e-mail' : ''}`,
  'alert.said-over': () => 'Whoever was alerted heard that it is over',
  'brand.saved': (_, about) => `How ${about ?? 'a sender'} presents itself to customers was saved`,
  'sender.checked': ({ domain }) => `Whether receivers take mail${text(domain) === null ? '' : ` from ${text(domain)!}`} for the company’s own was checked`,
  'law-regimes.set': (_, about) => `Which laws apply${about === null ? '' : ` to ${about}`} was set`,
  'law-rule.reviewed': () => 'A rule of law was reviewed',
  'law-rules.loaded': ({ rules }) => `Rules of law were loaded${Array.isArray(rules) ? `, ${grouped(rules.length)} of them` : ''}`,
  'import.finished': imported,
  'import-mapping.saved': ({ name }) => `How a file is read was saved${because(name)}`,
  'import-mapping.removed': ({ name }) => `How a file is read was removed${because(name)}`,
  'phone-figures.set': () => 'What the forecast knows of the phones was changed',
  'call-calendar.day-set': ({ note }) => `A day was marked in the calendar of calls${because(note)}`,
  'call-calendar.day-cleared': () => 'A mark was taken off the calendar of calls',
  'call-gap.set': ({ reason }) => `A gap in the feed of calls was decided${because(reason)}`,
  'enquiry.answered': () => 'Somebody asked whether they are affected, and was answered',
  'enquiry.proved': () => 'Somebody who asked whether they are affected typed the code that was sent',
  'reply.changed': ({ state }) => `A reply of a customer ${REPLIES[String(state)] ?? 'was changed'}`,
  'suppression.added': ({ added }) => `${typeof added === 'number' && added > 1 ? `${grouped(added)} addresses were` : 'An address was'} stopped`,
  'suppression.lifted': ({ why }) => `An address may be used again${because(why)}`,
  'suppressions.searched': ({ found }) => `An address was looked up among the stopped ones${found === 0 ? ': it is not there' : ''}`,
  'sending.shut': ({ reason }) => `Nothing leaves: sending was shut${because(reason)}`,
  'sending.opened': ({ reason }) => `Sending was opened again${because(reason)}`,
  'template.saved': ({ version }) => `A text was saved${typeof version === 'number' ? ` as version ${version}` : ''} and waits for review`,
  'template.reviewed': ({ version }) => `A text was reviewed and is in use${typeof version === 'number' ? ` (version ${version})` : ''}`,
  'template.returned': ({ reason }) => `A text was sent back${because(reason)}`,
  'playbook.saved': ({ version }) => `A playbook was saved${typeof version === 'number' ? ` as version ${version}` : ''} and waits for review`,
  'playbook.reviewed': ({ version }) => `A playbook was reviewed and is in use${typeof version === 'number' ? ` (version ${version})` : ''}`,
  'playbook.returned': ({ reason }) => `A playbook was sent back${because(reason)}`,
  'webhook.added': (_, about) => `A webhook was added${about === null ? '' : `: ${about}`}`,
  'webhook.tested': (_, about) => `A test was sent to a webhook${about === null ? '' : `: ${about}`}`,
  'webhook.asked-again': (_, about) => `An event was sent to a webhook again${about === null ? '' : `: ${about}`}`,
  'webhook.removed': () => 'A webhook was removed',
  'webhook.rotated': (_, about) => `The secret of a webhook was renewed${about === null ? '' : `: ${about}`}`,
  'webhook.enabled': (_, about) => `A webhook was switched on${about === null ? '' : `: ${about}`}`,
  'webhook.disabled': ({ why }, about) => `A webhook was switched off${about === null ? '' : ` (${about})`}${because(why)}`,
};
