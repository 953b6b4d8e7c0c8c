import { Inject, Injectable } from '@nestjs/common';
import { type Actor, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { ianaZone } from '../kernel/instant.js';
import { hashEmail, hashPhone } from '../kernel/keyed-hash.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type ImportDefinition, type StagedRow, type Unsealed } from '../platform/imports/import-definition.js';
import { brokenFile } from '../platform/imports/broken-file.js';
import { brandForImport } from '../platform/imports/import-brand.js';
import { askedOptions } from '../platform/imports/import-options.js';
import { Importer, type ImportReport, type ImportSource } from '../platform/imports/importer.js';
import { CUSTOMER_FIELDS, readCustomer } from './model/customer-row.js';
import { legibleOfCustomer, legibleOfTouchpoint } from './model/legible.js';
import { columnOfTouchpoints } from './model/touchpoint-header.js';
import { readTouchpoint, type SkipWhen, TOUCHPOINT_FIELDS, touchpointKind } from './model/touchpoint-row.js';
import { CUSTOMER_STAGE, CustomerImportRepository, type Owner, stagedCustomer } from './store/customer-import.repository.js';
import { stagedTouchpoint, TOUCHPOINT_STAGE, TouchpointImportRepository } from './store/touchpoint-import.repository.js';

interface CommonOptions {
  /** For whose customers it is; absent: for all of the company's. */
  readonly brand?: string | undefined;
  /** Column of the file → field, `attributes.<name>`, or null to leave it out; over all guessing. */
  readonly mapping?: Readonly<Record<string, string | null>> | undefined;
  /** What becomes of a file of which a column that is not sealed holds card, government or account numbers. Default: `warn`. */
  readonly unsealed?: Unsealed | undefined;
  /** IANA zone of times without an offset; without it such times are bad. */
  readonly timeZone?: string | undefined;
}

export interface CustomerImportOptions extends CommonOptions {
  /** Of numbers without a country code in rows without a country. Default: DEFAULT_COUNTRY. */
  readonly country?: string | undefined;
  /** An empty cell clears what is known of the customer. Default: an empty cell says nothing. */
  readonly clearEmpty?: boolean | undefined;
}

export interface TouchpointImportOptions extends CommonOptions {
  /** Kind of rows that name none: "purchase". */
  readonly kind?: string | undefined;
  /** Customers that are not known are made, bare. Default: their rows are bad. */
  readonly createCustomers?: boolean | undefined;
  /** Rows to leave out, such as cancelled ones. */
  readonly skipWhen?: readonly SkipWhen[] | undefined;
}

export type CustomerImportOptionsByKind = { readonly customers: CustomerImportOptions; readonly touchpoints: TouchpointImportOptions };

/** Takes in the company's customers and what links them to it. */
@Injectable()
export class CustomerImports {
  constructor(
    private readonly importer: Importer,
    private readonly customers: CustomerImportRepository,
    private readonly touchpoints: TouchpointImportRepository,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /**
   * Streams a file in; the same file twice changes nothing. Customers are known by the company's own reference, touchpoints by kind,
   * reference and customer (a touchpoint without a reference is named by what its row says). Of rows that mean the same one the
   * last stands. For a brand it makes those whom it names customers of it; whoever may see some brands alone touches no customer of another.
   *
   * @param onProgress  Called with the rows read so far.
   * @throws DomainError invalid for wrong options, unprocessable for a brand that is not there (`brand-not-found`, `brand-missing`) and for a broken file: nothing is imported then.
   */
  async run<Kind extends 'customers' | 'touchpoints'>(
    kind: Kind,
    file: ImportSource,
    options: CustomerImportOptionsByKind[Kind],
    actor: Actor,
    onProgress?: (rowsRead: number) => void,
  ): Promise<ImportReport> {
    const owner: Owner = { brand: brandForImport(actor, options.brand), sight: sightOf(actor) };
    const definition = kind === 'customers' ? this.customerDefinition(options, owner) : this.touchpointDefinition(options, owner);
    return this.importer.run(definition, file, actor, onProgress);
  }

  private customerDefinition(options: CustomerImportOptions, owner: Owner): ImportDefinition {
    const keys = this.surroundings.lookupKeys;
    const reading = {
      defaultCountry: options.country ?? this.settings.DEFAULT_COUNTRY,
      timeZone: zoneOf(options),
      clearEmpty: options.clearEmpty ?? false,
      hashEmail: (email: Parameters<typeof hashEmail>[1]) => hashEmail(keys, email),
      hashPhone: (phone: Parameters<typeof hashPhone>[1]) => hashPhone(keys, phone),
    };
    return {
      kind: 'customers',
      brand: owner.brand,
      asked: askedOptions(options),
      plan: { fields: CUSTOMER_FIELDS, mapping: options.mapping ?? {}, unknownColumns: 'attributes', readHeader: (first) => refuseTouchpoints(first, options) },
      stage: CUSTOMER_STAGE,
      legible: legibleOfCustomer,
      unsealed: options.unsealed,
      toStage: (row, sealing): StagedRow => {
        const read = readCustomer(row, reading);
        return read.kind === 'row' ? { kind: 'row', values: stagedCustomer(read.row, sealing), dropped: read.dropped } : read;
      },
      merge: (tx, importId) => this.customers.merge(tx, importId, owner, this.clock.now()),
    };
  }

  private touchpointDefinition(options: TouchpointImportOptions, owner: Owner): ImportDefinition {
    const skipWhen = options.skipWhen ?? [];
    const reading = { kind: kindOf(options), timeZone: zoneOf(options), skipWhen };
    return {
      kind: 'touchpoints',
      brand: owner.brand,
      asked: askedOptions(options),
      plan: { fields: TOUCHPOINT_FIELDS, mapping: options.mapping ?? {}, unknownColumns: 'attributes' },
      needed: skipWhen.map((skip) => skip.column),
      stage: TOUCHPOINT_STAGE,
      legible: legibleOfTouchpoint,
      unsealed: options.unsealed,
      keepRaw: true,
      toStage: (row): StagedRow => {
        const read = readTouchpoint(row, reading);
        return read.kind === 'row' ? { kind: 'row', values: stagedTouchpoint(read.row), dropped: read.dropped } : read;
      },
      merge: (tx, importId) => this.touchpoints.merge(tx, importId, owner, options.createCustomers ?? false),
    };
  }
}

/** @throws DomainError unprocessable `file-of-touchpoints` */
function refuseTouchpoints(header: readonly string[], { mapping }: CustomerImportOptions): null {
  const column = columnOfTouchpoints(header, mapping ?? {});
  if (column === null) return null;
  throw brokenFile('file-of-touchpoints', `This looks like a file of purchases or other touchpoints: the column "${column}" says when something was done, and no column says a name, an address or a number. Import it as touchpoints; if it is one of customers all the same, say by a mapping what the column "${column}" is.`, { column });
}

/** @throws DomainError invalid `time-zone-unknown` */
function zoneOf({ timeZone }: CommonOptions): string | null {
  if (timeZone === undefined) return null;
  const zone = ianaZone(timeZone);
  if (zone === null) throw new DomainError('invalid', 'time-zone-unknown', `"${timeZone}" is no time zone: use an IANA name such as Europe/Berlin.`);
  return zone;
}

/** @throws DomainError invalid `touchpoint-kind-invalid` */
function kindOf({ kind }: TouchpointImportOptions): string | null {
  if (kind === undefined) return null;
  const word = touchpointKind(kind);
  if (word === null) throw new DomainError('invalid', 'touchpoint-kind-invalid', `"${kind}" is no kind of touchpoint: use a short word of letters, digits and hyphens, such as purchase.`);
  return word;
}
