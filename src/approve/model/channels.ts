import type { Channel, Member } from '../../audience/contract.js';
import type { Policies } from '../contract.js';

/** Addresses of a member that may be used. */
export interface Usable {
  readonly email: boolean;
  readonly sms: boolean;
}

/** The channels on which a member is written to, of those that can be used; empty where there is none. */
export function channelsFor(policy: Policies['channels'], preferred: Member['preferredChannel'], usable: Usable): readonly Channel[] {
  const ladder: readonly Channel[] = preferred === 'sms' ? ['sms', 'email'] : ['email', 'sms'];
  const open = ladder.filter((channel) => usable[channel] && (policy !== 'email' && policy !== 'sms' ? true : channel === policy));
  return policy === 'both' ? open : open.slice(0, 1);
}

/**
 * The channels for which a member must be rendered before anyone may approve: each on which he could be written to under the policy,
 * since an address can fall out between approval and sending and the next one then counts. The e-mail is rendered for everybody, since
 * anybody can end up without a channel: its text is what goes by letter, and what an agent reads out.
 */
export function channelsToProve(policy: Policies['channels'], has: Usable): readonly Channel[] {
  return has.sms && policy !== 'email' ? ['email', 'sms'] : ['email'];
}
