import type { CallPreset } from './call-preset.js';

/** Durations are milliseconds unless the export was asked for another form; several queues, users or wrap-up codes of one conversation stand in one cell. */
export const GENESYS_CLOUD: CallPreset = {
  id: 'genesys-cloud',
  name: 'Genesys Cloud',
  file: 'Performance > Interactions, exported as CSV with the columns Conversation ID, Direction, Media Type, Queue, ANI, Total Queue and Total Talk',
  source: 'https://help.mypurecloud.com/articles/interactions-view/ and …/export-view-data/',
  knownBy: [['Conversation ID'], ['Direction', 'Initial Direction'], ['Media Type', 'Full Export Completed', 'Partial Result Timestamp']],
  columns: {
    call_id: ['Conversation ID'],
    queue: ['First Queue', 'Queue'],
    offered_at: ['Date', 'Start Date'],
    ended_at: ['End Date'],
    wait_seconds: ['Total Queue'],
    talk_seconds: ['Total Talk', 'Total Handle'],
    phone: ['ANI'],
    agent: ['Users - Interacted', 'Users'],
    reason_tag: ['Wrap-up'],
  },
  inbound: [{ column: ['Initial Direction', 'Direction'], is: ['inbound*'] }],
  voice: { column: ['Media Type'], is: ['voice', 'call'] },
  outcome: [
    { when: [{ column: ['Abandoned', 'Abandoned in Queue'], is: ['yes', 'true', '1'] }], then: 'abandoned' },
    { when: [{ column: ['Total Talk'], is: 'above-zero' }], then: 'answered' },
    { when: [{ column: ['Users - Interacted', 'Users'], is: 'filled' }], then: 'answered' },
    { when: [{ column: ['First Queue', 'Queue'], is: 'filled' }], then: 'abandoned', needs: ['Users - Interacted', 'Users', 'Total Talk'] },
    { when: [{ column: ['End Date'], is: 'filled' }], then: 'self-served', needs: ['First Queue', 'Queue'] },
  ],
  zone: null,
  durations: 'milliseconds',
  listSeparator: ';',
  callSource: 'genesys-cloud',
};
