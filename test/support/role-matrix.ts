import { type Role, ROLES } from '../../src/kernel/actor.js';

/** Who comes through a door of the API: people in a browser, and keys that have the role unless it says otherwise. Which subjects they see there, and what else stands in the way, is another question. */
export interface Door {
  readonly roles: readonly Role[];
  readonly peopleOnly: boolean;
}

type Names = readonly string[];

/** As one reads it: those who may, and where. A door of the API that is not in it fails test/e2e/matrix.spec.ts. */
const DOORS: readonly (readonly [readonly Role[] | 'public', Names])[] = [
  ['public', [
    'GET /health/live',
    'GET /health/ready',
    'GET /health/worker',
    'POST /api/v1/session',
    'POST /api/v1/session/passkey',
    'POST /api/v1/session/passkey-options',
  ]],
  [ROLES, [
    'DELETE /api/v1/keys/{id}',
    'DELETE /api/v1/me/passkeys/{id}',
    'DELETE /api/v1/me/sessions',
    'DELETE /api/v1/me/totp',
    'DELETE /api/v1/session',
    'GET /api/v1/agents-on-duty',
    'GET /api/v1/brands',
    'GET /api/v1/brands/{id}',
    'GET /api/v1/call-gaps',
    'GET /api/v1/incidents',
    'GET /api/v1/incidents/{id}',
    'GET /api/v1/incidents/{id}/call-reasons',
    'GET /api/v1/incidents/{id}/timeline',
    'GET /api/v1/keys',
    'GET /api/v1/me',
    'GET /api/v1/me/sign-in',
    'GET /api/v1/notices/{id}/members',
    'GET /api/v1/notices/{id}/progress',
    'GET /api/v1/playbooks',
    'GET /api/v1/playbooks/{kind}',
    'GET /api/v1/rules/schema',
    'GET /api/v1/sender-checks',
    'POST /api/v1/keys',
    'POST /api/v1/me/passkeys',
    'POST /api/v1/me/passkeys/options',
    'POST /api/v1/me/password',
    'POST /api/v1/me/recovery-codes',
    'POST /api/v1/me/totp',
    'POST /api/v1/me/totp/confirm',
  ]],
  [['commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor'], [
    'GET /api/v1/incidents/{id}/notices',
    'GET /api/v1/notices',
    'GET /api/v1/notices/{id}',
    'GET /api/v1/notices/{id}/briefing',
    'GET /api/v1/notices/{id}/preflight',
    'GET /api/v1/notices/{id}/preflight/failures',
    'POST /api/v1/notices/{id}/preview',
  ]],
  [['commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin'], [
    'GET /api/v1/call-calendar',
    'GET /api/v1/incidents/{id}/expected-calls',
    'GET /api/v1/incidents/{id}/measurement',
    'GET /api/v1/incidents/{id}/report',
    'GET /api/v1/incidents/{id}/report.csv',
    'GET /api/v1/incidents/{id}/report/revisions',
    'GET /api/v1/incidents/{id}/report/revisions/{revision}',
    'GET /api/v1/notices/{id}/feedback',
    'GET /api/v1/notices/{id}/feedback/comments',
    'GET /api/v1/notices/{id}/hold-time',
    'GET /api/v1/notices/{id}/measurement',
    'GET /api/v1/notices/{id}/measurements',
    'GET /api/v1/notices/{id}/phone-forecast',
    'GET /api/v1/phone-figures',
    'GET /api/v1/precision',
    'GET /api/v1/queue-fit',
    'POST /api/v1/notices/{id}/measurements',
  ]],
  [['commander', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin'], [
    'GET /api/v1/notices/{id}/messages',
    'GET /api/v1/notices/{id}/unknown',
  ]],
  [['commander', 'author', 'approver', 'legal', 'ops', 'auditor'], [
    'GET /api/v1/audiences/{id}',
    'GET /api/v1/incidents/{id}/audiences',
  ]],
  [['commander', 'approver', 'legal', 'ops', 'auditor', 'admin'], [
    'GET /api/v1/alerts',
    'GET /api/v1/notices/{id}/passed-preferences',
    'GET /api/v1/providers',
    'GET /api/v1/sending',
  ]],
  [['commander', 'legal', 'ops', 'agent', 'auditor', 'admin'], [
    'GET /api/v1/customers/{id}/calls',
    'GET /api/v1/inbound-sms',
    'GET /api/v1/incidents/{id}/calls',
  ]],
  [['commander', 'author', 'approver', 'legal', 'auditor'], [
    'GET /api/v1/audiences/{id}/diff/{other}',
    'GET /api/v1/audiences/{id}/members',
    'GET /api/v1/audiences/{id}/verification',
  ]],
  [['commander', 'approver', 'legal', 'ops', 'auditor'], [
    'GET /api/v1/messages',
  ]],
  [['commander', 'ops', 'agent', 'auditor', 'admin'], [
    'GET /api/v1/call-volumes',
  ]],
  [['commander', 'author', 'ops', 'agent', 'admin'], [
    'GET /api/v1/customers',
    'GET /api/v1/customers/{id}',
  ]],
  [['commander', 'legal', 'agent', 'admin'], [
    'POST /api/v1/customers/{id}/page-revocation',
  ]],
  [['commander', 'ops', 'auditor', 'admin'], [
    'GET /api/v1/alert-contacts',
    'GET /api/v1/alerts/{id}/tellings',
  ]],
  [['commander', 'auditor', 'admin'], [
    'GET /api/v1/incidents/{id}/evidence.zip',
  ]],
  [['commander', 'ops', 'auditor'], [
    'GET /api/v1/notices/{id}/postal',
    'GET /api/v1/notices/{id}/postal/without-address',
  ]],
  [['commander', 'legal', 'ops'], [
    'POST /api/v1/incidents/{id}/report/remarks',
  ]],
  [['commander', 'ops', 'admin'], [
    'DELETE /api/v1/alert-contacts/{id}',
    'DELETE /api/v1/import-mappings/{kind}/{name}',
    'GET /api/v1/import-mappings',
    'GET /api/v1/imports',
    'GET /api/v1/imports/{id}',
    'GET /api/v1/imports/{id}/bad-rows.csv',
    'POST /api/v1/agents-on-duty',
    'POST /api/v1/alert-contacts',
    'POST /api/v1/alert-contacts/{id}/earlier',
    'POST /api/v1/alerts/{id}/acknowledge',
    'POST /api/v1/brands/{id}/sender-check',
    'POST /api/v1/call-gaps',
    'POST /api/v1/call-gaps/{id}/decision',
    'POST /api/v1/call-volumes',
    'POST /api/v1/calls',
    'POST /api/v1/imports/customers',
    'POST /api/v1/imports/touchpoints',
    'PUT /api/v1/alert-contacts/{id}',
    'PUT /api/v1/alert-rhythm',
    'PUT /api/v1/import-mappings/{kind}/{name}',
    'PUT /api/v1/incidents/{id}/call-reasons',
  ]],
  [['legal', 'auditor', 'admin'], [
    'GET /api/v1/retention',
  ]],
  [['commander', 'approver'], [
    'POST /api/v1/notices/{id}/briefing/pass-over',
  ]],
  [['commander', 'author'], [
    'DELETE /api/v1/notices/{id}/texts/{locale}',
    'GET /api/v1/incidents/{id}/lists',
    'GET /api/v1/lists/{id}',
    'GET /api/v1/lists/{id}/not-found',
    'GET /api/v1/rules/vocabulary',
    'PATCH /api/v1/notices/{id}',
    'POST /api/v1/audiences/{id}/freeze',
    'POST /api/v1/incidents/{id}/audiences',
    'POST /api/v1/incidents/{id}/audiences/count',
    'POST /api/v1/incidents/{id}/audiences/estimate',
    'POST /api/v1/incidents/{id}/audiences/people',
    'POST /api/v1/incidents/{id}/audiences/preview',
    'POST /api/v1/incidents/{id}/lists',
    'POST /api/v1/incidents/{id}/notices',
    'POST /api/v1/notices/{id}/preflight',
    'POST /api/v1/notices/{id}/submit',
    'POST /api/v1/notices/{id}/told-audience',
    'PUT /api/v1/notices/{id}/texts/{locale}',
  ]],
  [['commander', 'agent'], [
    'GET /api/v1/desk/customers',
    'GET /api/v1/desk/customers/{id}',
    'GET /api/v1/desk/replies',
    'POST /api/v1/desk/customers/{id}/calls',
    'POST /api/v1/desk/customers/{id}/copies',
    'POST /api/v1/desk/customers/{id}/not-theirs',
    'POST /api/v1/desk/replies/{kind}/{id}',
  ]],
  [['approver', 'legal'], [
    'POST /api/v1/notices/{id}/reject',
    'POST /api/v1/notices/{id}/return',
  ]],
  [['auditor', 'admin'], [
    'GET /api/v1/audit',
    'GET /api/v1/audit.csv',
    'GET /api/v1/audit/chain',
  ]],
  [['commander', 'ops'], [
    'GET /api/v1/postal-files/{id}/letters.csv',
    'POST /api/v1/messages/{id}/decide',
    'POST /api/v1/notices/{id}/cancel',
    'POST /api/v1/notices/{id}/pause',
    'POST /api/v1/notices/{id}/postal-files',
    'POST /api/v1/notices/{id}/resume',
    'POST /api/v1/postal-files/{id}/posted',
    'POST /api/v1/sending/open',
    'POST /api/v1/sending/shut',
  ]],
  [['legal', 'admin'], [
    'DELETE /api/v1/customers/{id}/erasure',
    'DELETE /api/v1/retention/holds/{id}',
    'GET /api/v1/customers/{id}/personal-data',
    'GET /api/v1/erasures',
    'POST /api/v1/customers/{id}/erasure',
    'POST /api/v1/retention/holds',
  ]],
  [['ops', 'admin'], [
    'DELETE /api/v1/call-calendar/{date}',
    'GET /api/v1/suppressions',
    'POST /api/v1/suppressions',
    'POST /api/v1/suppressions/{id}/lift',
    'PUT /api/v1/call-calendar/{date}',
    'PUT /api/v1/phone-figures',
  ]],
  [['commander'], [
    'PATCH /api/v1/incidents/{id}',
    'POST /api/v1/incidents',
    'POST /api/v1/incidents/{id}/close',
    'POST /api/v1/incidents/{id}/reopen',
    'POST /api/v1/notices/{id}/withdraw',
  ]],
  [['approver'], [
    'POST /api/v1/notices/{id}/approve',
  ]],
  [['admin'], [
    'GET /api/v1/people',
    'PATCH /api/v1/people/{id}',
    'POST /api/v1/people',
    'PUT /api/v1/brands/{id}',
  ]],
  [['ops'], [
    'POST /api/v1/notices/{id}/briefing/confirm',
  ]],
];

/** Nobody but a person in a browser: keys have no session, no password, and make no keys. */
const FOR_PEOPLE: Names = [
  'DELETE /api/v1/me/passkeys/{id}',
  'DELETE /api/v1/me/sessions',
  'DELETE /api/v1/me/totp',
  'DELETE /api/v1/session',
  'GET /api/v1/keys',
  'GET /api/v1/me/sign-in',
  'POST /api/v1/keys',
  'POST /api/v1/me/passkeys',
  'POST /api/v1/me/passkeys/options',
  'POST /api/v1/me/password',
  'POST /api/v1/me/recovery-codes',
  'POST /api/v1/me/totp',
  'POST /api/v1/me/totp/confirm',
];

export const MATRIX: Readonly<Record<string, Door | 'public'>> = Object.fromEntries(
  DOORS.flatMap(([roles, names]) => names.map((name) => [name, roles === 'public' ? roles : { roles, peopleOnly: FOR_PEOPLE.includes(name) }] as const)),
);

/** What a door takes, where a body made by its schema stops before the question who asks. */
export const OWN_BODIES: Readonly<Record<string, object | string>> = {
  'POST /api/v1/me/password': { current: 'a long enough password 42', next: 'a long enough password 43' },
};
