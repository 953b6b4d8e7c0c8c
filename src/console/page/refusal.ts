import { type ZodError } from 'zod';
import { DomainError, type DomainErrorKind } from '../../kernel/domain-error.js';
import { type FieldError } from '../../platform/http/problem.js';
import { pathText } from '../../platform/http/request-validation.pipe.js';
import { type Fault, FieldFault, once } from './fault.js';

/** What a page says when something that was asked for was refused. */
export interface Refusal {
  readonly status: number;
  readonly faults: readonly Fault[];
}

/** The field in which a refusal is mended that is about one and carries no list of fields. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = { 'people-mismatch': 'people' };

const STATUS: Readonly<Record<DomainErrorKind, number>> = { invalid: 400, forbidden: 403, 'not-found': 404, conflict: 409, unprocessable: 422 };

/**
 * The refusal in a caller's mistake, to be shown where it was made.
 *
 * @throws The error itself where it is no such mistake, or the thing is gone: then there is no page to show it on.
 */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof DomainError) || error.kind === 'not-found') throw error;
  const { errors } = error.details as { errors?: readonly FieldError[] };
  const field = FIELD_OF_CODE[error.code];
  const faults = errors?.length ? once(errors.map(faultAt)) : [field === undefined ? error.message : new FieldFault(error.message, field)];
  return { status: STATUS[error.kind], faults };
}

/** "title must not be empty" → "Title must not be empty."; what is a sentence already stays as it is. */
const faultSentence = ({ path, message }: FieldError): string => (/^[A-Z].*\.$/.test(message) ? message : `${fieldName(path)} ${message}.`);

/** What a schema found, one sentence for each; none where it found nothing. */
export const faultsOfIssues = (error: ZodError | undefined): readonly Fault[] => once((error?.issues ?? []).map(({ path, message }) => faultAt({ path: pathText(path), message })));

const faultAt = (error: FieldError): Fault => new FieldFault(faultSentence(error), fieldId(error.path));

/** What the fields of forms are called where the thing itself calls them otherwise. */
const FIELD_IDS: Readonly<Record<string, string>> = { reason: 'restrictReason', personId: 'viewers', people: 'viewers', happenedFrom: 'exposureFrom', happenedUntil: 'exposureUntil', exposure: 'exposureUntil', until: 'exposureUntil', text: 'whatHappened-en' };

/** "facts.text.es.whatYouCanDo[1]" → "whatYouCanDo-es"; else the last name of the path. */
function fieldId(path: string): string {
  const text = /^facts\.text\.([A-Za-z-]+)\.([A-Za-z]+)/.exec(path);
  if (text) return `${text[2]!}-${text[1]!}`;
  const last = path.replaceAll(/\[\d+\]/g, '').split('.').at(-1) ?? '';
  return (path.startsWith('facts.') || path.startsWith('happened') || path.startsWith('restricted.') ? FIELD_IDS[last] : undefined) ?? last;
}

const WORDS: Readonly<Record<string, string>> = {
  whatHappened: 'What happened', whatWeDo: 'What we do', whatYouCanDo: 'What you can do', consequences: 'Likely consequences', correction: 'The correction',
  moreInformation: 'More information', text: 'What customers will read', message: 'A message', reason: 'The reason', dataInvolved: 'Which data', exposure: 'The time it happened', breachedMailDomains: 'Each mail provider', nextUpdateAt: 'The next update',
  brandId: 'Who speaks', supportHours: 'When people answer the phone', defaultLocale: 'The language', timeZone: 'The time zone', defaultCountry: 'The country',
  checkAddress: 'The check address', fromEmail: 'The sender’s address', replyTo: 'The address for replies', senderName: 'The sender’s name', id: 'The short name', discoveredAt: 'The time of discovery', pressReportedAt: 'The time of the press report',
};

/** "facts.text.es.whatWeDo" → "What we do (es)"; what has no words of its own is named as it is. */
export function fieldName(path: string): string {
  const text = /^facts\.text\.([a-z-]+)\.([A-Za-z]+)/.exec(path);
  if (text) return `${WORDS[text[2]!] ?? text[2]!} (${text[1]!})`;
  const last = path.replaceAll(/\[\d+\]/g, '').split('.').at(-1) ?? '';
  const word = WORDS[last] ?? last.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return word === '' ? 'It' : word.charAt(0).toUpperCase() + word.slice(1);
}
