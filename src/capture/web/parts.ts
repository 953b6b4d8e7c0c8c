import type { Now } from '../business-clock.js';
import type { CaptureStore } from '../disk/capture.store.js';
import type { SmtpCapture } from '../smtp/smtp.server.js';
import type { InboundPlayer } from '../twilio/inbound.js';
import type { MessageLife } from '../twilio/message.life.js';
import type { OptOuts } from '../twilio/opt-outs.js';
import type { TwilioPolicy } from '../twilio/twilio.policy.js';

/** What the capture is made of, as its HTTP routes need it. */
export interface CaptureParts {
  readonly store: CaptureStore;
  readonly smtp: SmtpCapture;
  readonly life: MessageLife;
  readonly inbound: InboundPlayer;
  readonly optOuts: OptOuts;
  readonly accountSid: string;
  readonly authToken: string;
  readonly serviceSender: string;
  readonly now: Now;
  readonly setClock: (now: Now) => void;
  /** Asked anew for each message, since it can be changed while the capture runs. */
  readonly twilioPolicy: () => TwilioPolicy;
  readonly setTwilioPolicy: MessageLife['setPolicy'];
}
