import type { AskedHold } from '../../declare/contract.js';
import type { Form } from '../page/form.js';

const LONGEST_NAME = 200;
const LONGEST_WORDS = 1_000;

/**
 * Reads who asks for a hold, why and until when, of an incident or of one notice. What is wrong stands in the form's faults.
 *
 * @param zone  By which clocks the field is read where the form does not say.
 */
export function holdAsked(form: Form, zone: string): AskedHold {
  const [requestedBy, reason] = [form.text('requestedBy'), form.text('reason')];
  const until = form.instant('until', 'The end', zone);
  if (requestedBy === '') form.faults.push('Say who asked for it.');
  if (reason === '') form.faults.push('Say why they asked.');
  if (requestedBy.length > LONGEST_NAME || reason.length > LONGEST_WORDS) form.faults.push('That is too long: 200 characters for who asked, 1,000 for why.');
  return { requestedBy, reason, until };
}

/** How it is known that a hold is over; what is missing stands in the form's faults. */
export function holdEnd(form: Form): string {
  const reason = form.text('reason').slice(0, LONGEST_WORDS);
  if (reason === '') form.faults.push('Say how it is known that the hold is over.');
  return reason;
}
