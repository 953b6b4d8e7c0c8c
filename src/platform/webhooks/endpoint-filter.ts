import { saysIn } from '../../kernel/says-in.js';
import type { WebhookEndpoint } from './webhook.records.js';

export const ENDPOINT_STATES = ['on', 'failing', 'off'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** Which servers are wanted; what is absent narrows nothing. */
export interface EndpointFilter {
  /** Part of its address, or of who has it. */
  readonly words?: string | undefined;
  readonly state?: EndpointState | undefined;
}

export const endpointState = ({ disabledAt, failingSince }: WebhookEndpoint): EndpointState => (disabledAt ? 'off' : failingSince ? 'failing' : 'on');

export const isWantedEndpoint = ({ words = '', state }: EndpointFilter) => (one: WebhookEndpoint): boolean => saysIn(words, one.description, one.url) && (state === undefined || endpointState(one) === state);
