/** The doors by which customers reach the company. */
export interface Phones {
  /** Control door of the capture, which plays Twilio. */
  readonly captureUrl: string;
  readonly serviceUrl: string;
  /** The contact centre's number, E.164. */
  readonly number: string;
}
