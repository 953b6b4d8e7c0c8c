/** A refusal in Twilio's words. `code` is Twilio's own error number, `status` the HTTP status. */
export interface TwilioRefusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** The body that Twilio sends with a refusal. */
export function refusalBody({ code, message, status }: TwilioRefusal): Record<string, unknown> {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

export function isRefusal(value: object): value is TwilioRefusal {
  return 'code' in value && 'message' in value;
}

export const refusals = {
  authenticate: { status: 401, code: 20003, message: 'Authenticate' },
  notFound: (path: string) => ({ status: 404, code: 20404, message: `The requested resource ${path} was not found` }),
  parameter: (what: string) => ({ status: 400, code: 20001, message: `Invalid parameter: ${what}` }),
  noTo: { status: 400, code: 21604, message: "A 'To' phone number is required." },
  noFrom: { status: 400, code: 21603, message: "A 'From' phone number is required." },
  noBody: { status: 400, code: 21602, message: 'Message body is required.' },
  badTo: (to: string) => ({ status: 400, code: 21211, message: `Invalid 'To' Phone Number: ${to}` }),
  badFrom: (from: string) => ({
    status: 400,
    code: 21212,
    message: `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  }),
  badCallback: { status: 400, code: 21609, message: "The 'StatusCallback' URL is not a valid URL." },
  optedOut: { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  tooLong: { status: 400, code: 21617, message: 'The concatenated message body exceeds the 1600 character limit' },
  notCancelable: { status: 409, code: 30409, message: 'This message cannot be canceled' },
} as const;

/** What Twilio says of a message that was taken and then did not arrive; the message's `error_message`. */
export const DELIVERY_ERRORS: Readonly<Record<number, string>> = {
  30001: 'Queue overflow',
  30002: 'Account suspended',
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
  30034: 'Message from an unregistered number',
  30036: 'Validity Period Expired',
};
