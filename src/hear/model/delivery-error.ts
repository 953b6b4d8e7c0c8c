/** What an error means for the address: `bounced` is the number's own doing, `failed` is ours, the carrier's or the moment's. */
export interface DeliveryError {
  readonly verdict: 'bounced' | 'failed';
  /** For people: why the text did not arrive. */
  readonly reason: string;
}

const bounced = (reason: string): DeliveryError => ({ verdict: 'bounced', reason });
const failed = (reason: string): DeliveryError => ({ verdict: 'failed', reason });

/**
 * Twilio's error codes of a text that was taken and did not arrive. Only what says that the number can't take texts counts as
 * bounced; "out of reach" passes, and a filter or a sender that is not registered is our own trouble.
 *
 * @source twilio.com/docs/api/errors, read for the codes below.
 */
const ERRORS: ReadonlyMap<string, DeliveryError> = new Map([
  ['21610', bounced('The person replied STOP to this sender.')],
  ['21211', bounced('The number is not a valid phone number.')],
  ['21614', bounced('The number is not a mobile number.')],
  ['21635', bounced('The number is a landline.')],
  ['30001', failed('Twilio held more texts for this sender than it keeps, and dropped this one.')],
  ['30002', failed('The Twilio account was suspended before the text went out.')],
  ['30003', failed('The phone was off or out of reach.')],
  ['30004', bounced('The phone or its carrier blocks texts from this sender.')],
  ['30005', bounced('The number is unknown or no longer in use.')],
  ['30006', bounced('The number is a landline, or its carrier can\'t be reached.')],
  ['30007', failed('A carrier\'s filter took the text for unwanted.')],
  ['30008', failed('The carrier gave no reason.')],
  ['30010', failed('The text cost more than the limit set for it.')],
  ['30017', failed('The carrier\'s network was congested.')],
  ['30022', failed('The sender passed the carrier\'s limit for its registered campaign.')],
  ['30023', failed('The sender passed the carrier\'s limit for the day.')],
  ['30032', failed('The toll-free sender is not verified.')],
  ['30034', failed('The sender is not registered with the carriers.')],
  ['30036', failed('The text waited longer than it was valid.')],
  ['30410', failed('The carrier did not answer in time.')],
]);

/** @param code  Twilio's error code, or null where it gave none. An unknown one never condemns the number. */
export function deliveryError(code: string | null): DeliveryError {
  if (code === null) return failed('Twilio gave no reason.');
  return ERRORS.get(code) ?? failed(`Twilio gave error ${code}.`);
}
