import type { Finding, Lacking } from '../../compose/contract.js';
import type { AudienceId, CustomerId, NoticeId } from '../../kernel/ids.js';
import { type FindingOverride, type NamedFinding, openFindings } from './finding-override.js';
import type { PreflightSummary } from './preflight-tally.js';

/** One proof that everybody can be written to; of one revision, and of no other. */
export interface Preflight {
  readonly id: string;
  readonly noticeId: NoticeId;
  readonly revision: number;
  /** `failed`: someone lacks a value, or a finding blocks. `broken`: it could not be finished; `error` says why. */
  readonly state: 'queued' | 'running' | 'passed' | 'failed' | 'broken';
  /** Null before it begins. */
  readonly members: number | null;
  /** How many were looked at so far. */
  readonly rendered: number;
  /** How many of them can't be written to as the texts stand; exact, also where not all are listed. */
  readonly failures: number;
  readonly summary: PreflightSummary | null;
  readonly findings: readonly Finding[];
  /** Which of them legal let pass, in this revision. */
  readonly overrides: readonly FindingOverride[];
  readonly error: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A member who can't be written to, and what he lacks. */
export interface PreflightFailure {
  readonly customerId: CustomerId;
  readonly reference: string;
  /** In the seeded random order of the audience: the cursor of the list. */
  readonly position: number;
  readonly lacking: readonly Lacking[];
}

/** Of those who can't be written to; what is null narrows nothing. */
export interface FailureFilter {
  readonly part: Lacking['part'] | null;
  /** Stands in the name of something that is missing. */
  readonly name: string | null;
}

/** A run that has been taken up: `run` counts the attempts, so that one that was thought dead can't write into its successor's. */
export interface PreflightRun {
  readonly id: string;
  readonly noticeId: NoticeId;
  readonly audienceId: AudienceId;
  readonly revision: number;
  readonly run: number;
}

/** What a finished run comes to. Nobody written to is no success either. @param overrides  What legal let pass in this revision before. */
export function verdict(members: number, failures: number, findings: readonly Finding[], overrides: readonly NamedFinding[] = []): 'passed' | 'failed' {
  return members > 0 && failures === 0 && openFindings(findings, overrides).length === 0 ? 'passed' : 'failed';
}
