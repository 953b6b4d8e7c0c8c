/**
 * Who tries the texts most: the longest name, what someone does not have (preferring who has the other address), who shares an address with
 * another member, or whose language is written from right to left.
 */
export const PICKED_MEMBERS = ['longest-name', 'no-name', 'no-phone', 'no-email', 'no-preference', 'no-language', 'shares-address', 'right-to-left'] as const;
export type PickedMember = (typeof PICKED_MEMBERS)[number];
