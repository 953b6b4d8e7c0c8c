import type { CallPreset } from './call-preset.js';

const STATUS = ['Status', 'Call Status'];

/** Properties of the Call resource, as the console's export and the usual scripts head them. */
export const TWILIO: CallPreset = {
  id: 'twilio',
  name: 'Twilio call log',
  file: 'Monitor > Logs > Calls, exported as CSV',
  source: 'https://www.twilio.com/docs/voice/api/call-resource (Sid, From, To, Start Time, End Time, Duration, Status, Direction)',
  knownBy: [['Call Sid', 'Sid'], ['From'], ['Direction'], ['Start Time', 'Date Created']],
  columns: {
    call_id: ['Call Sid', 'Sid'],
    queue: ['To'],
    offered_at: ['Start Time', 'Date Created'],
    ended_at: ['End Time'],
    phone: ['From'],
    outcome: STATUS,
  },
  inbound: [{ column: ['Direction'], is: ['inbound', 'incoming', 'trunking-originating'] }],
  outcome: [
    { when: [{ column: STATUS, is: ['completed'] }], then: 'answered' },
    { when: [{ column: STATUS, is: ['busy'] }], then: 'busy' },
    { when: [{ column: STATUS, is: ['no-answer', 'no answer', 'canceled', 'cancelled'] }], then: 'abandoned' },
    { when: [{ column: STATUS, is: ['failed'] }], then: 'failed' },
    { when: [{ column: STATUS, is: ['queued', 'initiated', 'ringing', 'in-progress', 'in progress'] }], then: 'offered' },
  ],
  zone: 'UTC',
  durations: 'seconds',
  knowsLess: true,
  callSource: 'twilio',
  remark: '"Completed" means that your Twilio application took the call; whether a person did, the log does not say. What the voice webhook has reported stays.',
};
