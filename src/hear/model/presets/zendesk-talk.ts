import type { CallPreset } from './call-preset.js';

/** A file has either the keys of the calls export of the API, or the labels of the calls dataset. */
export const ZENDESK_TALK: CallPreset = {
  id: 'zendesk-talk',
  name: 'Zendesk Talk',
  file: 'The calls export (incremental export of calls, saved as CSV), or a table of the Talk calls dataset of Explore with Call ID, direction, completion status and times',
  source: 'https://developer.zendesk.com/api-reference/voice/talk-api/incremental_exports/',
  knownBy: [['id', 'Call ID'], ['completion_status', 'Call completion status'], ['direction', 'Call direction']],
  columns: {
    call_id: ['Call ID', 'id'],
    queue: ['Call group', 'Group name', 'ivr_destination_group_name', 'line', 'phone_number'],
    offered_at: ['created_at', 'Call created', 'Call - Timestamp'],
    wait_seconds: ['wait_time', 'Call wait time (sec)', 'Queue wait time (sec)'],
    talk_seconds: ['talk_time', 'Call talk time (sec)', 'Talk time (sec)'],
    phone: ['Customer phone number', 'Customer number', 'from'],
    agent: ['Agent name', 'agent_id'],
    reason_tag: ['Tags', 'Call tags', 'Ticket tags'],
    outcome: ['completion_status', 'Call completion status'],
  },
  inbound: [{ column: ['direction', 'Call direction'], is: ['inbound', 'incoming'] }],
  outcome: [
    { when: [{ column: ['completion_status', 'Call completion status'], is: ['completed'] }], then: 'answered' },
    { when: [{ column: ['completion_status', 'Call completion status'], is: ['abandoned_in_voicemail', 'abandoned in voicemail', 'pending_voicemail', 'pending voicemail', 'voicemail*'] }], then: 'self-served' },
    { when: [{ column: ['completion_status', 'Call completion status'], is: ['abandoned*', 'not_answered', 'not answered', 'missed'] }], then: 'abandoned' },
    { when: [{ column: ['completion_status', 'Call completion status'], is: ['failed'] }], then: 'failed' },
  ],
  zone: 'UTC',
  durations: 'seconds',
  listSeparator: ',',
  callSource: 'zendesk-talk',
};
