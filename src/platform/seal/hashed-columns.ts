/** Of a table: columns that hold keyed hashes of addresses (`kernel/keyed-hash`), or `erased:…` in the place of one. */
export interface HashedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Every column by which an address is found again. All of them are by the same keys, at any time: SQL compares them across tables. */
export const HASHED_TABLES: readonly HashedTable[] = [
  { table: 'customer', columns: ['email_hash', 'phone_hash', 'representative_email_hash'] },
  { table: 'audience_member', columns: ['email_hash', 'phone_hash'] },
  { table: 'suppression', columns: ['address_hash'] },
  { table: 'soft_bounce', columns: ['address_hash'] },
  { table: 'message', columns: ['address_hash'] },
  { table: 'inbound_sms', columns: ['from_hash'] },
  { table: 'inbound_mail', columns: ['sender_hash'] },
  { table: 'inbound_call', columns: ['caller_hash'] },
];

/** SQL over a row of the table: whether a column holds a hash. */
export const holdsHash = (column: string): string => `(${column} is not null and ${column} not like 'erased:%')`;
