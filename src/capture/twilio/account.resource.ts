import { rfc2822 } from './sids.js';

const PARTS = {
  addresses: 'Addresses',
  applications: 'Applications',
  authorized_connect_apps: 'AuthorizedConnectApps',
  available_phone_numbers: 'AvailablePhoneNumbers',
  balance: 'Balance',
  calls: 'Calls',
  conferences: 'Conferences',
  connect_apps: 'ConnectApps',
  incoming_phone_numbers: 'IncomingPhoneNumbers',
  keys: 'Keys',
  messages: 'Messages',
  notifications: 'Notifications',
  outgoing_caller_ids: 'OutgoingCallerIds',
  queues: 'Queues',
  recordings: 'Recordings',
  short_codes: 'SMS/ShortCodes',
  signing_keys: 'SigningKeys',
  sip: 'SIP',
  transcriptions: 'Transcriptions',
  usage: 'Usage',
};
const OPENED = new Date('2026-01-01T00:00:00Z');

/** The account in the shape of Twilio's API (OpenAPI `api.v2010.account`). The token is left out of what is shown. */
export function accountResource(accountSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}`;
  return {
    auth_token: null,
    date_created: rfc2822(OPENED),
    date_updated: rfc2822(OPENED),
    friendly_name: 'Capture: nothing sent here reaches anyone',
    owner_account_sid: accountSid,
    sid: accountSid,
    status: 'active',
    subresource_uris: Object.fromEntries(Object.entries(PARTS).map(([name, path]) => [name, `${uri}/${path}.json`])),
    type: 'Full',
    uri: `${uri}.json`,
  };
}
