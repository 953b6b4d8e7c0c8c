import { type MemberReasons } from '../contract.js';

export const MEMBER_REACHES = ['email', 'sms', 'none'] as const;
export const MEMBER_ROUTES = ['rule', 'list', 'told-before'] as const satisfies readonly MemberReasons['by'][number][];

/** Which members are wanted; what is null, or absent, narrows nothing. */
export interface MemberFilter {
  /** A whole customer number. */
  readonly reference?: string | null | undefined;
  /** Has an address on that channel; `none`: on neither. */
  readonly channel?: (typeof MEMBER_REACHES)[number] | null | undefined;
  /** Where he lives, as laws count it: "US-CA"; "unknown" where that can't be told. */
  readonly place?: string | null | undefined;
  /** How he came in. */
  readonly by?: (typeof MEMBER_ROUTES)[number] | null | undefined;
  /** Code of a kind of his data that is involved. */
  readonly data?: string | null | undefined;
}
