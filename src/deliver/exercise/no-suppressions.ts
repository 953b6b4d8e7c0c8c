import type { Suppressions } from '../../audience/contract.js';

/** What a made-up provider says of an address bars nobody: it is made up, and the address is a customer's. */
export const NO_SUPPRESSIONS: Pick<Suppressions, 'suppress' | 'softBounced'> = {
  suppress: () => Promise.resolve(0),
  softBounced: () => Promise.resolve(0),
};
