import { MESSAGE_STATES, type MessageState, type Outcome } from '../contract.js';

/** The ways on which members of one outcome are found, in this order: by their messages, barred before there was one, and without a row yet. */
export const WAYS = ['message', 'barred', 'unwritten'] as const;
export type Way = (typeof WAYS)[number];

/** Behind which member a page begins: a position among all members, or a place on one of the ways. */
export type MemberPlace =
  | { readonly way: 'all' | 'barred' | 'unwritten'; readonly position: number }
  | { readonly way: 'message'; readonly id: string; readonly position: number };

/** Which ways may lead to members of an outcome. */
export function waysTo(outcome: Outcome): readonly Way[] {
  return WAYS.filter((way) => {
    if (way === 'message') return MESSAGE_STATES.includes(outcome as MessageState);
    return way === 'barred' ? outcome === 'unreachable' || outcome === 'suppressed' : outcome === 'pending' || outcome === 'cancelled';
  });
}

/** Before the first member on a way. */
export const startOf = (way: Way | 'all'): MemberPlace => (way === 'message' ? { way, id: '0', position: -1 } : { way, position: -1 });

const LETTERS = { all: '', barred: 'b', unwritten: 'u' } as const;

/** As it stands in an address: "412", "m88123.412", "b412". */
export const placeText = (place: MemberPlace): string => (place.way === 'message' ? `m${place.id}.${place.position}` : `${LETTERS[place.way]}${place.position}`);

/** @returns null for what no page of this outcome (null: of all members) gave as its next. "-1" is before everybody. */
export function placeOf(text: string, outcome: Outcome | null): MemberPlace | null {
  const ways = outcome === null ? (['all'] as const) : waysTo(outcome);
  if (text === '-1') return startOf(ways[0]);
  const [, letter, id, position] = /^([mbu]?)(?:(?<=m)(\d{1,18})\.)?(\d{1,9})$/.exec(text) ?? [];
  if (letter === undefined || position === undefined || (letter === 'm') !== (id !== undefined)) return null;
  const way = letter === 'm' ? 'message' : letter === 'b' ? 'barred' : letter === 'u' ? 'unwritten' : 'all';
  if (!(ways as readonly string[]).includes(way)) return null;
  return way === 'message' ? { way, id: id!, position: Number(position) } : { way, position: Number(position) };
}
