import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import { customerInSight } from '../../platform/auth/in-sight.js';
import { type Tx } from '../../platform/database/transactions.js';
import { type Sealing } from '../../platform/seal/sealing.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { type CustomerRow } from '../model/customer-row.js';

const text = (value: string | null, { reference }: CustomerRow, sealing: Sealing): string | null => (value === null ? null : sealing.text(value, reference));
const address = (value: string | null, { reference }: CustomerRow, sealing: Sealing): string | null => (value === null ? null : sealing.address(value, reference));
const keys = (name: string | null, sealing: Sealing): readonly string[] | null => sealing.names.of(name)?.map(String) ?? null;

/** Staging columns of customers, with how a row fills them: sealed, so that the merge moves what it can't read. */
const COLUMNS: readonly { readonly name: string; readonly type: string; readonly of: (row: CustomerRow, sealing: Sealing) => StageValue }[] = [
  { name: 'reference', type: 'text', of: (row) => row.reference },
  { name: 'first_name', type: 'text', of: (row, sealing) => text(row.firstName, row, sealing) },
  { name: 'first_name_keys', type: 'int[]', of: (row, sealing) => keys(row.firstName, sealing) },
  { name: 'last_name', type: 'text', of: (row, sealing) => text(row.lastName, row, sealing) },
  { name: 'last_name_keys', type: 'int[]', of: (row, sealing) => keys(row.lastName, sealing) },
  { name: 'email', type: 'text', of: (row, sealing) => address(row.email, row, sealing) },
  { name: 'email_hash', type: 'text', of: (row) => row.emailHash },
  { name: 'phone', type: 'text', of: (row, sealing) => address(row.phone, row, sealing) },
  { name: 'phone_hash', type: 'text', of: (row) => row.phoneHash },
  { name: 'locale', type: 'text', of: (row) => row.locale },
  { name: 'address_line1', type: 'text', of: (row, sealing) => text(row.addressLine1, row, sealing) },
  { name: 'address_line2', type: 'text', of: (row, sealing) => text(row.addressLine2, row, sealing) },
  { name: 'city', type: 'text', of: (row, sealing) => text(row.city, row, sealing) },
  { name: 'country', type: 'text', of: (row) => row.country },
  { name: 'region', type: 'text', of: (row) => row.region },
  { name: 'postal_code', type: 'text', of: (row) => row.postalCode },
  { name: 'time_zone', type: 'text', of: (row) => row.timeZone },
  { name: 'preferred_channel', type: 'text', of: (row) => row.preferredChannel },
  { name: 'care', type: 'text', of: (row) => row.care },
  { name: 'representative_email', type: 'text', of: (row, sealing) => address(row.representativeEmail, row, sealing) },
  { name: 'representative_email_hash', type: 'text', of: (row) => row.representativeEmailHash },
  { name: 'esign_consent', type: 'text', of: (row) => row.esignConsent },
  { name: 'esign_consent_on', type: 'date', of: (row) => row.esignConsentOn },
  { name: 'esign_consent_words', type: 'text', of: (row, sealing) => text(row.esignConsentWords, row, sealing) },
  { name: 'attributes', type: 'jsonb', of: (row) => row.attributes },
  { name: 'email_changed_at', type: 'timestamptz', of: (row) => row.emailChangedAt },
  { name: 'phone_changed_at', type: 'timestamptz', of: (row) => row.phoneChangedAt },
  { name: 'cleared', type: 'text[]', of: (row) => (row.cleared.length > 0 ? row.cleared : null) },
  { name: 'cleared_attributes', type: 'text[]', of: (row) => (row.clearedAttributes.length > 0 ? row.clearedAttributes : null) },
];

export const CUSTOMER_STAGE = COLUMNS.map(({ name, type }) => ({ name, type }));
export const stagedCustomer = (row: CustomerRow, sealing: Sealing): readonly StageValue[] => COLUMNS.map(({ of }) => of(row, sealing));

/** For whose customers a file is, and whom the one who brings it may see. */
export interface Owner {
  /** null: for all of the company's. */
  readonly brand: string | null;
  readonly sight: Sight;
}

/** Merges customers that are staged in `import_stage`. */
@Injectable()
export class CustomerImportRepository {
  /**
   * @param owner  Rows of customers whom he may not see are rejected.
   * @param now  Business time: an address that differs from the known one has changed now, unless the row says when.
   * @returns Counts by row; a row that changes nothing is unchanged, so the same file twice changes nothing.
   */
  async merge(tx: Tx, importId: string, { brand, sight }: Owner, now: Date): Promise<MergeCounts> {
    const [skipped] = await tx.query<{ count: number }>(SKIP_REPEATS, [importId]);
    const [others] = sight.brands === null ? [] : await tx.query<{ count: number }>(REJECT_OTHERS, [sight.brands, sight.unseen, importId]);
    const [updated] = await tx.query<{ count: number }>(UPDATE_KNOWN, [now]);
    const [inserted] = await tx.query<{ count: number }>(INSERT_NEW, [now]);
    if (brand !== null) await tx.query(MAKE_OF_BRAND, [brand]);
    const [staged] = await tx.query<{ count: number }>('select count(*)::int as count from import_stage');
    const counts = { inserted: inserted!.count, updated: updated!.count };
    return { ...counts, unchanged: staged!.count - counts.inserted - counts.updated, skipped: skipped!.count, rejected: others?.count ?? 0 };
  }
}

const SKIP_REPEATS = `
  with placed as (
    select i.line, i.reference, last_value(i.line) over (partition by i.reference order by i.line rows between unbounded preceding and unbounded following) as last
      from import_stage as i
  ),
  removed as (
    delete from import_stage as s using placed as p where s.line = p.line and p.line < p.last returning s.line, s.reference, p.last
  ),
  noted as (
    insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
    select $1, r.line, 'reference', 'skipped', 'The customer comes again in line ' || r.last || ', which stands.', r.reference from removed as r
  )
  select count(*)::int as count from removed`;

/** That the reference is taken can't be hidden, since it is one for the whole company; nothing else is said. */
const REJECT_OTHERS = `
  with others as (
    delete from import_stage as s using customer as c where c.reference = s.reference and not ${customerInSight('c.id', 1)} returning s.line, s.reference
  ),
  noted as (
    insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
    select $3, o.line, 'reference', 'rejected', 'This reference is taken by somebody who is no customer of your brand: who has roles in every brand can bring the row in.', o.reference from others as o
  )
  select count(*)::int as count from others`;

const MAKE_OF_BRAND = `
  insert into customer_brand (brand_id, customer_id)
  select $1, c.id from import_stage as s join customer as c on c.reference = s.reference
  on conflict do nothing`;

/** An empty cell keeps what is known, unless the row says that it clears. */
const keepOrClear = (...columns: string[]): string =>
  columns.map((column) => `coalesce(s.${column}, case when '${column.replace(/_(hash|keys)$/, '')}' = any(s.cleared) then null else c.${column} end) as ${column}`).join(',\n           ');

const ESIGN = ['esign_consent', 'esign_consent_on', 'esign_consent_words'];
const VALUES = ['first_name', 'first_name_keys', 'last_name', 'last_name_keys', 'email', 'email_hash', 'phone', 'phone_hash', 'locale', 'address_line1', 'address_line2', 'city', 'country', 'region', 'postal_code', 'time_zone', 'preferred_channel', 'care', 'representative_email', 'representative_email_hash', ...ESIGN];
const CHANGED = [...VALUES, 'attributes', 'email_changed_at', 'phone_changed_at'];

const UPDATE_KNOWN = `
  with next as (
    select c.id,
           ${keepOrClear(...VALUES)},
           (c.attributes - coalesce(s.cleared_attributes, '{}')) || coalesce(s.attributes, '{}') as attributes,
           s.email_changed_at, s.phone_changed_at, c.email_hash as known_email, c.phone_hash as known_phone, c.care as known_care, c.representative_email_hash as known_representative,
           c.email_changed_at as known_email_change, c.phone_changed_at as known_phone_change
      from import_stage as s
      join customer as c on c.reference = s.reference
  ),
  dated as (
    select n.id, ${VALUES.map((column) => `n.${column}`).join(', ')}, n.attributes,
           coalesce(n.email_changed_at, case when n.email_hash is distinct from n.known_email then $1::timestamptz else n.known_email_change end) as email_changed_at,
           coalesce(n.phone_changed_at, case when n.phone_hash is distinct from n.known_phone then $1::timestamptz else n.known_phone_change end) as phone_changed_at,
           n.care is distinct from n.known_care or (n.care is not null and n.representative_email_hash is distinct from n.known_representative) as care_changed
      from next as n
  ),
  changed as (
    update customer as c
       set ${CHANGED.map((column) => `${column} = d.${column}`).join(', ')}, updated_at = now(),
           esign_noted_at = case when (c.esign_consent, c.esign_consent_on) is distinct from (d.esign_consent, d.esign_consent_on) then $1::timestamptz else c.esign_noted_at end
      from dated as d
     where c.id = d.id
       and (${CHANGED.map((column) => `c.${column}`).join(', ')}) is distinct from (${CHANGED.map((column) => `d.${column}`).join(', ')})
    returning c.id, d.care_changed
  ),
  cared as (                 -- whoever was frozen before is written to otherwise from this commit on
    insert into care_change (customer_id, changed_at)
    select g.id, $1::timestamptz from changed as g where g.care_changed
    on conflict (customer_id) do update set changed_at = greatest(care_change.changed_at, excluded.changed_at), recorded_at = now()
  )
  select count(*)::int as count from changed`;

const INSERT_NEW = `
  with added as (
    insert into customer (reference, ${CHANGED.join(', ')}, esign_noted_at)
    select s.reference, ${VALUES.map((column) => `s.${column}`).join(', ')}, coalesce(s.attributes, '{}'), s.email_changed_at, s.phone_changed_at, case when s.esign_consent is not null then $1::timestamptz end
      from import_stage as s
     where not exists (select from customer as c where c.reference = s.reference)
     order by s.line
    returning 1
  )
  select count(*)::int as count from added`;
