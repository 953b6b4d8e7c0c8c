import type { DomainErrorKind } from '../../kernel/domain-error.js';
import { openFindings } from './finding-override.js';
import type { Preflight } from './preflight.js';
import { countOf, type Peopled } from './schedule.js';
import type { StoredNotice } from './stored-notice.js';
import { timingFault } from './timing.js';

export interface Refusal {
  readonly kind: DomainErrorKind;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Why a notice can't be submitted; null where it can.
 *
 * @param latest  The latest pre-flight of any revision.
 */
export function refusalToSubmit(notice: StoredNotice, latest: Preflight | null, peopled: Peopled, now: Date): Refusal | null {
  if (notice.state !== 'draft' && notice.state !== 'returned') {
    return { kind: 'conflict', code: 'notice-not-draft', message: `The notice is ${notice.state}; only a draft can be submitted.` };
  }
  return preflightRefusal(notice, latest) ?? scheduleRefusal(notice, peopled, now);
}

function preflightRefusal({ revision }: StoredNotice, latest: Preflight | null): Refusal | null {
  if (latest === null || latest.revision !== revision) {
    return { kind: 'conflict', code: 'preflight-missing', message: `Revision ${revision} has no pre-flight yet: run one first.` };
  }
  if (latest.state === 'queued' || latest.state === 'running') {
    return { kind: 'conflict', code: 'preflight-running', message: 'The pre-flight is not finished yet.' };
  }
  const { failures, findings, overrides } = latest;
  if (failures > 0) {
    return { kind: 'conflict', code: 'preflight-failed', message: `${failures} people lack a value that the texts need.`, details: { failures } };
  }
  const open = openFindings(findings, overrides);
  if (open.length > 0) {
    const rules = [...new Set(open.map(({ rule }) => rule))];
    return { kind: 'conflict', code: 'preflight-findings', message: `The texts break rules that they must keep: ${rules.join(', ')}. Mend them, or ask legal to let them pass.`, details: { rules } };
  }
  if (latest.state !== 'passed') return { kind: 'conflict', code: 'preflight-failed', message: 'The pre-flight did not pass: run it again.' };
  return null;
}

/** The schedule must still be possible if it is approved this minute. */
function scheduleRefusal(notice: StoredNotice, peopled: Peopled, now: Date): Refusal | null {
  const fault = timingFault(notice, countOf(peopled), peopled, now);
  return fault === null ? null : { kind: 'unprocessable', ...fault };
}
