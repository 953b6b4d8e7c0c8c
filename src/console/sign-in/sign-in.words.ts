import { type CompanyOutcome } from '../../platform/auth/sign-in/company-sign-in.js';
import { type SignInOutcome } from '../../platform/auth/sign-in/sign-in.js';

export const CODE_WRONG = 'That code is wrong, or it was used already. Wait for the next one and type that.';

/** Why a password, a code or a passkey opened nothing; the same for people who are not known here. */
export function localFault(outcome: Exclude<SignInOutcome, { kind: 'signed-in' | 'code' }>): { readonly status: number; readonly sentence: string } {
  if (outcome.kind === 'busy') return { status: 429, sentence: 'Many people sign in just now. Try again in a few seconds.' };
  if (outcome.kind === 'wait') return { status: 429, sentence: `Too many attempts failed. Try again in ${waitWords(outcome.seconds)}.` };
  return { status: 401, sentence: 'The e-mail address or the password is wrong. After several wrong ones there is a wait, which grows.' };
}

const waitWords = (seconds: number): string => (seconds < 90 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : `${Math.ceil(seconds / 60)} minutes`);

export function companyFault(kind: CompanyOutcome['outcome']['kind']): string {
  if (kind === 'unknown') return 'Your company account is all right, but nobody has added you to Firstword under its e-mail address. Ask an administrator.';
  if (kind === 'away') return 'The company’s sign-in does not answer, or its answer could not be checked. Try again.';
  return 'That sign-in was begun elsewhere, or it took too long. Begin again.';
}
