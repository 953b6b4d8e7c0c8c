import { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', object: 'an object', array: 'a list', date: 'a date', record: 'an object', null: 'null',
};
const FORMATS: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address', url: 'must be a web address', uuid: 'must be an id (a UUID)', guid: 'must be an id (a UUID)',
  datetime: 'must be a time in ISO 8601 with its zone, such as 2026-03-02T09:00:00Z', date: 'must be a date such as 2026-03-02',
};

const UNITS: Readonly<Record<string, readonly [string, string]>> = { string: ['character', 'characters'], array: ['item', 'items'], set: ['item', 'items'] };
const counted = (origin: string, count: number | bigint): string => (UNITS[origin] ? ` ${UNITS[origin][Number(count) === 1 ? 0 : 1]}` : '');

function tooSmall({ origin, minimum, inclusive, exact }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (UNITS[origin] && Number(minimum) === 1 && !exact) return 'must not be empty';
  if (exact) return `must have exactly ${minimum}${counted(origin, minimum)}`;
  return UNITS[origin] ? `must have at least ${minimum}${counted(origin, minimum)}` : `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`;
}

function tooBig({ origin, maximum, inclusive, exact }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (exact) return `must have exactly ${maximum}${counted(origin, maximum)}`;
  return UNITS[origin] ? `must have at most ${maximum}${counted(origin, maximum)}` : `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`;
}

/** What is wrong with a value, to be read after the name of its field: "must not be empty". A schema's own message goes first. */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return FORMATS[String(issue.format)] ?? 'is not written as it must be';
    case 'invalid_value': {
      const { values } = issue;
      if (issue.input === undefined) return 'is missing';
      return values.length === 1 ? `must be ${String(values[0])}` : `must be one of ${values.map(String).join(', ')}`;
    }
    case 'unrecognized_keys':
      return `has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which is not known here`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'has none of the forms that it may have';
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a name that is taken here';
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    default:
      return undefined;
  }
}

// For the whole process: each schema would have to be given it by hand otherwise, and one would be forgotten.
z.config({ customError: plainWords });
