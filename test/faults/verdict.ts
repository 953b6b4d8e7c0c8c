import { MOST_RESENDS } from '../../src/deliver/reconciler.service.js';
import type { FarSide } from './far-side.js';

/** A message as the ledger ends up with it. */
export interface LedgerRow {
  readonly channel: 'email' | 'sms';
  readonly address: string;
  readonly state: string;
  readonly resent: number;
  readonly settled: boolean;
  readonly providerId: string | null;
  /** End of its last try. */
  readonly attempt: string | null;
}

/** How often an address was told, beside what the ledger says of it. */
interface Told {
  readonly row: LedgerRow;
  readonly times: number;
}

const NEVER_TAKEN = ['bounced', 'failed', 'suppressed', 'cancelled', 'pending', 'sending'];

/**
 * Compares the ledger with the far side, row by row.
 *
 * @returns A sentence for each thing that must never be, with an example; none where all is true.
 */
export function untruths(rows: readonly LedgerRow[], farSide: FarSide, mayAsk: boolean): readonly string[] {
  const told = rows.map((row): Told => ({ row, times: (row.channel === 'email' ? farSide.mails : farSide.texts).get(row.address) ?? 0 }));
  const addresses = new Set(rows.map(({ address }) => address));
  const strangers = [...farSide.mails.keys(), ...farSide.texts.keys()].filter((address) => !addresses.has(address));
  return [
    ...broken('are not at an end', told, ({ row }) => !isAtAnEnd(row, mayAsk)),
    ...broken('count as handed over and never arrived', told, ({ row, times }) => ['sent', 'delivered'].includes(row.state) && times === 0),
    ...broken('count as not taken and arrived', told, ({ row, times }) => NEVER_TAKEN.includes(row.state) && times > 0 && !refusedLater(row)),
    ...broken('texts arrived more than once', told, ({ row, times }) => row.channel === 'sms' && times > 1),
    ...broken('e-mails arrived more often than the ledger says they were sent in doubt', told, ({ row, times }) => row.channel === 'email' && times > 1 + row.resent),
    ...broken('texts carry an id that the far side does not know', told, ({ row }) => row.channel === 'sms' && row.providerId !== null && !farSide.sids.get(row.address)?.includes(row.providerId)),
    ...(strangers.length > 0 ? [`${strangers.length} addresses were told that are not in the ledger`] : []),
  ];
}

/** A text that was taken and could not be delivered: the receipt says so, and names it. */
const refusedLater = ({ channel, state, providerId }: LedgerRow): boolean => channel === 'sms' && ['bounced', 'failed'].includes(state) && providerId !== null;

function isAtAnEnd({ channel, state, settled, resent }: LedgerRow, mayAsk: boolean): boolean {
  // After so many repeats in doubt a person decides, whatever the policy.
  if (state === 'unknown') return settled || (channel === 'email' && (mayAsk || resent >= MOST_RESENDS));
  return ['sent', 'delivered', 'bounced', 'failed', 'suppressed'].includes(state);
}

function broken(what: string, told: readonly Told[], holds: (one: Told) => boolean): readonly string[] {
  const found = told.filter(holds);
  if (found.length === 0) return [];
  const { row, times } = found[0]!;
  return [`${found.length} ${what}; one is ${JSON.stringify({ ...row, times })}`];
}
