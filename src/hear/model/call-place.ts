import type { InboundCall } from '../contract.js';

const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~([1-9]\d{0,17})$/;

/** Where a page of calls, newest first, ends: "2026-03-16T06:40:00.000Z~12". */
export const callPlace = ({ offeredAt, id }: Pick<InboundCall, 'offeredAt' | 'id'>): string => `${offeredAt.toISOString()}~${id}`;

/** Null where the text is no such place. */
export function callPlaceOf(text: string): { readonly offeredAt: Date; readonly id: string } | null {
  const [, time, id] = PLACE.exec(text) ?? [];
  const offeredAt = new Date(time ?? '');
  return id === undefined || Number.isNaN(offeredAt.getTime()) ? null : { offeredAt, id };
}
