import { type StoredNotice } from '../../approve/model/stored-notice.js';
import { type Progress } from '../../deliver/progress.service.js';

/** A notice, and how far it is where it has begun. */
export interface KnownNotice {
  readonly notice: StoredNotice;
  readonly progress: Progress | null;
}
