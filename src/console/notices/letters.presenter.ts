import { DateTime } from 'luxon';
import { type NoticeView } from '../../approve/notice.service.js';
import { type PostalView, type WithoutAddress } from '../../deliver/postal.service.js';
import { type ListBar } from '../list/console-list.js';
import { OUTCOME_LABELS } from './sum-bar.js';
import { type Fault } from '../page/fault.js';

export interface LettersShown {
  readonly notice: NoticeView['notice'];
  readonly files: PostalView['files'];
  /** null while they are being counted. */
  readonly waiting: PostalView['waiting'] | null;
  readonly lacking: readonly WithoutAddress[];
  readonly lists: Readonly<Record<'lacking' | 'files', ListBar>>;
  /** Letters in all files, shown or not. */
  readonly inFiles: number;
  readonly now: Date;
  readonly may: boolean;
  /** Whether the viewer may open the pages of customers, and of imports. */
  readonly mayOpen: boolean;
  readonly mayImport: boolean;
  readonly faults: readonly Fault[];
}

/** What `console/letters` shows; days are those of the brand. */
export function lettersPage({ notice, files, waiting, inFiles, lists, lacking, now, may, mayOpen, mayImport, faults }: LettersShown) {
  const zone = notice.sender.timeZone;
  return {
    notice, zone, waiting, lists, toMake: waiting === null ? 0 : waiting.letters + waiting.owed.letters, owed: waiting === null ? 0 : waiting.owed.letters + waiting.owed.withoutAddress, inFiles, may, mayOpen, mayImport, faults,
    // Those who are owed a letter besides stand among them, and are counted apart.
    lackingOf: waiting === null || lists.lacking.isNarrowed || waiting.owed.withoutAddress > 0 ? null : waiting.withoutAddress,
    today: DateTime.fromJSDate(now, { zone }).toISODate(),
    files: files.map((file) => ({
      ...file,
      posted: file.postedOn === null ? null : DateTime.fromISO(file.postedOn).toFormat('d LLL yyyy'),
      address: `/api/v1/postal-files/${file.id}/letters.csv`,
    })),
    lacking: lacking.map(({ customerId, reference, outcome, missing }) => ({ customerId, reference, outcome: OUTCOME_LABELS[outcome], missing })),
  };
}
