import type { Now } from './business-clock.js';
import { CaptureStore } from './disk/capture.store.js';
import { CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN, CAPTURE_SENDER } from './identity.js';
import type { SmtpPolicy } from './smtp/smtp.policy.js';
import { SmtpCapture } from './smtp/smtp.server.js';
import { InboundPlayer } from './twilio/inbound.js';
import { MessageLife } from './twilio/message.life.js';
import { OptOuts } from './twilio/opt-outs.js';
import { wellBehaved, type StepDelays, type TwilioPolicy } from './twilio/twilio.policy.js';
import { WebhookSender } from './twilio/webhook.sender.js';
import { WebServer } from './web/web.server.js';

export interface CaptureOptions {
  /** Where what arrives is kept; created if need be. */
  readonly dir: string;
  /** 0 or absent: any free port. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
  readonly accountSid?: string;
  readonly authToken?: string;
  /** Business time; real time if absent. */
  readonly now?: Now;
  /** Real milliseconds before the one more try of a webhook that found no connection. */
  readonly webhookRetryMs?: number;
}

/** A running mail server and Twilio stand-in, and what they were given. */
export interface Capture {
  readonly dir: string;
  readonly smtpPort: number;
  readonly httpPort: number;
  /** `http://127.0.0.1:<port>`: what to set as the Twilio client's base address, and where to ask what arrived. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly store: CaptureStore;
  setSmtpPolicy(policy: SmtpPolicy): void;
  /** @param delays  How fast messages go on; absent means the usual. */
  setTwilioPolicy(policy: TwilioPolicy, delays?: StepDelays): void;
  /** Resolves when no status callback waits or is under way. */
  callbacksIdle(): Promise<void>;
  /** Finishes what is being answered, then closes. What messages have not lived through yet goes on at the next start. */
  stop(): Promise<void>;
}

// Twilio calls from many machines at once; more than this only queues up in the service.
const WEBHOOK_CONNECTIONS = 64;
const CALLBACKS_AT_ONCE = 32;
const LAST_CALLBACKS_MS = 2_000;

/**
 * Starts the outside world in this process.
 *
 * @throws FolderInUseError if another capture writes in `dir`; an error of `listen` if a port is taken.
 */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const accountSid = options.accountSid ?? CAPTURE_ACCOUNT_SID;
  const authToken = options.authToken ?? CAPTURE_AUTH_TOKEN;
  let clock: Now = options.now ?? (() => new Date());
  const now: Now = () => clock();
  let policy: TwilioPolicy = wellBehaved;
  const optOuts = new OptOuts();
  const store = await CaptureStore.open(options.dir, (sms) => optOuts.hear(sms));
  const sender = new WebhookSender(authToken, WEBHOOK_CONNECTIONS, options.webhookRetryMs ?? 1_000);
  const settings = { accountSid, serviceSender: CAPTURE_SENDER, callbackConcurrency: CALLBACKS_AT_ONCE };
  const life = new MessageLife(store.sms, sender, now, settings);
  const smtp = new SmtpCapture(store.mail, now);
  const setTwilioPolicy = (next: TwilioPolicy, delays?: StepDelays): void => {
    policy = next;
    life.setPolicy(next, delays);
  };
  const web = new WebServer({
    store,
    smtp,
    life,
    inbound: new InboundPlayer(store.sms, optOuts, sender, now, accountSid),
    optOuts,
    accountSid,
    authToken,
    serviceSender: CAPTURE_SENDER,
    now,
    setClock: (next) => (clock = next),
    twilioPolicy: () => policy,
    setTwilioPolicy,
  });
  const stop = async (): Promise<void> => {
    await Promise.all([smtp.close(), web.close()]);
    await life.stop(LAST_CALLBACKS_MS);
    await sender.close();
    await store.close();
  };
  try {
    const smtpPort = await smtp.listen(options.smtpPort ?? 0);
    const startedAt = new Date().toISOString();
    const httpPort = await web.listen(options.httpPort ?? 0, (port) => ({
      pid: process.pid,
      dir: store.folder,
      smtpPort,
      httpPort: port,
      accountSid,
      startedAt,
      ...store.repairs,
    }));
    await life.resume();
    const baseUrl = `http://127.0.0.1:${httpPort}`;
    const callbacksIdle = (): Promise<void> => life.idle();
    const setSmtpPolicy = (next: SmtpPolicy): void => smtp.setPolicy(next);
    return {
      ...{ dir: store.folder, smtpPort, httpPort, baseUrl, accountSid, authToken, store },
      ...{ setSmtpPolicy, setTwilioPolicy, callbacksIdle, stop },
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
