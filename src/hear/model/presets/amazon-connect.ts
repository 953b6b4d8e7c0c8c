import type { CallPreset } from './call-preset.js';

const AGENT_CONNECTED = ['Agent.ConnectedToAgentTimestamp', 'Connected to agent timestamp'];

/** Field names are those of the contact record; the contact search writes the same words with spaces. A contact that was in a queue and never reached an agent is abandoned. */
export const AMAZON_CONNECT: CallPreset = {
  id: 'amazon-connect',
  name: 'Amazon Connect',
  file: 'Contact search, "Download CSV", with the fields Initiation method, Queue, Agent and Customer phone number; or contact records as CSV',
  source: 'https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html and …/contact-search.html',
  knownBy: [['ContactId'], ['InitiationTimestamp'], ['Channel', 'InitiationMethod', 'DisconnectTimestamp']],
  columns: {
    call_id: ['ContactId'],
    queue: ['Queue.Name', 'Queue'],
    offered_at: ['InitiationTimestamp'],
    answered_at: AGENT_CONNECTED,
    ended_at: ['DisconnectTimestamp'],
    wait_seconds: ['Queue.Duration'],
    talk_seconds: ['Agent.AgentInteractionDuration', 'Agent interaction duration'],
    phone: ['CustomerEndpoint.Address', 'Customer phone number', 'Customer endpoint'],
    agent: ['Agent.Username', 'Agent'],
  },
  // a transfer is a further contact of a call that has been counted
  inbound: [{ column: ['InitiationMethod'], is: ['inbound'] }],
  voice: { column: ['Channel'], is: ['voice'] },
  outcome: [
    { when: [{ column: AGENT_CONNECTED, is: 'filled' }], then: 'answered' },
    { when: [{ column: ['Agent.Username', 'Agent'], is: 'filled' }], then: 'answered' },
    { when: [{ column: ['Queue.EnqueueTimestamp', 'Enqueue timestamp', 'Queue.Name', 'Queue'], is: 'filled' }], then: 'abandoned', needs: [...AGENT_CONNECTED, 'Agent.Username', 'Agent'] },
    { when: [{ column: ['DisconnectTimestamp'], is: 'filled' }], then: 'self-served', needs: ['Queue.EnqueueTimestamp', 'Enqueue timestamp', 'Queue.Name', 'Queue'] },
  ],
  zone: 'UTC',
  durations: 'seconds',
  callSource: 'amazon-connect',
};
