import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { sameColumn } from '../kernel/column-name.js';
import { DomainError } from '../kernel/domain-error.js';
import { ianaZone } from '../kernel/instant.js';
import { hashedAnew, hashPhone, type KeyedHash } from '../kernel/keyed-hash.js';
import { parsePhone } from '../kernel/phone.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type ImportDefinition, type StagedRow } from '../platform/imports/import-definition.js';
import { askedOptions } from '../platform/imports/import-options.js';
import { Importer, type ImportReport, type ImportSource } from '../platform/imports/importer.js';
import { type CallOutcome } from './contract.js';
import { CALL_FIELDS, readCall } from './model/call-row.js';
import { type PresetField, type PresetId } from './model/presets/call-preset.js';
import { type PresetHeader, presetHeader } from './model/presets/preset-header.js';
import { presetRow } from './model/presets/preset-row.js';
import { presetOf } from './model/presets/presets.js';
import { type DateOrder } from './model/presets/written-time.js';
import { readVolume, VOLUME_FIELDS } from './model/volume-row.js';
import { CALL_STAGE, type CallMatches, CallRecordRepository, stagedCall } from './store/call-record.repository.js';
import { CallVolumeRepository, type CallVolume, stagedVolume, VOLUME_STAGE } from './store/call-volume.repository.js';

interface CommonOptions {
  /** Name of the system that the rows come from. Default: `records`. */
  readonly source?: string | undefined;
  /** Queue of rows that name none. */
  readonly queue?: string | undefined;
  /** IANA zone of times without an offset; without it such rows are refused. */
  readonly timeZone?: string | undefined;
  /** Column of the file → field, or null to leave it out; over all guessing. */
  readonly mapping?: Readonly<Record<string, string | null>> | undefined;
  /** Marks the rows as simulated; in a simulation all are. */
  readonly simulated?: boolean | undefined;
}

export interface CallImportOptions extends CommonOptions {
  /** Whose export the file is; `generic` for a file whose columns have our own names. Default: found out from its header, unless a mapping is given. */
  readonly preset?: PresetId | 'generic' | undefined;
  /** Of dates such as 3/2/2026. Default: mdy. */
  readonly dateOrder?: DateOrder | undefined;
  /** The file holds nothing but calls that came in, although no column says so. */
  readonly allInbound?: boolean | undefined;
  /** Asterisk: contexts of the dialplan in which calls come in, besides the usual ones. */
  readonly inboundContexts?: readonly string[] | undefined;
  /** Country of numbers without a country code. Default: DEFAULT_COUNTRY. */
  readonly country?: string | undefined;
  /** The file's words for outcomes → ours, or null to leave such calls out. */
  readonly outcomes?: Readonly<Record<string, CallOutcome | null>> | undefined;
}

export interface VolumeImportOptions extends CommonOptions {
  /** Length of intervals whose row has none. */
  readonly intervalSeconds?: number | undefined;
}

/** `matches`: how the calls of the file, new or known, have found their customers. */
export interface CallImportReport extends ImportReport {
  readonly matches: CallMatches;
}

const NO_MATCHES: CallMatches = { number: 0, 'shared-number': 0, 'customer-reference': 0, none: 0 };

/** Takes in what a contact centre knows: single calls, or counts for intervals where single calls are not to be had. */
@Injectable()
export class CallImports {
  constructor(
    private readonly importer: Importer,
    private readonly records: CallRecordRepository,
    private readonly volumes: CallVolumeRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /**
   * Streams call records in. A call is one for its source and `call_id`; a row without an id is named by what it says. Numbers are
   * hashed as they are read. The same file twice changes nothing.
   *
   * @param onProgress  Called with the rows read so far.
   * @throws DomainError invalid for wrong options, unprocessable for a broken file: nothing is imported then.
   */
  async importCalls(file: ImportSource, options: CallImportOptions, actor: Actor, onProgress?: (rowsRead: number) => void): Promise<CallImportReport> {
    let matches = NO_MATCHES;
    const definition = this.callDefinition(options, (found) => (matches = found));
    const report = await this.importer.run(definition, file, actor, onProgress);
    return { ...report, matches };
  }

  /** Streams counts for intervals in; an interval that is known is replaced. Errors as `importCalls`. */
  async importVolumes(file: ImportSource, options: VolumeImportOptions, actor: Actor, onProgress?: (rowsRead: number) => void): Promise<ImportReport> {
    return this.importer.run(this.volumeDefinition(options), file, actor, onProgress);
  }

  /** Intervals that begin in [from, until), oldest first; at most `limit`. What is not there is unknown, not silent. */
  listVolumes(from: Date, until: Date, queue: string | null, limit: number): Promise<CallVolume[]> {
    return this.volumes.list(from, until, queue, limit);
  }

  private callDefinition(options: CallImportOptions, found: (matches: CallMatches) => void): ImportDefinition {
    const { queue = '', outcomes = {}, country = this.settings.DEFAULT_COUNTRY, mapping = {} } = options;
    const zone = zoneOf(options);
    const reading = { queue, outcomes, hashCaller: (text: string) => this.hashCaller(text, country), knownHash: (text: string) => hashedAnew(this.surroundings.lookupKeys, text) };
    const writing = { dateOrder: options.dateOrder ?? 'mdy', inboundContexts: options.inboundContexts ?? [], ownWords: Object.keys(outcomes).map((word) => word.toLowerCase()) };
    let header: PresetHeader | null = null;
    return {
      kind: 'calls',
      asked: askedOptions(options),
      plan: {
        fields: CALL_FIELDS, mapping, unknownColumns: 'ignore',
        readHeader: (first) => {
          header = presetFor(first, options);
          return header && { columns: header.columns, mapping: Object.fromEntries([...header.fields].map(([field, column]) => [column, field])), understood: understoodAs(header), options: { preset: header.preset.id } };
        },
      },
      stage: CALL_STAGE,
      hidePhones: true,
      toStage: (row): StagedRow => {
        const cells = header ? presetRow(row, header, writing) : row;
        if (cells === null) return { kind: 'skipped' };
        const read = readCall(cells, { ...reading, timeZone: zone ?? header?.preset.zone ?? null });
        return read.kind === 'row' ? { kind: 'row', values: stagedCall(read.row), dropped: read.dropped } : read;
      },
      merge: async (tx, importId) => {
        const { counts, matches } = await this.records.merge(tx, importId, {
          source: options.source ?? header?.preset.callSource ?? 'records',
          simulated: this.isSimulated(options), legs: header?.preset.legs ?? false, knowsLess: header?.preset.knowsLess ?? false,
        });
        found(matches);
        return counts;
      },
    };
  }

  private volumeDefinition(options: VolumeImportOptions): ImportDefinition {
    const reading = { timeZone: zoneOf(options), queue: options.queue ?? '', intervalSeconds: options.intervalSeconds ?? null };
    return {
      kind: 'volumes',
      asked: askedOptions({ ...options, intervalSeconds: undefined, intervalMinutes: options.intervalSeconds && options.intervalSeconds / 60 }),
      plan: { fields: VOLUME_FIELDS, mapping: options.mapping ?? {}, unknownColumns: 'ignore' },
      stage: VOLUME_STAGE,
      toStage: (row): StagedRow => {
        const read = readVolume(row, reading);
        return read.kind === 'row' ? { kind: 'row', values: stagedVolume(read.row) } : read;
      },
      merge: (tx, importId) => this.volumes.merge(tx, importId, options.source ?? 'records', this.isSimulated(options)),
    };
  }

  private isSimulated({ simulated }: CommonOptions): boolean {
    return this.settings.SIMULATION || simulated === true;
  }

  private hashCaller(text: string, country: string): KeyedHash | null {
    const phone = parsePhone(text, country);
    return phone && hashPhone(this.surroundings.lookupKeys, phone);
  }
}

/** A mapping is over all guessing: with one, and no preset named, columns are what it says. */
function presetFor(first: readonly string[], { preset, mapping, allInbound }: CallImportOptions): PresetHeader | null {
  if (preset === 'generic' || (preset === undefined && mapping !== undefined)) return null;
  const found = presetHeader(first, preset === undefined ? null : presetOf(preset), allInbound);
  if (found === null || mapping === undefined) return found;
  const fields = new Map([...found.fields].filter(([, column]) => !Object.keys(mapping).some((name) => sameColumn(name, column))));
  for (const [column, field] of Object.entries(mapping)) if (field !== null) fields.set(field as PresetField, column);
  return { ...found, fields };
}

const understoodAs = ({ preset, why }: PresetHeader): string => `Read as an export of ${preset.name}: ${why}. Only calls that came in count.${preset.remark === undefined ? '' : ` ${preset.remark}`}`;

/** @throws DomainError invalid `time-zone-unknown` */
export function zoneOf({ timeZone }: CommonOptions): string | null {
  if (timeZone === undefined) return null;
  const zone = ianaZone(timeZone);
  if (zone === null) throw new DomainError('invalid', 'time-zone-unknown', `"${timeZone}" is no time zone: use an IANA name such as Europe/Berlin.`);
  return zone;
}
