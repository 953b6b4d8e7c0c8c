import type { Outcome } from '../../deliver/contract.js';
import { whyBarred } from '../../deliver/model/why-barred.js';
import { deliveryError } from '../../hear/model/delivery-error.js';
import { bounceCode } from '../../kernel/mail-code.js';

/** What the report has where a message ended without a code. */
const NO_CODE = 'no code';
/** Codes of Firstword's own. */
const OWN: Readonly<Record<string, string>> = {
  [NO_CODE]: 'No reason was given.', 'not-composed': 'The text for the person could not be made.', restored: 'The database was restored from a backup, and nobody knows whether it had left.',
};

/**
 * Why people were not told, for the report: in words, with the code of a provider or mail server behind them, by which its support can be asked.
 *
 * @param code  As the ledger has it: a suppression's reason, "5.1.1", "550", "30005"; what is in no table stands as it is.
 */
export function failureWords(outcome: string, code: string): string {
  const barred = whyBarred(outcome as Outcome, code);
  if (barred !== null) return barred;
  const own = OWN[code];
  if (own !== undefined) return own;
  const said = /^\d{5}$/.test(code) ? deliveryError(code).reason : bounceCode(code)?.reason;
  return said === undefined ? code : said.includes(code) ? said : `${said.replace(/\.$/, '')} (${code}).`;
}
