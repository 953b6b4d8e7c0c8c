import type { CallPreset } from './call-preset.js';

/** Durations are written as h:mm:ss, times in the zone of the report; `[None]` stands where there was no agent or skill. */
export const FIVE9: CallPreset = {
  id: 'five9',
  name: 'Five9',
  file: 'The Call Log report as CSV, with the columns QUEUE WAIT TIME and TALK TIME',
  source: 'Call Log report (CALL ID, TIMESTAMP, CAMPAIGN, CALL TYPE, AGENT, DISPOSITION, ANI, DNIS); call types: Five9 Configuration Web Services, callType',
  knownBy: [['CALL ID'], ['TIMESTAMP'], ['CALL TYPE'], ['CAMPAIGN', 'DISPOSITION', 'DNIS']],
  columns: {
    call_id: ['CALL ID'],
    queue: ['SKILL', 'CAMPAIGN'],
    offered_at: ['TIMESTAMP'],
    wait_seconds: ['QUEUE WAIT TIME'],
    talk_seconds: ['TALK TIME', 'HANDLE TIME'],
    phone: ['ANI'],
    agent: ['AGENT NAME', 'AGENT'],
    reason_tag: ['DISPOSITION'],
  },
  inbound: [{ column: ['CALL TYPE'], is: ['inbound', 'inbound voicemail', 'inbound_voicemail'] }],
  outcome: [
    { when: [{ column: ['ABANDONED'], is: ['1', 'yes', 'true'] }], then: 'abandoned' },
    { when: [{ column: ['DISPOSITION'], is: ['abandon', 'abandoned', 'caller disconnected', 'queue callback timeout', 'hardware timeout'] }], then: 'abandoned' },
    { when: [{ column: ['CALL TYPE'], is: ['inbound voicemail', 'inbound_voicemail'] }], then: 'self-served' },
    { when: [{ column: ['TALK TIME'], is: 'above-zero' }], then: 'answered' },
    { when: [{ column: ['AGENT NAME', 'AGENT'], is: 'filled' }], then: 'answered' },
    { when: [{ column: ['QUEUE WAIT TIME'], is: 'above-zero' }], then: 'abandoned', needs: ['AGENT NAME', 'AGENT', 'TALK TIME'] },
  ],
  zone: null,
  durations: 'seconds',
  blanks: ['[none]'],
  callSource: 'five9',
};
