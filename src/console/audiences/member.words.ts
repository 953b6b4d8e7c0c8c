import { type MemberReasons } from '../../audience/contract.js';

/** How somebody came into an audience. */
export const ROUTE_WORDS: Readonly<Record<MemberReasons['by'][number], string>> = { rule: 'by the rule', list: 'on the list', 'told-before': 'told before' };
