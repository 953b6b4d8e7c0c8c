import type { IncidentKind } from '../../declare/contract.js';
import type { AudienceId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { sha256Hex } from '../../kernel/sha256.js';
import type { Notice, NoticeTexts } from '../contract.js';
import type { PlannedOverride } from './finding-override.js';

/** The incident as the notice tells it, copied with the facts: a title that is amended later changes no signed plan. */
export interface IncidentSnapshot {
  readonly reference: string;
  readonly title: string;
  readonly kind: IncidentKind;
  readonly simulated: boolean;
  /** Only there where it is an exercise: plans of others keep the hash that they had before there were any. */
  readonly exercise?: true | undefined;
}

/** All that leaves with a notice, and so all that an approval signs. */
export interface SendPlan {
  readonly noticeId: NoticeId;
  readonly number: number;
  readonly type: Notice['type'];
  /** Counts every edit, so that a text changed and changed back needs a new signature all the same. */
  readonly revision: number;
  readonly checkCode: string;
  readonly correctsNoticeId: NoticeId | null;
  readonly incident: IncidentSnapshot & { readonly id: IncidentId; readonly revision: number };
  readonly texts: readonly NoticeTexts[];
  readonly facts: Notice['facts'];
  /** By which laws whom it says what; absent where none asks for anything, as in plans from before any did. */
  readonly law?: NonNullable<Notice['law']>;
  readonly audience: { readonly id: AudienceId; readonly hash: string; readonly members: number };
  readonly schedule: Notice['schedule'];
  readonly policies: Notice['policies'];
  readonly sender: Notice['sender'];
  /** What the linter found and legal let pass; absent where there is nothing of that, as in plans from before it could be. */
  readonly overrides?: readonly PlannedOverride[];
}

/** Raised when the form of the hashed text changes: hashes of different forms never meet. */
const FORM = 'firstword-send-plan-1';

/** The whole plan as canonical JSON: the text that is hashed, and kept. Texts stand in order of locale, however they were read. */
export function planText(plan: SendPlan): string {
  const texts = [...plan.texts].sort((a, b) => (a.locale < b.locale ? -1 : a.locale > b.locale ? 1 : 0));
  return canonicalJson({ form: FORM, ...plan, texts });
}

/** SHA-256 (hex) of the whole plan. */
export const planHash = (plan: SendPlan): string => sha256Hex(planText(plan));
