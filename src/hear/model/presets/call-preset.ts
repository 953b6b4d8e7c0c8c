import type { CallOutcome } from '../../contract.js';

export const PRESET_IDS = ['amazon-connect', 'genesys-cloud', 'five9', 'zendesk-talk', 'twilio', 'asterisk'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

export type PresetField = 'call_id' | 'queue' | 'offered_at' | 'answered_at' | 'ended_at' | 'outcome' | 'wait_seconds' | 'talk_seconds' | 'phone' | 'customer' | 'reason_tag' | 'agent';

/** Names of one column, the preferred first. They are compared without case, spaces and punctuation: "Contact ID" is `ContactId`. */
export type ColumnNames = readonly string[];

/** Something that a row says. Values are compared in lower case; one that ends in `*` stands for all that begin so. */
export interface RowTest {
  readonly column: ColumnNames;
  readonly is: 'filled' | 'empty' | 'above-zero' | readonly string[];
}

/** One kind of export, as data: what its columns are called and mean. */
export interface CallPreset {
  readonly id: PresetId;
  readonly name: string;
  /** Which export of that system it is, in words for those who make it. */
  readonly file: string;
  /** Where its columns are published, or were seen. */
  readonly source: string;
  /** A header is this export's where it has one name of each. */
  readonly knownBy: readonly ColumnNames[];
  readonly columns: Readonly<Partial<Record<PresetField, ColumnNames>>>;
  /** A row counts where one of these holds. A file in which none of their columns is does not say which calls came in. */
  readonly inbound: readonly RowTest[];
  /** A row that says that it is something else than a call is left out. */
  readonly voice?: RowTest;
  /** The first whose tests all hold says how the call ended; one whose columns the file lacks is passed over, as is one whose `needs` it lacks. */
  readonly outcome: readonly { readonly when: readonly RowTest[]; readonly then: CallOutcome; readonly needs?: ColumnNames }[];
  /** Zone of times without an offset where the vendor states it; null where it is the one in which the report was made. */
  readonly zone: 'UTC' | null;
  /** Of durations that are plain numbers; others are read as `h:mm:ss`. */
  readonly durations: 'seconds' | 'milliseconds';
  /** What is written where nothing is to be said. */
  readonly blanks?: readonly string[];
  /** What stands between several values of one cell. */
  readonly listSeparator?: string;
  /** Several rows may tell of one call: the answered one stands, from the earliest on. */
  readonly legs?: boolean;
  /** What it says of a call's end is less than a webhook may have said: an outcome that is known stays. */
  readonly knowsLess?: boolean;
  /** Whose call ids they are. */
  readonly callSource: string;
  /** What a reader of the figures should know of such a file. */
  readonly remark?: string;
}
