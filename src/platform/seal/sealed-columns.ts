/** A table with what of it lies sealed. */
export interface SealedTable {
  readonly table: string;
  /** SQL over the row `t`: whose its values are, for the nonce of one that was never sealed. */
  readonly whose: string;
  readonly texts: readonly string[];
  /** E-mail addresses and numbers, of which a part stays readable. */
  readonly addresses: readonly string[];
  /** Names beside which `<column>_keys` stands, by which they are searched for. */
  readonly searched: readonly string[];
}

const texts = (table: string, whose: string, ...columns: string[]): SealedTable => ({ table, whose, texts: columns, addresses: [], searched: [] });

/** Every column that lies sealed. From where values are copied first: what is sealed there is copied sealed. */
export const SEALED_TABLES: readonly SealedTable[] = [
  { table: 'customer', whose: 't.reference', texts: ['first_name', 'last_name', 'address_line1', 'address_line2', 'city', 'esign_consent_words'], addresses: ['email', 'phone', 'representative_email'], searched: ['first_name', 'last_name'] },
  { table: 'audience_member', whose: 't.reference', texts: ['first_name', 'last_name'], addresses: ['email', 'phone'], searched: [] },
  { table: 'message', whose: 't.customer_id::text', texts: [], addresses: ['address'], searched: [] },
  texts('postal_item', 't.customer_id::text', 'name', 'address_line1', 'address_line2', 'city'),
  texts('import_bad_row', 't.import_id::text', 'raw'),
  texts('inbound_sms', 't.provider_id', 'body'),
  texts('inbound_mail', 't.digest', 'subject', 'body'),
  texts('inbound_call', 't.id::text', 'note'),
  texts('feedback', `t.notice_id || ' ' || t.customer_id`, 'words'),
  texts('copy_request', 't.request_key', 'reason'),
  texts('page_revocation', 't.customer_id::text', 'reason'),
];
