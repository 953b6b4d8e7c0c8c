import type { MessageId } from '../../kernel/ids.js';

/** Why nothing may leave: `moved` the database lies elsewhere than when the epoch began, `went-back` it lacks what was begun, `person` somebody said so. */
export const CAUSES = ['moved', 'went-back', 'person'] as const;
export type EpochCause = (typeof CAUSES)[number];

/** What a person makes of what may have been sent: leave it in doubt, let e-mails follow their notice's policy, or none of it was sent. */
export const DOUBT_CHOICES = ['keep', 'resend-mail', 'nothing-lost'] as const;
export type DoubtChoice = (typeof DOUBT_CHOICES)[number];

/** Which database a mark speaks of. The lineage goes along with every copy; the oid does not, where a copy is loaded as a new one. */
export interface Whereabouts {
  readonly lineage: string;
  readonly databaseOid: number;
  readonly epoch: number;
}

/** Kept outside the database: this try was on record as begun. A database that doesn't know it is an older one. */
export interface BegunMark extends Whereabouts {
  readonly owner: string;
  readonly messageId: MessageId;
  readonly no: number;
}

/**
 * Whether both say the same place, part by part: cluster, timeline, table. A part that one of them could not see ('-') says nothing.
 *
 * @param kept  As `server_identity()` said when the epoch began.
 */
export function samePlace(kept: string, now: string): boolean {
  const [then, today] = [kept.split('/'), now.split('/')];
  return then.length === today.length && then.every((part, index) => part === today[index] || part === '-' || today[index] === '-');
}

/** Marks that this database must know, if it is the one that they were made on: those of an epoch before were decided on already. */
export const binding = (marks: readonly BegunMark[], { lineage, databaseOid, epoch }: Whereabouts): readonly BegunMark[] =>
  marks.filter((mark) => mark.lineage === lineage && mark.databaseOid === databaseOid && mark.epoch >= epoch);

const WORDS: Readonly<Record<EpochCause, string>> = {
  moved: 'The database is not where it was: it was restored from a backup, or another server took over. It may lack what was sent last.',
  'went-back': 'The database went back to an older state: it does not know of messages that were handed over already.',
  person: 'A person stopped all sending, because the database may be an older one.',
};

export const causeInWords = (cause: EpochCause): string => WORDS[cause];
