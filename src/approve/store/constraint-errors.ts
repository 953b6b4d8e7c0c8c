import { DomainError, type DomainErrorKind } from '../../kernel/domain-error.js';

/** What the database refuses, in the words of the service: it is the last to check, and may know of a race that the service did not see. */
const REFUSALS: Readonly<Record<string, readonly [DomainErrorKind, code: string, message: string]>> = {
  approval_needs_submitted: ['conflict', 'notice-not-submitted', 'Only a notice that is submitted can be decided. Someone may have decided or edited it just now.'],
  approval_of_this_plan: ['conflict', 'plan-changed', 'The notice changed since you looked at it. Look at it again.'],
  approval_once: ['conflict', 'notice-already-approved', 'This notice has been approved already.'],
  approval_four_eyes: ['forbidden', 'four-eyes', 'Who wrote a notice or its facts, edited it, chose its people or submitted it can not approve it.'],
  approval_by_approver: ['forbidden', 'role-needed', 'Only an approver approves; an approver or legal returns and rejects.'],
  approval_by_two_admins: ['conflict', 'break-glass-over', 'Two administrators have to ask for exactly this plan within ten minutes, and both must still be administrators.'],
  break_glass_by_admin: ['forbidden', 'role-needed', 'Only an administrator breaks the glass.'],
  break_glass_second: ['forbidden', 'second-admin-needed', 'You asked for this yourself. Another administrator has to confirm it.'],
  break_glass_in_time: ['conflict', 'break-glass-over', 'The ten minutes are over. Ask for it anew.'],
  break_glass_third: ['forbidden', 'own-break-glass', 'You were one of the two. Somebody else looks it over.'],
  approval_of_these_people: ['unprocessable', 'people-mismatch', 'The number of people you typed is not the number in the audience.'],
  approval_phones_ready: ['conflict', 'phones-not-ready', 'Nobody has confirmed that the agents have the briefing of this notice. Ask the lead of the contact centre, or pass over it and say why.'],
  notice_findings_answered: ['conflict', 'preflight-findings', 'The texts break rules that they must keep. Mend them, or ask legal to let them pass.'],
  finding_override_of_this_revision: ['conflict', 'stale-revision', 'The notice was edited or submitted meanwhile. Look at it again.'],
  finding_override_of_what_can_be: ['conflict', 'finding-must-be-mended', 'No reason lifts this one: it has to be mended.'],
  finding_override_by_legal: ['forbidden', 'role-needed', 'Only legal lets a finding pass.'],
  finding_override_four_eyes: ['forbidden', 'four-eyes', 'Who had a hand in a notice lets nothing of it pass.'],
  finding_override_for_a_reason: ['invalid', 'reason-needed', 'Say why it can stay, in a sentence.'],
  briefing_answer_by_role: ['forbidden', 'role-needed', 'Only the ops lead confirms a briefing; an approver or a commander passes over it.'],
  briefing_passed_over_for_a_reason: ['invalid', 'reason-needed', 'Say why it can not wait for the briefing.'],
  approval_refusal_has_a_reason: ['invalid', 'reason-needed', 'Say why, so that the author knows what to change.'],
  notice_begins_as_draft: ['conflict', 'notice-not-draft', 'A notice begins as a draft.'],
  notice_audience_of_incident: ['unprocessable', 'audience-of-other-incident', 'The audience must be a frozen one of the same incident.'],
  notice_begun: ['conflict', 'notice-begun', 'The notice has begun to go out: it can be paused or cancelled, and corrected by another notice.'],
  notice_identity: ['conflict', 'notice-identity', 'Who drafted a notice, its number and its code never change.'],
  notice_transition: ['conflict', 'notice-closed', 'The notice is at its end or has moved on: look at it again, or draft a new one.'],
  notice_edit_voids: ['conflict', 'notice-not-draft', 'A notice is edited as a draft only.'],
  notice_edit_counts: ['conflict', 'stale-revision', 'The notice was edited meanwhile: look at it again.'],
  notice_plan_is_signed: ['conflict', 'plan-changed', 'What was submitted is on record and can not be changed.'],
  notice_submitted_needs_preflight: ['conflict', 'preflight-missing', 'This revision has no pre-flight that passed.'],
  notice_decided_by_someone: ['conflict', 'notice-not-approved', 'Nobody has decided this plan.'],
  notice_text_edit_voids: ['conflict', 'notice-not-draft', 'The text of a notice changes only while it is a draft.'],
};

/** Runs a write; a refusal by one of our constraints comes out as a DomainError, and any other error as it is. */
export async function translated<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const refusal = REFUSALS[constraintOf(error) ?? ''];
    if (refusal === undefined) throw error;
    throw new DomainError(...refusal);
  }
}

function constraintOf(error: unknown): string | undefined {
  const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
  return constraint ?? driverError?.constraint;
}
